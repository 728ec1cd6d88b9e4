//! What a kind of job is. The kinds themselves stand in `features`: the queue knows no feature.
//!
//! Guarantee: what a kind may reach is said with it and held when it runs: a job of a kind that works within an
//! organisation has one, and so a session of its own under which row security decides; one about a client names them.

use std::pin::Pin;

use super::{Failure, Job};
use crate::Backend;

/// How far a kind of job may reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// What lies in the job itself and in the operation's own tables.
    Itself,
    /// The organisation that it belongs to, and no client's record.
    Organisation,
    /// The record of one client of that organisation, whom its payload names.
    Client,
    /// Every record of that organisation: kinds that `ops.house_kinds` names, which the database holds it to.
    House,
}

type Working<'a> = Pin<Box<dyn Future<Output = Result<(), Failure>> + Send + 'a>>;

pub struct Kind {
    pub name: &'static str,
    /// What it is about, in the words of the access matrix.
    pub resource: &'static str,
    /// What it does, for the reviewer.
    pub does: &'static str,
    pub reach: Reach,
    pub(super) work: for<'a> fn(&'a Backend, &'a Job) -> Working<'a>,
}

/// A line of the table.
pub(crate) const fn kind(
    name: &'static str,
    resource: &'static str,
    does: &'static str,
    reach: Reach,
    work: for<'a> fn(&'a Backend, &'a Job) -> Working<'a>,
) -> Kind {
    Kind { name, resource, does, reach, work }
}
