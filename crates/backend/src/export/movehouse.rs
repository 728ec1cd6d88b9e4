//! Who is told of an export of the organisation, before a row of it is read.
//!
//! Guarantee: every client whose record is packed for a move has a line in their log of looks and a letter, and every
//! client whose name or bookkeeping is copied has the line, before the state says that it is being put together; the
//! database refuses that state, and the one of being ready, while somebody lacks it. Killed anywhere, nobody is told twice:
//! the line, the letter and the entry of the activity log are one transaction.

use uuid::Uuid;

use super::queries::{self, Held};
use super::slice::{SliceJob, about};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::consent::find_language;
use crate::db::{Worker, WriteTx};
use crate::grants::address_book;
use crate::mail::{self, Envelope, Letter};
use crate::refusal::Refusal;
use contract::export::ExportScope;

/// Clients of one transaction.
const MOST: i32 = 50;

/// Tells the next clients who do not know yet. `None` when some were told: the slice is over, and the next one goes on.
pub(super) async fn tell(
    backend: &Backend,
    mut tx: WriteTx<Worker>,
    slice: &SliceJob,
    held: &Held,
    scope: ExportScope,
) -> Result<Option<WriteTx<Worker>>, Refusal> {
    let id = slice.export_id;
    let told = queries::log_clients(&mut tx, id, MOST).await?;
    if told.is_empty() {
        return Ok(Some(tx));
    }
    if scope == ExportScope::Move {
        for client in &told {
            tx.record(Activity::new(Action::MovePacked).on(id).about(*client)).await?;
        }
        write(backend, &mut tx, held, &told).await?;
    }
    let next = SliceJob { export_id: id, slice: slice.slice, client_id: None };
    tx.enqueue(super::kind_of(scope), &next, None, None).await?;
    tx.commit(about(Action::ExportTold, id, scope, held)).await?;
    Ok(None)
}

async fn write(backend: &Backend, tx: &mut WriteTx<Worker>, held: &Held, told: &[Uuid]) -> Result<(), Refusal> {
    let organisation = tx.scope().organisation().0;
    let people = address_book(tx, told).await?;
    for (client, to) in &people {
        let letter = Letter::RecordPacked {
            organisation: held.organisation_name.clone(),
            language: find_language(tx.conn(), organisation, *client).await?,
            link: backend.mailed_link(to.member, "/me/who-saw"),
        };
        let envelope = Envelope { to: to.email.clone(), name: Some(to.display_name.clone()), letter };
        let sealed = backend.seal_letter(&envelope)?;
        tx.enqueue(mail::SEND, &serde_json::json!({}), Some(sealed), None).await?;
    }
    Ok(())
}
