//! The clinic's registers, the state of its controls and the reviews it holds (P14, P16, T16).
//!
//! Guarantees: administrators alone see and change them, which the database decides; every change has its activity
//! entry; nothing is deleted: an entry that is no longer so is retired, a review that was held is never rewritten; an
//! open review reminds the administrators by letter until it is held. To add a register: see `contract::registers`.

mod kept;
mod queries;
mod remind;
mod review;

use std::collections::BTreeMap;

use contract::registers::{CONTROLS, ControlView, EntryView, Register};
use uuid::Uuid;

pub use kept::{Kept, kept};
pub(crate) use remind::{REMIND, remind};

use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{Clinic, ReadTx, WriteTx};
use crate::refusal::Refusal;

impl Backend {
    /// The lines of a register: those that are so first, by name.
    ///
    /// # Errors
    /// `NotFound` for anyone who is not an administrator.
    pub async fn load_register(&self, tx: &mut ReadTx<Clinic>, register: Register) -> Result<Vec<EntryView>, Refusal> {
        demand_admin(tx)?;
        let tz = tx.scope().tz();
        let rows = queries::list_entries(tx, register.as_str()).await?;
        Ok(rows.into_iter().map(|row| row.view(tz)).collect())
    }

    /// One line.
    ///
    /// # Errors
    /// `NotFound` when this register has no such line.
    pub async fn load_entry(
        &self,
        tx: &mut ReadTx<Clinic>,
        register: Register,
        id: Uuid,
    ) -> Result<EntryView, Refusal> {
        demand_admin(tx)?;
        let tz = tx.scope().tz();
        let row = queries::find_entry(tx, register.as_str(), id).await?;
        row.map(|row| row.view(tz)).ok_or(Refusal::NOT_FOUND)
    }

    /// Writes a new line under the form's key (posted twice it is one), or changes the line `id`.
    ///
    /// # Errors
    /// `NotFound` when there is no such line to change.
    pub async fn save_entry(
        &self,
        mut tx: WriteTx<Clinic>,
        key: Uuid,
        register: Register,
        id: Option<Uuid>,
        fields: &BTreeMap<String, String>,
    ) -> Result<(), Refusal> {
        if !tx.scope().role().is_admin() {
            return Err(Refusal::NOT_FOUND);
        }
        let entry = match id {
            Some(id) => {
                if !queries::change_entry(&mut tx, register.as_str(), id, fields).await? {
                    return Err(Refusal::NOT_FOUND);
                }
                id
            }
            None => {
                if !queries::insert_entry(&mut tx, register.as_str(), key, fields).await? {
                    return Ok(());
                }
                key
            }
        };
        tx.commit(Activity::new(Action::RegisterSaved).on(entry)).await
    }

    /// Says that a line is no longer so, or is again.
    ///
    /// # Errors
    /// `NotFound` when there is no such line.
    pub async fn retire_entry(&self, mut tx: WriteTx<Clinic>, id: Uuid, is_retired: bool) -> Result<Register, Refusal> {
        if !tx.scope().role().is_admin() {
            return Err(Refusal::NOT_FOUND);
        }
        let register = queries::retire_entry(&mut tx, id, is_retired).await?;
        let register = register.and_then(|word| Register::parse(&word)).ok_or(Refusal::NOT_FOUND)?;
        let to = if is_retired { "retired" } else { "current" };
        let from = if is_retired { "current" } else { "retired" };
        tx.commit(Activity::new(Action::RegisterRetired).on(id).moved(from, to)).await?;
        Ok(register)
    }

    /// All 93 controls, those nobody has looked at too.
    ///
    /// # Errors
    /// `NotFound` for anyone who is not an administrator.
    pub async fn load_controls(&self, tx: &mut ReadTx<Clinic>) -> Result<Vec<ControlView>, Refusal> {
        demand_admin(tx)?;
        let mut said: BTreeMap<String, ControlView> =
            queries::list_controls(tx).await?.into_iter().map(|row| (row.number.clone(), row.view())).collect();
        Ok(CONTROLS.iter().map(|number| said.remove(*number).unwrap_or_else(|| unseen(number))).collect())
    }

    /// # Errors
    /// `NotFound` for a number that is none.
    pub async fn load_control(&self, tx: &mut ReadTx<Clinic>, number: &str) -> Result<ControlView, Refusal> {
        let controls = self.load_controls(tx).await?;
        controls.into_iter().find(|control| control.number == number).ok_or(Refusal::NOT_FOUND)
    }

    /// # Errors
    /// `NotFound` for anyone who is not an administrator.
    pub async fn save_control(&self, mut tx: WriteTx<Clinic>, control: &ControlView) -> Result<(), Refusal> {
        if !tx.scope().role().is_admin() {
            return Err(Refusal::NOT_FOUND);
        }
        let status = control.status.ok_or(Refusal::NOT_FOUND)?.as_str();
        let before = queries::save_control(&mut tx, control, status).await?;
        let from = format!("{} {}", control.number, before.unwrap_or_else(|| "not_assessed".to_owned()));
        tx.commit(Activity::new(Action::ControlChanged).moved(from, format!("{} {status}", control.number))).await
    }
}

fn unseen(number: &str) -> ControlView {
    let nothing = String::new;
    ControlView { number: number.to_owned(), status: None, reason: nothing(), owner: nothing(), evidence: nothing() }
}

/// Row security shows others nothing; this tells them that there is nothing.
fn demand_admin(tx: &ReadTx<Clinic>) -> Result<(), Refusal> {
    if tx.scope().role().is_admin() { Ok(()) } else { Err(Refusal::NOT_FOUND) }
}
