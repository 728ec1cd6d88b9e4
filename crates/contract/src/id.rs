//! Id newtypes: a client's id cannot be passed where an appointment's is meant.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// A clinic or practice: the tenant.
    OrganisationId,
    /// A human being, in every organisation the same.
    PersonId,
    /// One person's role in one organisation.
    MembershipId,
    /// An entry of a client's journal; made where the form was rendered, so that a repeated save is the same entry.
    ObservationId,
    /// Something a client can book.
    ServiceId,
    /// A booked (or held) time.
    AppointmentId,
    /// One payment for one appointment.
    PaymentId,
    /// An invitation to join an organisation.
    InvitationId,
    /// A care relationship between a practitioner and a client.
    RelationshipId,
    /// A colleague's access to one client's record, given or taken in an emergency.
    GrantId,
    /// An offer to take over as owner.
    OfferId,
    /// Something that went wrong with data, or a drill of it.
    IncidentId,
    /// A request to take somebody's second factors off.
    ResetId,
    /// A copy of data somebody asked for.
    ExportId,
}

/// A reference food: the USDA SR28 number (NDB No.), for example 1001 for salted butter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FoodId(pub i32);
