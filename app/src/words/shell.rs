//! What frames every page.

words! {
    brand = "NutriScope";
    skip = "Skip to the content";
    home = "NutriScope, to the start page";
    /// Put before the title of a page whose form was refused.
    error_prefix = "Error:";
}
