//! The words of letters about appointments and money, in English and Dutch. Sentences about money are the pages' own.

use contract::booking::{Money, MoneyFact, MoneyNews, Reader};
use contract::consent::Language;

use super::Letter;

/// Subject and body.
pub(super) fn letter(letter: &Letter) -> (String, String) {
    match letter {
        Letter::AppointmentConfirmed { organisation, with, when, language, link } => match language {
            Language::En => (
                format!("Your appointment at {organisation} is confirmed"),
                format!("Your appointment with {with} is confirmed for\n\n{when}\n\nSee or change it here:\n\n{link}"),
            ),
            Language::Nl => (
                format!("Je afspraak bij {organisation} staat vast"),
                format!(
                    "Je afspraak met {with} staat vast. Hij is op\n\n{when}\n\nBekijk of wijzig hem hier:\n\n{link}"
                ),
            ),
        },
        Letter::AppointmentCancelled { organisation, with, when, facts, language, link } => {
            let money = format!("{}{}", all_back(facts, *language), paragraph(facts, Reader::Client, *language));
            match language {
                Language::En => (
                    format!("Your appointment at {organisation} is cancelled"),
                    format!(
                        "Your appointment with {with} is cancelled. It was for\n\n{when}\n\n{money}See it here:\n\n{link}"
                    ),
                ),
                Language::Nl => (
                    format!("Je afspraak bij {organisation} is geannuleerd"),
                    format!(
                        "Je afspraak met {with} is geannuleerd. Hij was op\n\n{when}\n\n{money}Bekijk hem hier:\n\n{link}"
                    ),
                ),
            }
        }
        Letter::AgendaChanged { organisation, cancelled, when, facts, link } => {
            let (what, is) = if *cancelled { ("cancelled", "was") } else { ("booked", "is") };
            let money = paragraph(facts, Reader::Practice, Language::En);
            (
                format!("An appointment at {organisation} was {what}"),
                format!(
                    "An appointment with you was {what}. It {is} for\n\n{when}\n\n{money}See your agenda:\n\n{link}"
                ),
            )
        }
        Letter::MoneyMoved { organisation, with, when, news, paid, facts, language, link } => {
            let reader = if with.is_some() { Reader::Client } else { Reader::Practice };
            let subject = subject(*news, reader, *language, organisation);
            let lead = lead(*news, with.as_deref(), paid, when, *language);
            let money = paragraph(facts, reader, *language);
            let see = match (reader, language) {
                (Reader::Client, Language::En) => "See it here:",
                (Reader::Client, Language::Nl) => "Bekijk het hier:",
                (Reader::Practice, Language::En) => "See your agenda:",
                (Reader::Practice, Language::Nl) => "Bekijk je agenda:",
            };
            (subject, format!("{lead}\n\n{money}{see}\n\n{link}"))
        }
        _ => (String::new(), String::new()),
    }
}

/// Said before the figures where everything that was paid goes back.
fn all_back(facts: &[MoneyFact], language: Language) -> &'static str {
    let back =
        |fact: &MoneyFact| matches!(fact, MoneyFact::WentBack(_) | MoneyFact::OnItsWay(_) | MoneyFact::GoesBack(_));
    match language {
        _ if facts.is_empty() || !facts.iter().all(back) => "",
        Language::En => "What you paid goes back the way it came. ",
        Language::Nl => "Wat je hebt betaald, gaat terug zoals het kwam. ",
    }
}

/// The facts one after the other, with the empty line behind them.
fn paragraph(facts: &[MoneyFact], reader: Reader, language: Language) -> String {
    let told: Vec<_> = facts.iter().map(|fact| fact.told(reader, language)).collect();
    if told.is_empty() { String::new() } else { format!("{}\n\n", told.join(" ")) }
}

