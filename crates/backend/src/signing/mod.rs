//! Documents to sign (S9): the clinic writes a text, asks a client, the client signs with their typed name.
//!
//! Guarantees: time, signer and place are written by the database's functions, never taken from the form; a signature is
//! to the exact text (its hash); a signed copy is frozen, and nothing but its end, with a reason, can follow. The address
//! is sealed for its row, beside a keyed hash of the network; the browser is kept in words. Who is asked is written to.
//! To add a kind: `contract::signing::DocumentKind` and the check in the migration.

mod queries;
mod rows;
mod tell;

use contract::Code;
use contract::grant::{Named, ReadKind};
use contract::id::MembershipId;
use contract::paging::Reach;
use contract::signing::{DocumentView, Documents, NewText};
use uuid::Uuid;

use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{Client, Clinic, HouseLook, HouseTx, Portal, ReadTx, RecordTx, RecordWriteTx, WriteTx};
use crate::identity::Arrival;
use crate::named::{Clients, NamedRow, find_clients};
use crate::refusal::Refusal;
use crate::secret::field;

pub(crate) use tell::{TELL, tell};

/// The looks that `/clinic/documents` is: at the copies, and at the names one can ask.
pub fn looks_at_documents(reach: Reach) -> [HouseLook; 2] {
    [HouseLook::at_first(ReadKind::Documents, reach.asks()), HouseLook::at_names("", reach.asks())]
}

impl Backend {
    /// `/me/documents`: the client's own copies, what waits first.
    ///
    /// # Errors
    /// Database faults.
    pub async fn load_my_documents(&self, tx: &mut ReadTx<Client>, reach: Reach) -> Result<Vec<DocumentView>, Refusal> {
        let tz = tx.scope().tz();
        let rows = queries::list_documents(tx, None, None, reach.asks()).await?;
        Ok(rows.into_iter().filter_map(|row| row.view(tz)).collect())
    }

    /// One copy, for whoever may see it.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn load_document<P: Portal>(&self, tx: &mut ReadTx<P>, id: Uuid) -> Result<DocumentView, Refusal> {
        let tz = tx.scope().tz();
        let row = queries::list_documents(tx, Some(id), None, 1).await?.into_iter().next();
        row.and_then(|row| row.view(tz)).ok_or(Refusal::NOT_FOUND)
    }

    /// `/clinic/documents`: texts, copies, and whom one can ask.
    ///
    /// # Errors
    /// `NotFound` for anyone who is not an administrator.
    pub async fn load_documents(&self, tx: &mut HouseTx, reach: Reach) -> Result<Documents, Refusal> {
        if !tx.scope().role().is_admin() {
            return Err(Refusal::NOT_FOUND);
        }
        let clients = find_clients(tx, Clients::Active, "", reach.asks()).await?;
        documents(tx, None, clients, reach).await
    }

    /// `/practice/clients/{client_id}/documents`: the same about one client.
    ///
    /// # Errors
    /// `NotFound` for a client who is not in one's active care.
    pub async fn load_client_documents(
        &self,
        tx: &mut RecordTx,
        client: MembershipId,
        reach: Reach,
    ) -> Result<(Named, Documents), Refusal> {
        let named = queries::find_cared(tx, client.0).await?.ok_or(Refusal::NOT_FOUND)?;
        Ok((named.view(), documents(tx, Some(client.0), Vec::new(), reach).await?))
    }

    /// One copy of a client in one's care.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn load_client_document(
        &self,
        tx: &mut RecordTx,
        client: MembershipId,
        id: Uuid,
    ) -> Result<DocumentView, Refusal> {
        queries::find_cared(tx, client.0).await?.ok_or(Refusal::NOT_FOUND)?;
        let found = self.load_document(tx, id).await?;
        if found.client == client { Ok(found) } else { Err(Refusal::NOT_FOUND) }
    }

    /// A text of the clinic's: new, or the next version of one. `key` is the form's: posted twice it is one.
    ///
    /// # Errors
    /// `NotFound` for anyone who is not an administrator, or a text there is not.
    pub async fn write_document(&self, mut tx: WriteTx<Clinic>, key: Uuid, text: &NewText) -> Result<(), Refusal> {
        if !tx.scope().role().is_admin() {
            return Err(Refusal::NOT_FOUND);
        }
        let id = text.of.unwrap_or(key);
        let version = queries::next_version(&mut tx, id, None).await?;
        match (text.of, version) {
            (Some(_), 1) => return Err(Refusal::NOT_FOUND),
            // The same form again.
            (None, 2..) => return Ok(()),
            _ => {}
        }
        write(tx, id, version, text, None).await
    }

    /// A practitioner's text for one client in their care: it belongs to that client's record, and nobody else is asked
    /// to sign it, or reads it.
    ///
    /// # Errors
    /// `NotFound` for a client who is not in one's active care.
    pub async fn write_for_client(
        &self,
        tx: RecordWriteTx,
        key: Uuid,
        client: MembershipId,
        text: &NewText,
    ) -> Result<(), Refusal> {
        let mut tx = tx.into_inner();
        if text.of.is_some() || !queries::is_cared(&mut tx, client.0).await? {
            return Err(Refusal::NOT_FOUND);
        }
        match queries::next_version(&mut tx, key, Some(client.0)).await? {
            1 => write(tx, key, 1, text, Some(client.0)).await,
            // The same form again.
            _ => Ok(()),
        }
    }

    /// An administrator asks a client to sign the newest version of a text.
    ///
    /// # Errors
    /// `NotFound` for anyone who is not an administrator; `Invalid` on `client`; `Conflict(AlreadyActive)` while they
    /// have an active copy.
    pub async fn request_signature(
        &self,
        tx: WriteTx<Clinic>,
        key: Uuid,
        text: Uuid,
        client: MembershipId,
    ) -> Result<(), Refusal> {
        if !tx.scope().role().is_admin() {
            return Err(Refusal::NOT_FOUND);
        }
        request(tx, key, text, client).await
    }

    /// A practitioner asks a client in their care.
    ///
    /// # Errors
    /// `NotFound` for others' clients; else as an administrator.
    pub async fn request_from_client(
        &self,
        tx: RecordWriteTx,
        key: Uuid,
        text: Uuid,
        client: MembershipId,
    ) -> Result<(), Refusal> {
        let mut tx = tx.into_inner();
        if !queries::is_cared(&mut tx, client.0).await? {
            return Err(Refusal::NOT_FOUND);
        }
        request(tx, key, text, client).await
    }

    /// The client signs: with a fresh proof that it is them.
    ///
    /// # Errors
    /// `ProofNeeded`; `NotFound`; `Conflict(AlreadyActive)` for what is signed or ended; `Conflict(TextChanged)`.
    pub async fn sign_document(
        &self,
        mut tx: WriteTx<Client>,
        id: Uuid,
        name: &str,
        shown: &str,
        from: &Arrival,
    ) -> Result<(), Refusal> {
        tx.demand_proof().await?;
        let me = tx.scope().member().0;
        let sealed = self.keys.seal(field::DOCUMENT.of(id), from.address.to_string().as_bytes());
        let signature = queries::Signature {
            name,
            shown: hex::decode(shown).unwrap_or_default(),
            network: self.keys.network(from.address),
            device: &from.device,
            sealed,
        };
        let signed = queries::sign(&mut tx, id, &signature).await.map_err(|error| {
            let refusal = Refusal::from(error);
            let changed = refusal.constraint() == Some("document_text_changed");
            if changed { Refusal::conflict(Code::TextChanged) } else { refusal }
        })?;
        match signed {
            None => Err(Refusal::NOT_FOUND),
            Some(false) => Err(Refusal::conflict(Code::AlreadyActive)),
            Some(true) => {
                tx.commit(Activity::new(Action::DocumentSigned).on(id).about(me).moved("requested", "signed")).await
            }
        }
    }

    /// Ends a copy, with a reason: its client, an administrator, or a practitioner who cares for them.
    ///
    /// # Errors
    /// `NotFound` for what is over or not theirs.
    pub async fn end_document<P: Portal>(&self, mut tx: WriteTx<P>, id: Uuid, why: &str) -> Result<(), Refusal> {
        let client = queries::end(&mut tx, id, why).await?.ok_or(Refusal::NOT_FOUND)?;
        tx.commit(Activity::new(Action::DocumentEnded).on(id).about(client)).await
    }

    /// The address a document was signed from, for a dispute: an administrator's, with a fresh proof, and on record.
    ///
    /// # Errors
    /// `NotFound`; `ProofNeeded`.
    pub async fn open_signature(&self, mut tx: WriteTx<Clinic>, id: Uuid) -> Result<String, Refusal> {
        tx.demand_proof().await?;
        let (client, sealed) = queries::find_sealed(&mut tx, id).await?.ok_or(Refusal::NOT_FOUND)?;
        let address = self.keys.open(field::DOCUMENT.of(id), &sealed)?;
        let address = String::from_utf8_lossy(&address).into_owned();
        tx.commit(Activity::new(Action::SignatureOpened).on(id).about(client)).await?;
        Ok(address)
    }
}

