//! Letters about an incident, filled from its facts: for the ICO, the AP (in Dutch) and persons in both languages.
//! Plain text, no name of a client; what is not known yet says so. A drill's say so first.

use contract::incident::{Assessment, Decision, Facts, Risk};
use insight::clock::Moment;

/// One text to copy.
pub struct Letter {
    pub title: &'static str,
    /// As in `lang`.
    pub language: &'static str,
    pub text: String,
}

/// All of them; those to persons only where it was decided, or nothing was yet.
pub fn all(facts: &Facts) -> Vec<Letter> {
    let letter = |title, language, text: fn(&Facts) -> String| Letter {
        title,
        language,
        text: marked(facts, language, text(facts)),
    };
    let mut letters = vec![letter("To the ICO", "en-GB", ico), letter("To the AP (Dutch)", "nl", ap)];
    let to_persons =
        facts.assessment.as_ref().is_none_or(|assessment| assessment.decision == Decision::AuthorityAndPersons);
    if to_persons {
        letters.push(letter("To the persons concerned", "en-GB", persons));
        letters.push(letter("To the persons concerned (Dutch)", "nl", persons_dutch));
    }
    letters
}

fn marked(facts: &Facts, language: &str, text: String) -> String {
    let mark = if language == "nl" { "OEFENING. NIET VERSTUREN." } else { "DRILL. NOT TO BE SENT." };
    if facts.is_drill { format!("{mark}\n\n{text}\n\n{mark}\n") } else { text }
}

/// What every letter says, in words of no language but `unknown` and `not_yet`.
struct Said {
    aware: String,
    began: String,
    ended: String,
    contained: String,
    what: String,
    who: String,
    people: String,
    likelihood: String,
    measures: String,
}

fn said(facts: &Facts, unknown: &str, not_yet: &str) -> Said {
    let at = |moment: Option<Moment>, otherwise: &str| {
        moment.map_or(otherwise.to_owned(), |at| format!("{} ({})", at.written("%Y-%m-%d %H:%M"), facts.zone))
    };
    let assessed = facts.assessment.as_ref();
    let part = |part: fn(&Assessment) -> &str| assessed.map_or(unknown, part).to_owned();
    let people = assessed.map(|a| a.people.to_string()).or_else(|| facts.clients.map(|clients| clients.to_string()));
    Said {
        aware: at(Some(facts.aware_at), unknown),
        began: at(facts.began_at, unknown),
        ended: at(facts.ended_at, unknown),
        contained: at(facts.contained_at, not_yet),
        what: part(|a| &a.what),
        who: part(|a| &a.who),
        people: people.unwrap_or_else(|| unknown.to_owned()),
        likelihood: part(|a| &a.likelihood),
        measures: part(|a| &a.measures),
    }
}

/// The parts that article 33(3) asks for, in the order of the ICO's form.
fn ico(facts: &Facts) -> String {
    let unknown = "Not known yet; we will report it as soon as it is.";
    let late = if facts.hours_since > contract::incident::HOURS {
        "\nWhy this report comes after 72 hours:\n[to be written]\n"
    } else {
        ""
    };
    let risk = match facts.assessment.as_ref().map(|assessment| assessment.risk) {
        None => unknown,
        Some(Risk::None) => "No risk to people.",
        Some(Risk::Unlikely) => "A risk to people is unlikely.",
        Some(Risk::Risk) => "A risk to people.",
        Some(Risk::High) => "A high risk to people.",
    };
    let told = match facts.assessment.as_ref().map(|assessment| assessment.decision) {
        Some(Decision::AuthorityAndPersons) => "Yes, they are told without undue delay.",
        Some(_) => "No.",
        None => unknown,
    };
    let Facts { organisation, number, title, .. } = facts;
    let Said { aware, began, ended, contained, what, who, people, likelihood, measures } =
        said(facts, unknown, "Not yet.");
    format!(
        "Personal data breach report\n\nOrganisation: {organisation}\nOur reference: incident {number}\nContact: [name, role, telephone, e-mail]\n\n\
         What happened:\n{title}\n\nWhen we became aware: {aware}\nWhen it began: {began}\nWhen it ended: {ended}\nContained: {contained}\n{late}\n\
         Categories of personal data (special category health data among them, unless said otherwise):\n{what}\n\n\
         Whose data:\n{who}\n\nHow many people (approximately): {people}\n\nLikely consequences, and how likely they are:\n{likelihood}\n\n\
         Risk: {risk}\n\nMeasures taken and proposed:\n{measures}\n\nAre the people concerned told? {told}\n"
    )
}

