//! How exports end: they run out, are stopped, or are given up. The key goes first, with the state, and then the files;
//! a process that dies in between leaves noise, which the job comes back to remove.

use contract::export::ExportScope;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{queries, shelf};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::Worker;
use crate::jobs::{Failure, Job};
use crate::refusal::Refusal;

/// No export lives as long: a folder this old belongs to one whose row was erased.
const LONG_AGO: chrono::TimeDelta = chrono::TimeDelta::days(30);

/// What the job is given.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct EndJob {
    pub export_id: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<Uuid>,
}

/// Ends an export whose time is over, and removes the files of one that has ended.
pub(crate) async fn run(backend: &Backend, job: &Job) -> Result<(), Failure> {
    let end: EndJob = job.payload()?;
    close(backend, job, end.export_id, "expired", Action::ExportExpired, end.client_id).await?;
    let long_ago = backend.clock.now() - LONG_AGO;
    shelf::sweep(&backend.config.data_dir, long_ago.into()).map_err(|error| super::slice::disk(error).into())
}

/// The export cannot be finished.
pub(super) async fn give_up(backend: &Backend, job: &Job, export: Uuid) -> Result<(), Failure> {
    Ok(close(backend, job, export, "failed", Action::ExportFailed, None).await?)
}

async fn close(
    backend: &Backend,
    job: &Job,
    export: Uuid,
    status: &str,
    action: Action,
    client: Option<Uuid>,
) -> Result<(), Refusal> {
    let mut tx = backend.write::<Worker>(&job.token, "job").await?;
    if queries::end(&mut tx, export, status).await? {
        let entry = Activity::new(action).on(export);
        tx.commit(client.map_or(entry.clone(), |client| entry.about(client))).await?;
        tx = backend.write::<Worker>(&job.token, "job").await?;
    }
    if queries::is_over(&mut tx, export).await? {
        shelf::clear(&backend.config.data_dir, export).map_err(super::slice::disk)?;
    }
    Ok(())
}

impl EndJob {
    /// For an export of `scope` that belongs to `member`.
    pub fn of(export_id: Uuid, scope: ExportScope, member: Uuid) -> Self {
        Self { export_id, client_id: matches!(scope, ExportScope::Client | ExportScope::Staff).then_some(member) }
    }
}
