//! `nutriscope reset-factors`: for a lone owner, by whoever runs the installation and has made sure who is asking.

use secrecy::SecretString;
use sqlx::Connection;

use super::queries;
use crate::Backend;
use crate::db::setup;
use crate::mail::{Envelope, Letter};
use crate::refusal::Refusal;

/// Takes off every second factor of the account behind an address and tells them. Answers how many organisations have
/// it in their log, `None` when nobody of that address has a factor. `database` is the migrator's address.
///
/// # Errors
/// Database faults; then nothing has changed.
pub async fn reset_factors(backend: &Backend, database: &SecretString, email: &str) -> Result<Option<i32>, Refusal> {
    let link = format!("{}/sign-in", backend.config.public_url.trim_end_matches('/'));
    let letter = Letter::FactorResetDone { by: "Whoever runs this installation".to_owned(), link };
    let letter = backend.seal_letter(&Envelope { to: email.trim().to_owned(), name: None, letter })?;
    let mut connection = setup::connect(database).await?;
    let told = queries::reset_by_operator(&mut connection, email, &letter).await?;
    connection.close().await?;
    Ok(told)
}