/// The same in Dutch, in the order of the AP's form.
fn ap(facts: &Facts) -> String {
    let unknown = "Nog niet bekend; wij vullen de melding aan zodra dit bekend is.";
    let late = if facts.hours_since > contract::incident::HOURS {
        "\nReden waarom de melding later dan 72 uur na ontdekking komt:\n[invullen]\n"
    } else {
        ""
    };
    let risk = match facts.assessment.as_ref().map(|assessment| assessment.risk) {
        None => unknown,
        Some(Risk::None) => "Geen risico voor betrokkenen.",
        Some(Risk::Unlikely) => "Een risico voor betrokkenen is onwaarschijnlijk.",
        Some(Risk::Risk) => "Een risico voor betrokkenen.",
        Some(Risk::High) => "Een hoog risico voor betrokkenen.",
    };
    let told = match facts.assessment.as_ref().map(|assessment| assessment.decision) {
        Some(Decision::AuthorityAndPersons) => "Ja, onverwijld.",
        Some(_) => "Nee.",
        None => unknown,
    };
    let Facts { organisation, number, title, .. } = facts;
    let Said { aware, began, ended, contained, what, who, people, likelihood, measures } =
        said(facts, unknown, "Nog niet.");
    format!(
        "Melding datalek\n\nOrganisatie: {organisation}\nOns kenmerk: incident {number}\nContactpersoon: [naam, functie, telefoon, e-mail]\n\n\
         Samenvatting van het incident:\n{title}\n\nOntdekt op: {aware}\nBegonnen op: {began}\nGeëindigd op: {ended}\nIngeperkt op: {contained}\n{late}\n\
         Soort persoonsgegevens (waaronder bijzondere persoonsgegevens over gezondheid, tenzij anders vermeld):\n{what}\n\n\
         Groepen betrokkenen:\n{who}\n\nAantal betrokkenen (ongeveer): {people}\n\nMogelijke gevolgen en hoe waarschijnlijk die zijn:\n{likelihood}\n\n\
         Risico: {risk}\n\nGenomen en voorgenomen maatregelen:\n{measures}\n\nWorden de betrokkenen geïnformeerd? {told}\n"
    )
}

/// Article 34: plain words, what happened, what can come of it, what was done, what one can do, whom to ask.
fn persons(facts: &Facts) -> String {
    let unknown = "[to be written]";
    let Facts { organisation, title, .. } = facts;
    let Said { aware, what, likelihood, measures, .. } = said(facts, unknown, unknown);
    format!(
        "Dear [name],\n\nSomething went wrong with data that {organisation} keeps about you, and you should know about it.\n\n\
         What happened:\n{title}\nWe have known since {aware}.\n\nWhich of your data:\n{what}\n\nWhat can come of it:\n{likelihood}\n\n\
         What we have done:\n{measures}\n\nWhat you can do:\n[for example: choose a new password, be careful with unexpected messages]\n\n\
         We are sorry. Ask us anything about it: [name, telephone, e-mail]. You can also complain to the Information Commissioner's Office, ico.org.uk.\n\n{organisation}\n"
    )
}

fn persons_dutch(facts: &Facts) -> String {
    let unknown = "[invullen]";
    let Facts { organisation, title, .. } = facts;
    let Said { aware, what, likelihood, measures, .. } = said(facts, unknown, unknown);
    format!(
        "Beste [naam],\n\nEr is iets misgegaan met gegevens die {organisation} over u bewaart. Dat hoort u te weten.\n\n\
         Wat er is gebeurd:\n{title}\nWij weten dit sinds {aware}.\n\nOm welke gegevens het gaat:\n{what}\n\nWat de gevolgen kunnen zijn:\n{likelihood}\n\n\
         Wat wij hebben gedaan:\n{measures}\n\nWat u kunt doen:\n[bijvoorbeeld: kies een nieuw wachtwoord, wees voorzichtig met onverwachte berichten]\n\n\
         Het spijt ons. Vraag ons gerust alles: [naam, telefoon, e-mail]. U kunt ook een klacht indienen bij de Autoriteit Persoonsgegevens, autoriteitpersoonsgegevens.nl.\n\n{organisation}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::incident::Status;

    fn facts(is_drill: bool, decision: Option<Decision>) -> Facts {
        let aware_at = Moment::new(&chrono::Utc, "2026-11-20T09:15:00Z".parse().unwrap());
        let part = || "part".to_owned();
        let assessment = decision.map(|decision| Assessment {
            risk: Risk::Risk,
            decision,
            people: 12,
            who: part(),
            what: part(),
            likelihood: part(),
            measures: part(),
            reasons: "our own reasons".into(),
        });
        Facts {
            organisation: "Kestrel Street".into(),
            number: 3,
            title: "Laptop lost".into(),
            is_drill,
            aware_at,
            zone: "Europe/London".into(),
            began_at: None,
            ended_at: None,
            contained_at: None,
            assessment,
            clients: Some(7),
            status: Status::Opened,
            hours_since: 80,
        }
    }

    // N15: filled from the facts, in both languages; what is not known says so; lateness asks for its reason.
    #[test]
    fn letters_are_filled_from_the_facts() {
        let letters = all(&facts(false, Some(Decision::AuthorityAndPersons)));
        assert_eq!(letters.len(), 4);
        for letter in &letters {
            assert!(
                letter.text.contains("Kestrel Street")
                    && letter.text.contains("Laptop lost")
                    && letter.text.contains("part"),
                "{}",
                letter.title
            );
            assert!(letter.text.contains("2026-11-20 09:15 (Europe/London)"), "{}", letter.text);
            assert!(!letter.text.contains("our own reasons") && !letter.text.contains("DRILL"), "{}", letter.text);
        }
        assert!(letters[0].text.contains("(approximately): 12") && letters[0].text.contains("after 72 hours"));
        assert!(letters[1].text.contains("(ongeveer): 12") && letters[1].text.contains("Nog niet bekend"));
    }

    #[test]
    fn a_drill_says_so_and_persons_are_written_to_only_if_they_are_told() {
        for letter in all(&facts(true, None)) {
            assert!(letter.text.starts_with("DRILL.") || letter.text.starts_with("OEFENING."), "{}", letter.title);
        }
        assert!(all(&facts(false, None))[0].text.contains("(approximately): 7"));
        assert_eq!(all(&facts(false, Some(Decision::Authority))).len(), 2);
    }
}
