//! Demo data: two organisations of invented people, made through the same functions real people use.
//!
//! Guarantees: every organisation made here is flagged, so that production refuses to start with it; running it again
//! adds only what is missing. To add a feature's data: a file here that is handed who it writes as, called in `seed`.

mod booking;
mod dishes;
pub mod journal;
mod people;

pub use people::{DEMO_PASSWORD, People, SIGN_INS, Seat, seat};

use crate::Backend;
use crate::identity::SessionToken;
use crate::refusal::Refusal;

/// Makes the demo data, or what of it is missing.
///
/// # Errors
/// A fault in production, where demo data does not belong (N3); database faults.
pub async fn seed(backend: &Backend) -> Result<(), Refusal> {
    let people = seat(backend).await?;
    let clients: Vec<SessionToken> =
        people.clients.iter().chain([&people.other_client]).map(|seat| seat.token.clone()).collect();
    journal::seed(backend, &clients).await?;
    booking::seed(backend, &people).await?;
    people.leave(backend).await
}
