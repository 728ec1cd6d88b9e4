//! The words for what became of money, once for pages and letters, so that they cannot say different things.

use super::{MoneyFact, REFUND_HOURS};
use crate::consent::Language;
use serde::{Deserialize, Serialize};

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reader {
    Client,
    Practice,
}

/// Why a letter about money is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoneyNews {
    /// Paid when the time was somebody else's already.
    TooLate,
    /// Paid after the time had been given back.
    NotWanted,
    Refunded,
    RefundFailed,
    /// What had failed was sent again and is on its way.
    SentAgain,
    /// What waited for a person was settled another way.
    Settled,
    DisputeOpened,
    DisputeWon,
    DisputeLost,
}

impl MoneyNews {
    pub const ALL: [Self; 9] = [
        Self::TooLate,
        Self::NotWanted,
        Self::Refunded,
        Self::RefundFailed,
        Self::SentAgain,
        Self::Settled,
        Self::DisputeOpened,
        Self::DisputeWon,
        Self::DisputeLost,
    ];
}

impl MoneyFact {
    /// One sentence, to the client or to the practice.
    pub fn told(&self, reader: Reader, language: Language) -> String {
        match (reader, language) {
            (Reader::Client, Language::En) => self.to_client(),
            (Reader::Client, Language::Nl) => self.to_client_in_dutch(),
            (Reader::Practice, Language::En) => self.to_practice(),
            (Reader::Practice, Language::Nl) => self.to_practice_in_dutch(),
        }
    }

    fn to_client(&self) -> String {
        match self {
            Self::NothingCharged => "Nothing was charged.".to_owned(),
            Self::BeingChecked => {
                "We are checking with Stripe whether anything was paid. If it was, it goes back in full.".to_owned()
            }
            Self::WentBack(money) => format!("{money} went back to your card. It may take a few days to show there."),
            Self::OnItsWay(money) => format!("{money} is on its way back to your card."),
            Self::GoesBack(money) => {
                format!("{money} goes back to your card, usually within ten days.")
            }
            Self::DidNotArrive(money) => format!(
                "Sending {money} back to your card failed. Your practice has been told and will settle it with you."
            ),
            Self::PaidBack(money, how) => format!("Your practice paid {money} back to you another way: “{how}”."),
            Self::NotAsAsked(money) => format!(
                "Stripe received another amount than the {money} that was asked for, so nothing is booked. Your practice has been told and will settle it with you."
            ),
            Self::Settled(how) => format!("Your practice has settled what Stripe received: “{how}”."),
            Self::Kept(money) => {
                format!("It was cancelled less than {REFUND_HOURS} hours before, so {money} was kept.")
            }
            Self::InDispute(money) => {
                format!("The payment is disputed. Your bank holds {money} until it has decided.")
            }
            Self::TakenBack(money) => {
                format!("Your bank decided the dispute in your favour: {money} was taken back from the practice.")
            }
            Self::DisputeWon(money) => {
                format!("Your bank decided the dispute about {money} in favour of the practice.")
            }
        }
    }

    fn to_client_in_dutch(&self) -> String {
        match self {
            Self::NothingCharged => "Er is niets afgeschreven.".to_owned(),
            Self::BeingChecked => {
                "We vragen bij Stripe na of er iets is betaald. Is dat zo, dan krijg je alles terug.".to_owned()
            }
            Self::WentBack(money) => {
                format!("{money} is teruggestort op je kaart. Het kan een paar dagen duren voordat je het daar ziet.")
            }
            Self::OnItsWay(money) => format!("{money} is onderweg terug naar je kaart."),
            Self::GoesBack(money) => {
                format!("{money} gaat terug naar je kaart, meestal binnen tien dagen.")
            }
            Self::DidNotArrive(money) => format!(
                "Het terugstorten van {money} op je kaart is mislukt. Je praktijk weet ervan en regelt het met je."
            ),
            Self::PaidBack(money, how) => {
                format!("Je praktijk heeft {money} op een andere manier aan je terugbetaald: “{how}”.")
            }
            Self::NotAsAsked(money) => format!(
                "Stripe ontving een ander bedrag dan de gevraagde {money}, dus er is niets geboekt. Je praktijk weet ervan en regelt het met je."
            ),
            Self::Settled(how) => format!("Je praktijk heeft afgehandeld wat Stripe ontving: “{how}”."),
            Self::Kept(money) => {
                format!(
                    "De afspraak is minder dan {REFUND_HOURS} uur van tevoren afgezegd, dus {money} is niet terugbetaald."
                )
            }
            Self::InDispute(money) => {
                format!("De betaling wordt betwist. Je bank houdt {money} vast tot ze heeft beslist.")
            }
            Self::TakenBack(money) => {
                format!("Je bank heeft in jouw voordeel beslist: {money} is bij de praktijk teruggehaald.")
            }
            Self::DisputeWon(money) => {
                format!("Je bank heeft over de betwiste {money} in het voordeel van de praktijk beslist.")
            }
        }
    }

