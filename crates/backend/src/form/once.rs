//! A form that is sent twice, at once or one after the other, happens once; and what a form names its new row by is never
//! the name of a row that is there already.
//!
//! Guarantee, for every change made in a `WriteTx` that was given the sending (`WriteTx::once`): the change and the note
//! that it was done are one transaction, so a process that dies leaves both or neither. What died before is begun anew after
//! a minute; what died after is never done again: whoever sends it once more is led to the page it stands on. Two that run
//! at once (the first took longer than that minute) cannot both commit. Of a function with several transactions this holds
//! for the first that commits. A function that was refused may be sent again, one that failed after its change may not.

use contract::id::MembershipId;
use uuid::{Builder, Uuid};

use super::queries;
use crate::Backend;
use crate::db::Public;
pub use crate::db::Use;
use crate::refusal::Refusal;
use crate::secret::Purpose;

/// The request that a change answers: its id, and the sending where it is one that happens once.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub id: &'a str,
    pub sending: Option<&'a Use>,
}

impl<'a> From<&'a str> for Asked<'a> {
    fn from(id: &'a str) -> Self {
        Self { id, sending: None }
    }
}

/// What became of it when it was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// It is this request's to run.
    Now,
    /// Another request runs it.
    Running,
    /// It was done; where it led is not known yet, or was lost with the process that did it.
    Committed,
    /// It was run, and led here.
    Done(String),
}

impl Backend {
    /// The row id that a form's key stands for, for this membership: the same whenever it is sent again, and nobody's
    /// choice. The time in front stays, so that rows lie in the order they were made.
    pub fn own_id(&self, membership: MembershipId, key: Uuid) -> Uuid {
        let tag =
            self.keys.steady_mac(Purpose::FormKey, &[membership.0.as_bytes().as_slice(), key.as_bytes()].concat());
        let mut bytes = [0; 16];
        let (time, rest) = bytes.split_at_mut(6);
        time.copy_from_slice(key.as_bytes().get(..6).unwrap_or_default());
        rest.copy_from_slice(tag.get(..10).unwrap_or_default());
        Builder::from_bytes(bytes).with_version(uuid::Version::SortRand).into_uuid()
    }

    /// `sent` is all of it: function, key, values.
    pub fn form_use(&self, membership: MembershipId, sent: &[u8]) -> Use {
        let hash =
            self.keys.steady_mac(Purpose::FormKey, &[membership.0.as_bytes().as_slice(), b" sent ", sent].concat());
        Use::new(hash)
    }

    /// Begins it, if nobody has.
    ///
    /// # Errors
    /// Database faults.
    pub async fn begin_form(&self, sending: &Use, membership: MembershipId) -> Result<Begun, Refusal> {
        let mut tx = self.bare::<Public>().await?;
        let (begun, outcome) = queries::begin(tx.conn(), sending.hash(), membership).await?;
        tx.commit().await?;
        Ok(match outcome {
            _ if begun => Begun::Now,
            Some(outcome) if outcome.is_empty() => Begun::Committed,
            Some(outcome) => Begun::Done(outcome),
            None => Begun::Running,
        })
    }

    /// Where it led; `None` when it was refused and may be sent again.
    ///
    /// # Errors
    /// Database faults.
    pub async fn end_form(&self, sending: &Use, led_to: Option<&str>) -> Result<(), Refusal> {
        let mut tx = self.bare::<Public>().await?;
        queries::end(tx.conn(), sending.hash(), led_to, sending.is_done()).await?;
        tx.commit().await
    }
}
