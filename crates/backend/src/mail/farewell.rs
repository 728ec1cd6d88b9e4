//! The words of two letters that clients get about all of their data at once: it moves with the practice, or it was erased.

use contract::consent::Language;

pub(super) fn packed(organisation: &str, language: Language, link: &str) -> (String, String) {
    match language {
        Language::En => (
            format!("{organisation} is moving, and your record moves with it"),
            format!(
                "{organisation} is packing its data to move to another installation of NutriScope. Two people there agreed \
                 to it. Your record is packed with everybody's, sealed for that installation: nobody at {organisation} can \
                 read it by this, whatever you keep private stays so, and what you asked to be erased is still to be erased.\n\n\
                 The line about it is in your log of who looked:\n\n{link}\n\n\
                 There is nothing to do. If you do not want this, ask {organisation}; you can also have your data erased, under You, Privacy."
            ),
        ),
        Language::Nl => (
            format!("{organisation} verhuist, en je dossier gaat mee"),
            format!(
                "{organisation} pakt de gegevens in om naar een andere installatie van NutriScope te verhuizen. Twee mensen \
                 daar hebben ermee ingestemd. Je dossier gaat mee met dat van alle anderen, verzegeld voor die installatie: \
                 niemand bij {organisation} kan het hierdoor lezen, wat je privé houdt blijft privé, en wat je hebt laten \
                 wissen wordt nog steeds gewist.\n\n\
                 De regel erover staat in je logboek van wie keek:\n\n{link}\n\n\
                 Je hoeft niets te doen. Wil je dit niet, vraag het dan aan {organisation}; je kunt je gegevens ook laten wissen, onder Jij, Privacy."
            ),
        ),
    }
}

pub(super) fn erased(
    organisation: &str,
    account: bool,
    certificate: Option<&str>,
    language: Language,
) -> (String, String) {
    let (subject, happened, kept, after) = match (language, account) {
        (Language::En, true) => (
            format!("{organisation} has erased your account"),
            format!("As you asked, {organisation} has erased your account with everything you wrote."),
            "What has to be kept stays, without your name: payments and the appointments they were for, what you agreed to and signed, who looked at your record and who was given access.",
            "This is the last letter: your address was erased too, and was kept only to send it.",
        ),
        (Language::En, false) => (
            format!("{organisation} has erased what you asked for"),
            format!("As you asked, {organisation} has erased that part of your data."),
            "The rest of your account is as it was.",
            "There is nothing to do.",
        ),
        (Language::Nl, true) => (
            format!("{organisation} heeft je account gewist"),
            format!("Zoals je vroeg heeft {organisation} je account gewist, met alles wat je schreef."),
            "Wat bewaard moet blijven, blijft zonder je naam: betalingen en de afspraken waar die voor waren, waarmee je akkoord ging en wat je ondertekende, wie je dossier bekeek en wie toegang kreeg.",
            "Dit is de laatste brief: ook je adres is gewist, en werd alleen nog bewaard om deze te versturen.",
        ),
        (Language::Nl, false) => (
            format!("{organisation} heeft gewist wat je vroeg"),
            format!("Zoals je vroeg heeft {organisation} dat deel van je gegevens gewist."),
            "De rest van je account is zoals hij was.",
            "Je hoeft niets te doen.",
        ),
    };
    let proof = certificate.map(|text| match language {
        Language::En => format!(
            "What you wrote was sealed with keys of your own. They were destroyed, so that backups do not open either, from the next one on. This \
             is the signed certificate of it; keep it, and anybody can check it with nutriscope verify-certificate:\n\n{text}\n"
        ),
        Language::Nl => format!(
            "Wat je schreef was verzegeld met sleutels van jezelf. Die zijn vernietigd, zodat ook back-ups niet meer opengaan, vanaf de volgende. \
             Dit is het ondertekende certificaat daarvan; bewaar het, iedereen kan het controleren met nutriscope \
             verify-certificate:\n\n{text}\n"
        ),
    });
    (subject, format!("{happened} {kept}\n\n{}{after}", proof.map_or_else(String::new, |proof| format!("{proof}\n"))))
}
