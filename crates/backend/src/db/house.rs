//! The looks of the clinic's staff, and of anybody at a client's name (T9, M5): written and committed before what they
//! are at is shown, as those at records are.
//!
//! Guarantees: of consents, documents, requests, holds, exports, the AI ledger and grants the database shows an
//! administrator nothing of a client for whom the log does not hold the look (`authz.looked_ids`), whatever the program
//! asks; names elsewhere are noted by [`Backend::note_look`] before the page that holds them is made. One statement asks
//! whether anything is missing, however many looks a page takes; three more write it, once an hour.
//! To add a way of looking: a `ReadKind`, its word in the check of `app.record_read`, its clients in
//! `app.look_subjects`, its words in `app`.

use std::ops::{Deref, DerefMut};

use contract::grant::ReadKind;
use contract::id::MembershipId;
use serde::Serialize;
use sqlx::types::Json;
use uuid::Uuid;

use super::portal::{Clinic, Portal};
use super::tx::{ReadTx, WriteTx};
use crate::Backend;
use crate::refusal::Refusal;
use crate::session_token::SessionToken;

/// What is looked at, of whom.
#[derive(Debug, Clone, Serialize)]
pub struct HouseLook {
    kind: &'static str,
    clients: Option<Vec<Uuid>>,
    asked: Asked,
}

/// What a list is asked for.
#[derive(Debug, Clone, Default, Serialize)]
struct Asked {
    of: Option<&'static str>,
    search: Option<String>,
    kind: Option<&'static str>,
    state: Option<&'static str>,
    version: Option<i32>,
    most: Option<usize>,
    id: Option<Uuid>,
}

impl HouseLook {
    /// Whom the page of this kind shows.
    pub fn at(kind: ReadKind) -> Self {
        Self { kind: kind.as_str(), clients: None, asked: Asked::default() }
    }

    /// Whom the first `most` rows of such a page show.
    pub fn at_first(kind: ReadKind, most: usize) -> Self {
        Self { asked: Asked { most: Some(most), ..Asked::default() }, ..Self::at(kind) }
    }

    /// These clients; ids of others are passed over.
    pub fn of(kind: ReadKind, clients: impl IntoIterator<Item = MembershipId>) -> Self {
        let clients = clients.into_iter().map(|client| client.0).collect();
        Self { clients: Some(clients), ..Self::at(kind) }
    }

    /// The clients a form offers, as `find_clients` finds them.
    pub fn at_names(search: &str, most: usize) -> Self {
        let asked = Asked { search: Some(search.to_owned()), most: Some(most), ..Asked::default() };
        Self { asked, ..Self::at(ReadKind::Names) }
    }

    /// The same, with those who were suspended.
    pub fn at_kept_names(search: &str, most: usize) -> Self {
        let mut look = Self::at_names(search, most);
        look.asked.of = Some("kept");
        look
    }

    /// Clients with a hold that they are not told of: to them it is a name in a list.
    pub fn at_silent_holds() -> Self {
        Self { asked: Asked { of: Some("holds"), ..Asked::default() }, ..Self::at(ReadKind::Names) }
    }

    /// Whose one document or grant is.
    pub fn at_one(kind: ReadKind, id: Uuid) -> Self {
        Self { asked: Asked { id: Some(id), ..Asked::default() }, ..Self::at(kind) }
    }

    /// Clients by how they stand with a consent.
    pub fn at_consents(
        kind: Option<&'static str>,
        state: Option<&'static str>,
        version: Option<i32>,
        most: usize,
    ) -> Self {
        let asked = Asked { kind, state, version, most: Some(most), ..Asked::default() };
        Self { asked, ..Self::at(ReadKind::Consents) }
    }

    /// The kind it is in the log.
    pub fn kind(&self) -> Option<ReadKind> {
        ReadKind::parse(self.kind)
    }
}

/// A read by the clinic's staff that may show what the looks it was opened with are at. Made only by
/// [`Backend::open_house`].
pub struct HouseTx(ReadTx<Clinic>);

impl Deref for HouseTx {
    type Target = ReadTx<Clinic>;
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for HouseTx {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

async fn is_missing<P: Portal>(tx: &mut ReadTx<P>, looks: &[HouseLook]) -> Result<bool, Refusal> {
    Ok(sqlx::query_scalar("select app.is_look_missing($1)").bind(Json(looks)).fetch_one(tx.conn()).await?)
}

impl Backend {
    /// Opens a read for the clinic's staff, writing the log first where it lacks a row for one of these looks.
    ///
    /// # Errors
    /// As `read`.
    pub async fn open_house(&self, token: &SessionToken, looks: &[HouseLook]) -> Result<HouseTx, Refusal> {
        // Somebody may come into the list between writing and reading.
        for _ in 0..4 {
            let mut tx = self.read::<Clinic>(token).await?;
            if !is_missing(&mut tx, looks).await? {
                return Ok(HouseTx(tx));
            }
            drop(tx);
            self.log_looks::<Clinic>(token, looks).await?;
        }
        Err(Refusal::Fault("the log of reads does not keep up".into()))
    }

    /// The same before a change that touches such a row.
    ///
    /// # Errors
    /// As `read`.
    pub async fn change_house(
        &self,
        token: &SessionToken,
        request_id: &str,
        looks: &[HouseLook],
    ) -> Result<WriteTx<Clinic>, Refusal> {
        drop(self.open_house(token, looks).await?);
        self.write::<Clinic>(token, request_id).await
    }

    /// Writes down that `tx` has read these clients' names, before anybody is shown them. `tx` ends first: who holds one
    /// connection and waits for another can wait for somebody who does the same.
    ///
    /// # Errors
    /// As `read`; nothing may be shown then.
    pub async fn note_look<P: Portal>(
        &self,
        token: &SessionToken,
        tx: impl Into<ReadTx<P>>,
        look: HouseLook,
    ) -> Result<(), Refusal> {
        let (mut tx, looks) = (tx.into(), [look]);
        if looks[0].clients.as_ref().is_some_and(Vec::is_empty) || !is_missing(&mut tx, &looks).await? {
            return Ok(());
        }
        drop(tx);
        self.log_looks::<P>(token, &looks).await
    }

    async fn log_looks<P: Portal>(&self, token: &SessionToken, looks: &[HouseLook]) -> Result<(), Refusal> {
        let mut tx = self.write::<P>(token, "").await?;
        sqlx::query("select app.log_looks($1)").bind(Json(looks)).execute(tx.conn()).await?;
        tx.commit_log().await
    }
}