    fn to_practice(&self) -> String {
        match self {
            Self::NothingCharged => "Nothing was charged.".to_owned(),
            Self::BeingChecked => {
                "Stripe has not said yet whether anything was paid. If it was, it goes back in full.".to_owned()
            }
            Self::WentBack(money) => format!("{money} went back to the client."),
            Self::OnItsWay(money) => format!("{money} is on its way back to the client."),
            Self::GoesBack(money) => format!("{money} goes back to the client."),
            Self::DidNotArrive(money) => format!(
                "Sending {money} back to the client failed. Send it again, or pay it back another way and say how."
            ),
            Self::PaidBack(money, how) => format!("{money} was paid back to the client another way: “{how}”."),
            Self::NotAsAsked(money) => format!(
                "Stripe received another amount than the {money} that was asked for. Nothing was confirmed by it. Give it back in Stripe's dashboard, or arrange it with the client."
            ),
            Self::Settled(how) => format!("What Stripe received instead of the price is settled: “{how}”."),
            Self::Kept(money) => {
                format!("It was cancelled less than {REFUND_HOURS} hours before, so {money} was kept.")
            }
            Self::InDispute(money) => {
                format!("The client's bank holds {money}: the payment is disputed. Answer it in Stripe's dashboard.")
            }
            Self::TakenBack(money) => format!("The bank decided for the client: {money} was taken back."),
            Self::DisputeWon(money) => format!("The bank decided the dispute about {money} in your favour."),
        }
    }

    fn to_practice_in_dutch(&self) -> String {
        match self {
            Self::NothingCharged => "Er is niets afgeschreven.".to_owned(),
            Self::BeingChecked => {
                "Stripe heeft nog niet laten weten of er iets is betaald. Is dat zo, dan gaat alles terug.".to_owned()
            }
            Self::WentBack(money) => format!("{money} is teruggestort aan de cliënt."),
            Self::OnItsWay(money) => format!("{money} is onderweg terug naar de cliënt."),
            Self::GoesBack(money) => format!("{money} gaat terug naar de cliënt."),
            Self::DidNotArrive(money) => format!(
                "Het terugstorten van {money} aan de cliënt is mislukt. Stort het opnieuw terug, of betaal het op een andere manier terug en zeg hoe."
            ),
            Self::PaidBack(money, how) => {
                format!("{money} is op een andere manier aan de cliënt terugbetaald: “{how}”.")
            }
            Self::NotAsAsked(money) => format!(
                "Stripe ontving een ander bedrag dan de gevraagde {money}. Er is niets door bevestigd. Geef het terug in Stripe of regel het met de cliënt."
            ),
            Self::Settled(how) => format!("Wat Stripe in plaats van de prijs ontving, is afgehandeld: “{how}”."),
            Self::Kept(money) => {
                format!(
                    "De afspraak is minder dan {REFUND_HOURS} uur van tevoren afgezegd, dus {money} is niet terugbetaald."
                )
            }
            Self::InDispute(money) => {
                format!("De bank van de cliënt houdt {money} vast: de betaling wordt betwist. Reageer in Stripe.")
            }
            Self::TakenBack(money) => format!("De bank heeft voor de cliënt beslist: {money} is teruggehaald."),
            Self::DisputeWon(money) => format!("De bank heeft over de betwiste {money} in jouw voordeel beslist."),
        }
    }
}
