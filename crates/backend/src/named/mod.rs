//! Members by their names, as forms offer them to be chosen from.

mod queries;

use contract::grant::Named;
use contract::id::MembershipId;
use sqlx::FromRow;
use uuid::Uuid;

pub(crate) use queries::find_clients;

#[derive(FromRow)]
pub(crate) struct NamedRow {
    membership_id: Uuid,
    display_name: String,
}

impl NamedRow {
    pub fn view(self) -> Named {
        Named { id: MembershipId(self.membership_id), name: self.display_name }
    }
}

/// Which clients can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clients {
    Active,
    /// Also those who were suspended; not who was removed.
    Kept,
}
