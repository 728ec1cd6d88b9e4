//! Light and dark.

words! {
    label = "Appearance";
    system = "As this device";
    light = "Light";
    dark = "Dark";
    apply = "Apply";
}
