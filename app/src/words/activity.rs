//! What happened, in words: one line for every word of the logs, in English and Dutch.
//!
//! To add an action: a line here. A test fails for one that is stored and has no words.

/// `meal.logged`, "Logged a meal", "Maaltijd genoteerd".
type Line = (&'static str, &'static str, &'static str);

const LINES: &[Line] = &[
    // The journal.
    ("meal.logged", "Logged a meal", "Maaltijd genoteerd"),
    ("symptom.logged", "Logged a symptom", "Klacht genoteerd"),
    ("entry.logged", "Logged an entry", "Notitie gemaakt"),
    ("entry.changed", "Changed an entry", "Notitie gewijzigd"),
    ("entry.deleted", "Deleted an entry", "Notitie verwijderd"),
    ("entry.restored", "Restored an entry", "Notitie hersteld"),
    ("entries.viewed", "Marked entries as seen", "Notities als gezien gemarkeerd"),
    ("review.opened", "Opened the review", "Overzicht geopend"),
    // Care and access.
    ("relationship.started", "Care began", "Begeleiding begonnen"),
    ("relationship.paused", "Paused care", "Begeleiding onderbroken"),
    ("relationship.resumed", "Resumed care", "Begeleiding hervat"),
    ("relationship.ended", "Care ended", "Begeleiding beëindigd"),
    (
        "relationship.told",
        "The other one was told that care has ended",
        "De ander is verteld dat de begeleiding is beëindigd",
    ),
    ("access.granted", "Gave access to the record", "Toegang tot het dossier gegeven"),
    ("access.ended", "Ended access to the record", "Toegang tot het dossier beëindigd"),
    ("access.told", "Wrote to those concerned about access", "Betrokkenen over toegang geïnformeerd"),
    ("emergency.opened", "Opened the record in an emergency", "Dossier geopend in een noodgeval"),
    ("emergency.tried", "Tried to open a record in an emergency", "Geprobeerd een dossier te openen in een noodgeval"),
    ("emergency.noted", "Said that they know of the emergency", "Noodgeval voor gezien getekend"),
    // Looks: these words are the log of reads'.
    ("look.list", "Saw the list of clients", "Cliëntenlijst gezien"),
    ("look.review", "Looked at the journal", "Dagboek ingezien"),
    ("look.agenda", "Saw appointments", "Afspraken gezien"),
    ("look.timeline", "Looked at what happened in the record", "Gebeurtenissen in het dossier ingezien"),
    ("look.documents", "Looked at documents to sign", "Te ondertekenen documenten ingezien"),
    ("look.consents", "Looked at consents", "Toestemmingen ingezien"),
    ("look.requests", "Looked at requests about data or sign-in", "Verzoeken over gegevens of inloggen ingezien"),
    ("look.holds", "Looked at legal holds", "Bewaarplichten ingezien"),
    ("look.exports", "Looked at exports", "Exports ingezien"),
    ("look.ai", "Looked at the AI ledger", "AI-register ingezien"),
    ("look.access", "Looked at who was given access", "Gegeven toegang ingezien"),
    ("look.log", "Read the log", "Logboek gelezen"),
    ("look.incident", "Looked at whom an incident reached", "Gezien wie een incident raakte"),
    ("look.names", "Saw a name in a list or a form", "Naam in een lijst of formulier gezien"),
    // Appointments and payments.
    ("service.created", "Added a service", "Dienst toegevoegd"),
    ("service.changed", "Changed a service", "Dienst gewijzigd"),
    ("availability.changed", "Changed working hours", "Werktijden gewijzigd"),
    ("appointment.held", "Chose a time", "Tijd gekozen"),
    ("appointment.confirmed", "Appointment confirmed", "Afspraak bevestigd"),
    ("appointment.released", "Gave a time back", "Tijd vrijgegeven"),
    ("appointment.cancelled", "Cancelled an appointment", "Afspraak geannuleerd"),
    ("appointment.completed", "Appointment took place", "Afspraak heeft plaatsgevonden"),
    ("appointment.missed", "Appointment was missed", "Afspraak gemist"),
    ("payment.opened", "Began a payment", "Betaling begonnen"),
    ("payment.paid", "Payment received", "Betaling ontvangen"),
    ("payment.expired", "Payment ran out", "Betaling verlopen"),
    ("payment.failed", "Payment failed", "Betaling mislukt"),
    ("payment.refunded", "Paid back", "Terugbetaald"),
    ("payment.mismatched", "Another amount was paid than was asked for", "Er is een ander bedrag betaald dan gevraagd"),
    ("payment.refund_failed", "A refund failed", "Terugbetaling mislukt"),
    ("payment.refund_asked", "Sent a failed refund again", "Mislukte terugbetaling opnieuw verstuurd"),
    ("payment.settled", "Settled a payment another way", "Betaling op een andere manier afgehandeld"),
    ("payment.disputed", "A dispute at the bank changed", "Geschil bij de bank gewijzigd"),
    // The team and the house.
    ("organisation.created", "Founded the practice", "Praktijk opgericht"),
    ("organisation.changed", "Changed the practice's settings", "Instellingen van de praktijk gewijzigd"),
    ("organisation.factor_rule_changed", "Changed the rule for signing in", "Regel voor aanmelden gewijzigd"),
    ("invitation.sent", "Sent an invitation", "Uitnodiging verstuurd"),
    ("invitation.withdrawn", "Withdrew an invitation", "Uitnodiging ingetrokken"),
    ("invitation.accepted", "Accepted an invitation", "Uitnodiging aangenomen"),
    ("member.role_changed", "Changed a colleague's role", "Rol van een collega gewijzigd"),
    ("member.suspended", "Suspended a colleague", "Collega geschorst"),
    ("member.resumed", "Let a colleague in again", "Collega weer toegelaten"),
    ("member.removed", "Removed a colleague", "Collega verwijderd"),
    ("member.zone_changed", "Changed the time zone", "Tijdzone gewijzigd"),
    ("member.renamed", "Changed their own name", "Eigen naam gewijzigd"),
    ("member.language_changed", "Changed the language", "Taal gewijzigd"),
    ("handover.told", "Wrote to clients about a handover", "Cliënten over een overdracht geïnformeerd"),
    ("ownership.offered", "Offered the practice to a colleague", "Praktijk aan een collega aangeboden"),
    ("ownership.withdrawn", "Withdrew the offer of the practice", "Aanbod van de praktijk ingetrokken"),
    ("ownership.declined", "Declined the practice", "Praktijk afgewezen"),
    ("ownership.accepted", "Took over the practice", "Praktijk overgenomen"),
    // Signing in.
    ("session.opened", "Signed in", "Aangemeld"),
    ("session.ended", "Signed out", "Afgemeld"),
    ("session.organisation_chosen", "Chose where to work", "Werkplek gekozen"),
    ("session.unfamiliar", "Signed in from somewhere new", "Aangemeld vanaf een nieuwe plek"),
    ("factor.added", "Added a way to prove who they are", "Manier van identificatie toegevoegd"),
    ("factor.removed", "Removed a way to prove who they are", "Manier van identificatie verwijderd"),
    ("factor.recovery_renewed", "Made new recovery codes", "Nieuwe herstelcodes gemaakt"),
    ("factor.recovery_used", "Used a recovery code", "Herstelcode gebruikt"),
    ("account.created", "Made an account", "Account gemaakt"),
    ("account.renamed", "Changed their own name", "Eigen naam gewijzigd"),
    ("account.email_confirmed", "Confirmed the e-mail address", "E-mailadres bevestigd"),
    ("account.link_requested", "Asked for a link by letter", "Link per e-mail aangevraagd"),
    ("account.password_reset", "Chose a new password by letter", "Nieuw wachtwoord via e-mail gekozen"),
    ("account.password_changed", "Changed the password", "Wachtwoord gewijzigd"),
    ("account.email_change_asked", "Asked to change the e-mail address", "Wijziging van e-mailadres aangevraagd"),
    ("account.email_changed", "Changed the e-mail address", "E-mailadres gewijzigd"),
    ("account.email_change_undone", "Took the old e-mail address back", "Oud e-mailadres teruggenomen"),
    // The audit viewer and incidents.
    ("audit.exported", "Took a copy of the log", "Kopie van het logboek gemaakt"),
    ("incident.opened", "Opened an incident", "Incident geopend"),
    ("incident.noted", "Noted something about an incident", "Notitie bij een incident gemaakt"),
    ("incident.scoped", "Said what an incident may have touched", "Omvang van een incident aangegeven"),
    ("incident.contained", "Contained an incident", "Incident ingeperkt"),
    ("incident.assessed", "Assessed an incident", "Incident beoordeeld"),
    ("incident.decided", "Decided whom to tell of an incident", "Besloten wie over een incident wordt ingelicht"),
    ("incident.closed", "Closed an incident", "Incident afgesloten"),
    ("incident.reminded", "Reminded the administrators of an incident", "Beheerders aan een incident herinnerd"),
    // Consent and documents to sign.
    ("consent.given", "Agreed to a text", "Akkoord gegaan met een tekst"),
    ("consent.refused", "Said no to a text", "Nee gezegd tegen een tekst"),
    ("document.written", "Wrote a document to sign", "Document om te ondertekenen geschreven"),
    ("document.requested", "Asked to sign a document", "Om ondertekening gevraagd"),
    ("document.told", "Wrote to the client about a document", "Cliënt over een document geïnformeerd"),
    ("document.signed", "Signed a document", "Document ondertekend"),
    ("document.ended", "Ended a document", "Document beëindigd"),
    ("document.address_opened", "Opened the address a document was signed from", "Adres van een ondertekening geopend"),
    ("ai.asked", "Asked an AI service", "Vraag aan een AI-dienst gesteld"),
    ("ai.answered", "Got an answer from an AI service", "Antwoord van een AI-dienst ontvangen"),
    ("consent.withdrawn", "Withdrew a consent", "Toestemming ingetrokken"),
    // Exports.
    (
        "move.proposed",
        "Asked to move the organisation to another installation",
        "Verhuizing naar een andere installatie aangevraagd",
    ),
    ("move.agreed", "Agreed to the move", "Met de verhuizing ingestemd"),
    ("move.packed", "Your record was packed, sealed, for the move", "Dossier verzegeld ingepakt voor de verhuizing"),
    ("export.told", "Told everybody concerned", "Alle betrokkenen ingelicht"),
    ("export.asked", "Asked for a copy of the data", "Kopie van de gegevens aangevraagd"),
    ("export.started", "Began to put a copy together", "Begonnen met het samenstellen van een kopie"),
    ("export.continued", "Went on putting a copy together", "Verdergegaan met het samenstellen van een kopie"),
    ("export.ready", "A copy of the data is ready", "Kopie van de gegevens is klaar"),
    ("export.downloaded", "Fetched a copy of the data", "Kopie van de gegevens opgehaald"),
    ("export.cancelled", "Cancelled a copy of the data", "Kopie van de gegevens geannuleerd"),
    ("export.failed", "A copy of the data failed", "Kopie van de gegevens mislukt"),
    ("export.expired", "A copy of the data ran out", "Kopie van de gegevens verlopen"),
    // Retention and erasure.
    ("erasure.asked", "Asked to have data erased", "Gevraagd om gegevens te wissen"),
    ("erasure.told", "Wrote to who asked for erasure", "Aanvrager van wissen geïnformeerd"),
    ("erasure.undone", "Took back a request for erasure", "Verzoek om wissen ingetrokken"),
    ("erasure.held", "An erasure waits for a legal hold", "Wissen wacht op een bewaarplicht"),
    ("erasure.done", "Data was erased", "Gegevens gewist"),
    ("retention.changed", "Changed how long data is kept", "Bewaartermijnen gewijzigd"),
    ("retention.run", "What was too old was erased", "Verlopen gegevens gewist"),
    ("hold.placed", "Placed a legal hold", "Bewaarplicht ingesteld"),
    ("hold.released", "Released a legal hold", "Bewaarplicht opgeheven"),
    // Checkpoints and proofs.
    // Registers, reviews and the trust page.
    ("register.saved", "Wrote a line of a register", "Regel van een register geschreven"),
    (
        "register.retired",
        "Said that a line of a register is no longer so",
        "Regel van een register vervallen verklaard",
    ),
    ("control.changed", "Changed the state of a control", "Stand van een beheersmaatregel gewijzigd"),
    ("house_review.begun", "Began with reviews", "Met beoordelingen begonnen"),
    ("house_review.held", "Held a review", "Beoordeling gehouden"),
    ("house_review.reminded", "Reminded of a review", "Aan een beoordeling herinnerd"),
    ("checkpoint.asked", "Asked for a signed head of the log", "Ondertekende stand van het logboek gevraagd"),
    ("verification.asked", "Had the log verified", "Logboek laten controleren"),
    // Keys of clients.
    ("keys.rotation_asked", "Asked for a new key", "Nieuwe sleutel aangevraagd"),
    ("keys.rotated", "Sealed anew under a new key", "Opnieuw verzegeld met een nieuwe sleutel"),
    (
        "keys.destroyed",
        "Destroyed the key: sealed data cannot be read again",
        "Sleutel vernietigd: verzegelde gegevens zijn onleesbaar",
    ),
    // Recovery of an account.
    ("ownership.told", "Wrote about the new owner", "Over de nieuwe eigenaar geïnformeerd"),
    ("factor_reset.asked", "Asked to take off a second factor", "Gevraagd een tweede factor te verwijderen"),
    ("factor_reset.told", "Told whose second factor it is", "Geïnformeerd van wie de tweede factor is"),
    ("factor_reset.refused", "Kept their second factor", "Tweede factor behouden"),
    ("factor_reset.withdrawn", "Withdrew that request", "Dat verzoek ingetrokken"),
    ("factor_reset.lapsed", "A second factor stayed: the request lapsed", "Tweede factor bleef: verzoek vervallen"),
    ("factor_reset.done", "Took off a second factor", "Tweede factor verwijderd"),
    (
        "factor_reset.by_operator",
        "The operator took off a second factor",
        "De beheerder van de installatie heeft een tweede factor verwijderd",
    ),
];

/// The words of an action; a word this program does not know stands for itself.
pub fn action(word: &str) -> &str {
    LINES.iter().find(|(known, ..)| *known == word).map_or(word, |(_, english, _)| english)
}

/// The same in Dutch.
pub fn action_dutch(word: &str) -> &str {
    LINES.iter().find(|(known, ..)| *known == word).map_or(word, |(.., dutch)| dutch)
}

/// Every word there is, for a list to choose from.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    LINES.iter().map(|(word, english, _)| (*word, *english))
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::LINES;
    use std::collections::BTreeSet;

    /// What the program records, and what functions of the database do: words in quotes beside their insert.
    fn stored() -> BTreeSet<String> {
        let mut words: BTreeSet<String> =
            backend::activity::Action::ALL.iter().map(|action| action.as_str().to_owned()).collect();
        let package = std::env::var_os("CARGO_MANIFEST_DIR").unwrap();
        let folder = std::path::Path::new(&package).join("../migrations");
        for folder in [folder.clone(), folder.join("bootstrap")] {
            for file in std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
                if file.extension().is_none_or(|extension| extension != "sql") {
                    continue;
                }
                let text = std::fs::read_to_string(file).unwrap();
                let records = ["append_activity(", "record_activity(", "note_factor(", "insert into auth.event"];
                for line in text.lines().filter(|line| records.iter().any(|record| line.contains(record))) {
                    let quoted = line.split('\'').skip(1).step_by(2);
                    words.extend(quoted.filter(|word| is_action(word)).map(str::to_owned));
                }
            }
        }
        words
    }

    fn is_action(word: &str) -> bool {
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        word.split_once('.').is_some_and(|(of, what)| plain(of) && plain(what))
    }

    // S5 T9 P21: what is logged can be read by people, in both languages.
    #[test]
    fn every_action_has_words() {
        let stored = stored();
        assert!(stored.contains("meal.logged") && stored.contains("account.password_changed"), "{stored:?}");
        let known: BTreeSet<_> = LINES.iter().map(|(word, ..)| (*word).to_owned()).collect();
        assert_eq!(known.len(), LINES.len(), "one line for each");
        let missing: Vec<_> = stored.difference(&known).collect();
        assert!(missing.is_empty(), "without words: {missing:?}");
        for (word, english, dutch) in LINES {
            assert!(english.len() > 5 && dutch.len() > 5 && english != dutch, "{word}");
        }
    }
}
