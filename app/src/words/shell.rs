//! What frames every page.

words! {
    brand = "NutriScope";
    skip = "Skip to the content";
    menu = "Menu";
    navigation = "Main";
    clinic = "Clinic";
    sign_in = "Sign in";
    sign_out = "Sign out";
    /// Put before the title of a page whose form was refused.
    error_prefix = "Error:";
    trust = "Trust and security";
    no_trackers = "No trackers and no third parties on this page.";
    one_cookie = "No trackers, no third parties on this page. Cookies of our own alone: to keep you signed in, to know this browser again, and to keep what you typed or chose.";

    today = "Today";
    book = "Book";
    you = "You";
    clients = "Clients";
    agenda = "Agenda";
    availability = "Availability";
    services = "Services";
    team = "Team";
    access = "Access";
    privacy = "Privacy";
    audit = "Audit";
    incidents = "Incidents";
    registers = "Registers";
    who_sees = "Who sees";
}
