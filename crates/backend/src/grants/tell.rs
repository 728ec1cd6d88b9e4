//! The letters about a grant or an emergency: who must know is written to at once, and once.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use contract::id::MembershipId;
use uuid::Uuid;

use super::give::TellJob;
use super::queries::{self, AddressRow};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{Worker, WriteTx};
use crate::jobs::{Failure, Job};
use crate::mail::{self, Envelope, Letter};
use crate::refusal::Refusal;

/// Posts the letters and says in the same transaction that they are posted.
pub(crate) async fn tell(backend: &Backend, job: &Job) -> Result<(), Failure> {
    let TellJob { grant_id } = job.payload()?;
    Ok(post(backend, job, grant_id).await?)
}

async fn post(backend: &Backend, job: &Job, grant: Uuid) -> Result<(), Refusal> {
    let mut tx = backend.write::<Worker>(&job.token, "job").await?;
    let organisation = tx.scope().organisation().0;
    let Some(told) = queries::claim_telling(tx.conn(), organisation, grant).await? else { return Ok(()) };
    let admins = queries::list_admins(tx.conn(), organisation).await?;
    let members: Vec<_> = admins.iter().copied().chain([told.client_id, told.practitioner_id]).collect();
    let people = address_book(&mut tx, &members).await?;
    let reader = people.get(&told.practitioner_id).map(|row| row.display_name.clone()).unwrap_or_default();
    let clinic = told.organisation.clone();
    let link = |to: &Addressee, path: &str| backend.mailed_link(to.member, path);
    let mut letters = Vec::new();
    if told.kind == "emergency" {
        letters.extend(people.get(&told.client_id).map(|client| {
            let (until, link) = (when(told.expires_at, &client.zone), link(client, "/me/access"));
            (client, Letter::RecordOpened { organisation: clinic.clone(), reader: reader.clone(), until, link })
        }));
        for admin in admins.iter().filter_map(|admin| people.get(admin)) {
            let (until, link) = (when(told.expires_at, &admin.zone), link(admin, "/clinic/access"));
            let letter =
                Letter::EmergencyAtClinic { organisation: clinic.clone(), reader: reader.clone(), until, link };
            letters.push((admin, letter));
        }
    } else {
        letters.extend(people.get(&told.client_id).filter(|_| told.granted_by != told.client_id).map(|client| {
            let (until, link) = (when(told.expires_at, &client.zone), link(client, "/me/access"));
            (client, Letter::AccessGiven { organisation: clinic.clone(), reader: reader.clone(), until, link })
        }));
        letters.extend(people.get(&told.practitioner_id).map(|reader| {
            let (until, link) = (when(told.expires_at, &reader.zone), link(reader, "/practice/access"));
            (reader, Letter::AccessForYou { organisation: clinic.clone(), until, link })
        }));
    }
    for (to, letter) in letters {
        let envelope = Envelope { to: to.email.clone(), name: Some(to.display_name.clone()), letter };
        let sealed = backend.seal_letter(&envelope)?;
        tx.enqueue(mail::SEND, &serde_json::json!({}), Some(sealed), None).await?;
    }
    tx.commit(Activity::new(Action::AccessTold).on(grant).about(told.client_id)).await
}

/// Names, addresses and zones of members of the job's organisation.
pub(crate) async fn address_book(
    tx: &mut WriteTx<Worker>,
    members: &[Uuid],
) -> Result<BTreeMap<Uuid, Addressee>, Refusal> {
    let rows = queries::list_addresses(tx.conn(), members).await?;
    Ok(rows.into_iter().map(|row| (row.membership_id, Addressee::from(row))).collect())
}

/// Somebody a letter goes to.
pub(crate) struct Addressee {
    pub member: MembershipId,
    pub email: String,
    pub display_name: String,
    pub zone: String,
}

impl From<AddressRow> for Addressee {
    fn from(row: AddressRow) -> Self {
        Self {
            member: MembershipId(row.membership_id),
            email: row.email,
            display_name: row.display_name,
            zone: row.zone,
        }
    }
}

/// A moment written out in the reader's zone, zone included.
pub(crate) fn when(moment: DateTime<Utc>, zone: &str) -> String {
    let tz: chrono_tz::Tz = zone.parse().unwrap_or(chrono_tz::UTC);
    format!("{} ({tz})", insight::clock::written(&tz, moment, "%-d %B %Y, %H:%M"))
}
