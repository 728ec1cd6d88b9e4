//! Booking and paying: what can be booked, when, what was booked, and what was paid for it.
//!
//! Guarantees: states are enums with the database's words; an amount always carries its currency; inputs are checked
//! here, in one place for browser and server. The next state: a line in `words!`, the database's check, the trigger
//! that says which may follow.

mod money;
mod paid;
mod service;
mod settle;
mod told;
mod view;
mod week;

pub use money::{Money, exponent, minimum, step};
pub use paid::{MoneyFact, Paid};
pub use service::{BookingLimits, MINUTES_MAX, MINUTES_MIN, ServiceDraft, ServiceInput};
pub use settle::{HOW, SettleInput};
pub use told::{MoneyNews, Reader};
pub use view::{
    AgendaEntry, AgendaView, AppointmentView, BookView, BookableService, MoneyTask, MoneyView, OfferView, Practitioner,
    ReturnView, ServiceView,
};
pub use week::{WEEKDAYS, WINDOWS_PER_DAY, WeekInput, Window, field};

use serde::{Deserialize, Serialize};

/// A hold lasts this long: the time to pay on the payment page.
pub const HOLD_MINUTES: i64 = 15;
/// A paid appointment cancelled by its client at least this long before it starts is refunded in full.
pub const REFUND_HOURS: i64 = 24;
/// The shortest notice at which something can be booked.
pub const NOTICE_HOURS: i64 = 2;
/// How far ahead something can be booked.
pub const HORIZON_DAYS: i64 = 60;

macro_rules! words {
    ($(#[$doc:meta])* $type:ident { $($(#[$variant_doc:meta])* $name:ident => $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $type { $($(#[$variant_doc])* $name),+ }

        impl $type {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The word in the database and in forms.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }

            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

words! {
    /// Where an appointment takes place.
    Place { Online => "online", InPerson => "in_person" }
}

words! {
    AppointmentStatus {
        /// Reserved while paying; runs out.
        Held => "held",
        Confirmed => "confirmed",
        Completed => "completed",
        NoShow => "no_show",
        CancelledByClient => "cancelled_by_client",
        CancelledByPractice => "cancelled_by_practice",
        /// A hold that ended without an appointment.
        Released => "released",
    }
}

words! {
    /// Why a hold ended.
    ReleasedWhy {
        /// The time to pay ran out.
        Expired => "expired",
        /// The card was declined and the client left.
        Declined => "declined",
        /// The client gave it back, or left the payment.
        Cancelled => "cancelled",
        /// The payment page could not be opened.
        Unavailable => "unavailable",
        /// Paid too late: somebody else has the time by now.
        SlotLost => "slot_lost",
    }
}

words! {
    PaymentStatus {
        Created => "created",
        Open => "open",
        Paid => "paid",
        PartlyRefunded => "partly_refunded",
        Refunded => "refunded",
        Expired => "expired",
        Failed => "failed",
        /// The client's bank holds it until it has decided.
        Disputed => "disputed",
        /// The bank decided for the client.
        ChargedBack => "charged_back",
    }
}

words! {
    /// How a dispute at the client's bank stands.
    DisputeState { Open => "open", Won => "won", Lost => "lost" }
}

impl AppointmentStatus {
    /// Whether it takes up the practitioner's time.
    pub fn takes_time(self) -> bool {
        matches!(self, Self::Held | Self::Confirmed)
    }
}

#[cfg(test)]
mod tests;