async fn write<P: Portal>(
    mut tx: WriteTx<P>,
    id: Uuid,
    version: i32,
    text: &NewText,
    client: Option<Uuid>,
) -> Result<(), Refusal> {
    if let Err(refusal) = queries::insert_text(&mut tx, id, version, text, client).await {
        // Two wrote the next version at once.
        let taken = refusal.constraint() == Some("document_text_pkey");
        return Err(if taken { Refusal::conflict(Code::EditedElsewhere) } else { refusal });
    }
    let what = Activity::new(Action::DocumentWritten).on(id);
    tx.commit(if let Some(client) = client { what.about(client) } else { what }).await
}

async fn documents<P: Portal>(
    tx: &mut ReadTx<P>,
    client: Option<Uuid>,
    clients: Vec<NamedRow>,
    reach: Reach,
) -> Result<Documents, Refusal> {
    let tz = tx.scope().tz();
    let texts = queries::list_texts(tx, client).await?;
    let copies = queries::list_documents(tx, None, client, reach.asks()).await?;
    Ok(Documents {
        texts: texts.into_iter().filter_map(rows::TextRow::view).collect(),
        copies: copies.into_iter().filter_map(|row| row.view(tz)).collect(),
        clients: clients.into_iter().map(NamedRow::view).collect(),
    })
}

async fn request<P: Portal>(mut tx: WriteTx<P>, key: Uuid, text: Uuid, client: MembershipId) -> Result<(), Refusal> {
    match queries::insert_document(&mut tx, key, text, client.0).await.map_err(Refusal::from) {
        Ok(0) => Err(Refusal::field("client", Code::Unknown)),
        Ok(_) => {
            let about = tell::TellJob { client_id: client.0, document_id: key };
            tx.enqueue(TELL, &about, None, None).await?;
            tx.commit(Activity::new(Action::DocumentRequested).on(key).about(client.0)).await
        }
        Err(refusal) => match refusal.constraint() {
            // The same form again.
            Some("document_pkey") => Ok(()),
            // Written for somebody else: to this client there is no such text.
            Some("document_text_client") => Err(Refusal::field("text", Code::Unknown)),
            Some("document_active") => Err(Refusal::conflict(Code::AlreadyActive)),
            _ => Err(refusal),
        },
    }
}
