//! Letters about an incident, filled from its facts: for the ICO, the AP (in Dutch) and persons in both languages.
//! Plain text, no name of a client; what is not known yet says so. A drill's say so first.

use chrono::NaiveDateTime;
use contract::incident::{Assessment, Decision, Facts, Risk};

/// One text to copy.
pub struct Letter {
    pub title: &'static str,
    /// As in `lang`.
    pub language: &'static str,
    pub text: String,
}

/// All of them; those to persons only where it was decided, or nothing was yet.
pub fn all(facts: &Facts) -> Vec<Letter> {
    let mut letters = vec![
        Letter { title: "To the ICO", language: "en-GB", text: marked(facts, "DRILL. NOT TO BE SENT.", ico(facts)) },
        Letter {
            title: "To the AP (Dutch)",
            language: "nl",
            text: marked(facts, "OEFENING. NIET VERSTUREN.", ap(facts)),
        },
    ];
    let to_persons =
        facts.assessment.as_ref().is_none_or(|assessment| assessment.decision == Decision::AuthorityAndPersons);
    if to_persons {
        letters.push(Letter {
            title: "To the persons concerned",
            language: "en-GB",
            text: marked(facts, "DRILL. NOT TO BE SENT.", persons(facts)),
        });
        letters.push(Letter {
            title: "To the persons concerned (Dutch)",
            language: "nl",
            text: marked(facts, "OEFENING. NIET VERSTUREN.", persons_dutch(facts)),
        });
    }
    letters
}

fn marked(facts: &Facts, mark: &str, text: String) -> String {
    if facts.is_drill { format!("{mark}\n\n{text}\n\n{mark}\n") } else { text }
}

fn at(moment: Option<NaiveDateTime>, zone: &str, unknown: &str) -> String {
    moment.map_or(unknown.to_owned(), |at| format!("{} ({zone})", at.format("%Y-%m-%d %H:%M")))
}

fn part(facts: &Facts, part: fn(&Assessment) -> &str, unknown: &str) -> String {
    facts.assessment.as_ref().map_or(unknown.to_owned(), |assessment| part(assessment).to_owned())
}

fn people(facts: &Facts, unknown: &str) -> String {
    let assessed = facts.assessment.as_ref().map(|assessment| assessment.people.to_string());
    assessed.or_else(|| facts.clients.map(|clients| clients.to_string())).unwrap_or_else(|| unknown.to_owned())
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
    format!(
        "Personal data breach report\n\nOrganisation: {}\nOur reference: incident {}\nContact: [name, role, telephone, e-mail]\n\n\
         What happened:\n{}\n\nWhen we became aware: {}\nWhen it began: {}\nWhen it ended: {}\nContained: {}\n{late}\n\
         Categories of personal data (special category health data among them, unless said otherwise):\n{}\n\n\
         Whose data:\n{}\n\nHow many people (approximately): {}\n\nLikely consequences, and how likely they are:\n{}\n\n\
         Risk: {risk}\n\nMeasures taken and proposed:\n{}\n\nAre the people concerned told? {told}\n",
        facts.organisation,
        facts.number,
        facts.title,
        at(Some(facts.aware_at), &facts.zone, unknown),
        at(facts.began_at, &facts.zone, unknown),
        at(facts.ended_at, &facts.zone, unknown),
        at(facts.contained_at, &facts.zone, "Not yet."),
        part(facts, |a| &a.what, unknown),
        part(facts, |a| &a.who, unknown),
        people(facts, unknown),
        part(facts, |a| &a.likelihood, unknown),
        part(facts, |a| &a.measures, unknown),
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
    format!(
        "Melding datalek\n\nOrganisatie: {}\nOns kenmerk: incident {}\nContactpersoon: [naam, functie, telefoon, e-mail]\n\n\
         Samenvatting van het incident:\n{}\n\nOntdekt op: {}\nBegonnen op: {}\nGeëindigd op: {}\nIngeperkt op: {}\n{late}\n\
         Soort persoonsgegevens (waaronder bijzondere persoonsgegevens over gezondheid, tenzij anders vermeld):\n{}\n\n\
         Groepen betrokkenen:\n{}\n\nAantal betrokkenen (ongeveer): {}\n\nMogelijke gevolgen en hoe waarschijnlijk die zijn:\n{}\n\n\
         Risico: {risk}\n\nGenomen en voorgenomen maatregelen:\n{}\n\nWorden de betrokkenen geïnformeerd? {told}\n",
        facts.organisation,
        facts.number,
        facts.title,
        at(Some(facts.aware_at), &facts.zone, unknown),
        at(facts.began_at, &facts.zone, unknown),
        at(facts.ended_at, &facts.zone, unknown),
        at(facts.contained_at, &facts.zone, "Nog niet."),
        part(facts, |a| &a.what, unknown),
        part(facts, |a| &a.who, unknown),
        people(facts, unknown),
        part(facts, |a| &a.likelihood, unknown),
        part(facts, |a| &a.measures, unknown),
    )
}

/// Article 34: plain words, what happened, what can come of it, what was done, what one can do, whom to ask.
fn persons(facts: &Facts) -> String {
    let unknown = "[to be written]";
    format!(
        "Dear [name],\n\nSomething went wrong with data that {} keeps about you, and you should know about it.\n\n\
         What happened:\n{}\nWe have known since {}.\n\nWhich of your data:\n{}\n\nWhat can come of it:\n{}\n\n\
         What we have done:\n{}\n\nWhat you can do:\n[for example: choose a new password, be careful with unexpected messages]\n\n\
         We are sorry. Ask us anything about it: [name, telephone, e-mail]. You can also complain to the Information Commissioner's Office, ico.org.uk.\n\n{}\n",
        facts.organisation,
        facts.title,
        at(Some(facts.aware_at), &facts.zone, unknown),
        part(facts, |a| &a.what, unknown),
        part(facts, |a| &a.likelihood, unknown),
        part(facts, |a| &a.measures, unknown),
        facts.organisation,
    )
}

fn persons_dutch(facts: &Facts) -> String {
    let unknown = "[invullen]";
    format!(
        "Beste [naam],\n\nEr is iets misgegaan met gegevens die {} over u bewaart. Dat hoort u te weten.\n\n\
         Wat er is gebeurd:\n{}\nWij weten dit sinds {}.\n\nOm welke gegevens het gaat:\n{}\n\nWat de gevolgen kunnen zijn:\n{}\n\n\
         Wat wij hebben gedaan:\n{}\n\nWat u kunt doen:\n[bijvoorbeeld: kies een nieuw wachtwoord, wees voorzichtig met onverwachte berichten]\n\n\
         Het spijt ons. Vraag ons gerust alles: [naam, telefoon, e-mail]. U kunt ook een klacht indienen bij de Autoriteit Persoonsgegevens, autoriteitpersoonsgegevens.nl.\n\n{}\n",
        facts.organisation,
        facts.title,
        at(Some(facts.aware_at), &facts.zone, unknown),
        part(facts, |a| &a.what, unknown),
        part(facts, |a| &a.likelihood, unknown),
        part(facts, |a| &a.measures, unknown),
        facts.organisation,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::incident::Status;

    fn facts(is_drill: bool, decision: Option<Decision>) -> Facts {
        let aware_at = "2026-11-20T09:15:00".parse().unwrap();
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