fn subject(news: MoneyNews, reader: Reader, language: Language, organisation: &str) -> String {
    match (reader, language) {
        (Reader::Client, Language::En) => match news {
            MoneyNews::TooLate => format!("Your payment to {organisation} came too late"),
            MoneyNews::NotWanted => format!("Your payment to {organisation} goes back"),
            MoneyNews::Refunded => format!("A refund from {organisation}"),
            MoneyNews::RefundFailed => format!("A refund from {organisation} failed"),
            MoneyNews::SentAgain => format!("A refund from {organisation} is on its way again"),
            MoneyNews::Settled => format!("Your payment to {organisation} is settled"),
            MoneyNews::DisputeOpened => format!("Your payment to {organisation} is disputed"),
            MoneyNews::DisputeWon | MoneyNews::DisputeLost => {
                format!("The dispute about your payment to {organisation} is decided")
            }
        },
        (Reader::Client, Language::Nl) => match news {
            MoneyNews::TooLate => format!("Je betaling aan {organisation} kwam te laat"),
            MoneyNews::NotWanted => format!("Je betaling aan {organisation} gaat terug"),
            MoneyNews::Refunded => format!("Een terugbetaling van {organisation}"),
            MoneyNews::RefundFailed => format!("Een terugbetaling van {organisation} is mislukt"),
            MoneyNews::SentAgain => format!("Een terugbetaling van {organisation} is opnieuw onderweg"),
            MoneyNews::Settled => format!("Je betaling aan {organisation} is afgehandeld"),
            MoneyNews::DisputeOpened => format!("Je betaling aan {organisation} wordt betwist"),
            MoneyNews::DisputeWon | MoneyNews::DisputeLost => {
                format!("Over de betwiste betaling aan {organisation} is beslist")
            }
        },
        (Reader::Practice, Language::En) => match news {
            MoneyNews::TooLate | MoneyNews::NotWanted => format!("A payment to {organisation} came too late"),
            MoneyNews::Refunded => format!("A payment to {organisation} was refunded"),
            MoneyNews::RefundFailed => format!("A refund at {organisation} failed: please settle it"),
            MoneyNews::SentAgain => format!("A refund at {organisation} is on its way again"),
            MoneyNews::Settled => format!("A payment to {organisation} is settled"),
            MoneyNews::DisputeOpened => format!("A payment to {organisation} is disputed"),
            MoneyNews::DisputeWon => format!("A dispute was decided for {organisation}"),
            MoneyNews::DisputeLost => format!("A dispute was decided against {organisation}"),
        },
        (Reader::Practice, Language::Nl) => match news {
            MoneyNews::TooLate | MoneyNews::NotWanted => format!("Een betaling aan {organisation} kwam te laat"),
            MoneyNews::Refunded => format!("Een betaling aan {organisation} is terugbetaald"),
            MoneyNews::RefundFailed => format!("Een terugbetaling bij {organisation} is mislukt"),
            MoneyNews::SentAgain => format!("Een terugbetaling bij {organisation} is opnieuw onderweg"),
            MoneyNews::Settled => format!("Een betaling aan {organisation} is afgehandeld"),
            MoneyNews::DisputeOpened => format!("Een betaling aan {organisation} wordt betwist"),
            MoneyNews::DisputeWon => format!("Een geschil is beslist in het voordeel van {organisation}"),
            MoneyNews::DisputeLost => format!("Een geschil is beslist in het nadeel van {organisation}"),
        },
    }
}

/// What was paid for which appointment, and why this letter comes.
fn lead(news: MoneyNews, with: Option<&str>, paid: &Money, when: &str, language: Language) -> String {
    // What came in instead of the price has no figure here.
    if paid.is_free() {
        return match (language, with) {
            (Language::En, Some(with)) => {
                format!("This is about your payment for an appointment with {with} on\n\n{when}")
            }
            (Language::Nl, Some(with)) => {
                format!("Dit gaat over je betaling voor een afspraak met {with} op\n\n{when}")
            }
            (Language::En, None) => format!("This is about a payment for an appointment with you on\n\n{when}"),
            (Language::Nl, None) => format!("Dit gaat over een betaling voor een afspraak met je op\n\n{when}"),
        };
    }
    let (paid, is_late) = match (language, with) {
        (Language::En, Some(with)) => (
            format!("You paid {paid} for an appointment with {with} on\n\n{when}"),
            match news {
                MoneyNews::TooLate => Some("The time to pay had run out, and somebody else has the appointment now."),
                MoneyNews::NotWanted => Some("You had no longer booked that time when the payment came in."),
                _ => None,
            },
        ),
        (Language::Nl, Some(with)) => (
            format!("Je hebt {paid} betaald voor een afspraak met {with} op\n\n{when}"),
            match news {
                MoneyNews::TooLate => Some("De tijd om te betalen was voorbij en iemand anders heeft de afspraak nu."),
                MoneyNews::NotWanted => Some("Toen de betaling binnenkwam, had je deze tijd niet meer geboekt."),
                _ => None,
            },
        ),
        (Language::En, None) => (
            format!("A client paid {paid} for an appointment with you on\n\n{when}"),
            match news {
                MoneyNews::TooLate => Some("The payment came when somebody else had the time already."),
                MoneyNews::NotWanted => Some("The payment came when the time had been given back."),
                _ => None,
            },
        ),
        (Language::Nl, None) => (
            format!("Een cliënt heeft {paid} betaald voor een afspraak met je op\n\n{when}"),
            match news {
                MoneyNews::TooLate => Some("De betaling kwam toen iemand anders de tijd al had."),
                MoneyNews::NotWanted => Some("De betaling kwam toen de tijd al was teruggegeven."),
                _ => None,
            },
        ),
    };
    match is_late {
        Some(why) => format!("{paid}\n\n{why}"),
        None => paid,
    }
}
