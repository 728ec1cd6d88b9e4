//! Who one is here: name, time zone, language; in both languages, since it is where the language is chosen.

both! {
    title = "Name, time zone and language", "Naam, tijdzone en taal";
    text = "What you are called here, and when it is for you", "Hoe je hier heet, en hoe laat het voor jou is";
    back = "Account and privacy", "Account en privacy";
    name_title = "Your name", "Je naam";
    name = "Name", "Naam";
    name_text = "Everybody you work with here sees it from now on. What you signed keeps the name you signed with. We ask for your password or second step first.",
        "Iedereen met wie je hier te maken hebt ziet deze naam vanaf nu. Wat je hebt ondertekend houdt de naam waarmee je tekende. We vragen eerst om je wachtwoord of tweede stap.";
    save_name = "Change name", "Naam wijzigen";
    reading_title = "Time zone and language", "Tijdzone en taal";
    zone_text = "Times are shown in this zone, and new entries are logged in it. Entries of before keep the zone they were logged in.",
        "Tijden zie je in deze zone, en nieuwe notities komen erin. Eerdere notities houden de zone waarin ze zijn gemaakt.";
    language = "Language", "Taal";
    language_text = "For your journal, who saw your record, consents, documents to sign and the e-mails about these. Other pages are in English for now.",
        "Voor je dagboek, wie je dossier zag, toestemmingen, documenten om te ondertekenen en de e-mails daarover. Andere pagina's zijn voorlopig in het Engels.";
    save = "Save", "Opslaan";
}

words! {
    english = "English";
    dutch = "Nederlands";
    clinic_title = "Clinic name";
    clinic_text = "What the clinic is called for everybody";
    clinic_field = "Name of the clinic";
    clinic_lede = "Clients and colleagues see the new name at once. Consents and signed documents keep the name they were given under.";
    clinic_save = "Change name";
}
