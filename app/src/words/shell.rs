//! What frames every page.

words! {
    brand = "NutriScope";
    skip = "Skip to the content", "Naar de inhoud";
    menu = "Menu", "Menu";
    navigation = "Main", "Hoofdmenu";
    clinic = "Clinic", "Kliniek";
    sign_in = "Sign in", "Inloggen";
    sign_out = "Sign out", "Uitloggen";
    /// Put before the title of a page whose form was refused.
    error_prefix = "Error:", "Fout:";
    trust = "Trust and security", "Vertrouwen en beveiliging";
    no_trackers = "No trackers and no third parties on this page.", "Geen trackers en geen derden op deze pagina.";
    one_cookie = "No trackers, no third parties on this page. Cookies of our own alone: to keep you signed in, to know this browser again, and to keep what you typed or chose.", "Geen trackers, geen derden op deze pagina. Alleen onze eigen cookies: om je ingelogd te houden, deze browser te herkennen en te bewaren wat je typte of koos.";

    today = "Today", "Vandaag";
    book = "Book", "Boeken";
    you = "You", "Jij";
    clients = "Clients", "Cliënten";
    agenda = "Agenda", "Agenda";
    availability = "Availability", "Beschikbaarheid";
    services = "Services", "Diensten";
    team = "Team", "Team";
    access = "Access", "Toegang";
    privacy = "Privacy", "Privacy";
    audit = "Audit", "Logboek";
    incidents = "Incidents", "Incidenten";
    registers = "Registers", "Registers";
    who_sees = "Who sees", "Wie kijkt mee";
}
