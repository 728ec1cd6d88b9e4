//! What clients record.

use super::{Category, Class, Column, Encryption, Erasure, Period, Retention, STAMPS, Table, Whose, col};

/// What an entry says: payload and note, in one sealed value. `payload` and `note` hold something only in rows from
/// before, until the job that seals them has been there.
const SAID: Column = col("sealed payload note").encryption(Encryption::ClientKey);

/// Earlier states go with their entry.
const REMOVED: &str = "(select o.deleted_at from app.observation o where o.organisation_id = t.organisation_id and o.client_id = t.client_id and o.observation_id = t.observation_id)";
const BORN: &str = "(select o.created_at from app.observation o where o.organisation_id = t.organisation_id and o.client_id = t.client_id and o.observation_id = t.observation_id)";

pub(super) const TABLES: &[Table] = &[
    Table::record("app.observation_version", Whose::Client("client_id"), Category::Journal)
        .order(10)
        .retention(Retention::Setting(Period::RemovedEntries, REMOVED))
        .born(BORN)
        .columns(&["occurred_at ended_at local_date zone deleted_at"])
        .but(&[
            SAID,
            col("organisation_id client_id observation_id version visibility written_at written_by")
                .class(Class::Personal),
        ]),
    Table::record("app.observation", Whose::Client("client_id"), Category::Journal)
        .order(20)
        .hides(Period::Entries, "t.occurred_at")
        .retention(Retention::Setting(Period::RemovedEntries, "t.deleted_at"))
        .born("t.created_at")
        .columns(&["kind occurred_at ended_at local_date zone"])
        .but(&[
            SAID,
            col("organisation_id client_id observation_id precision source external_id visibility version")
                .class(Class::Personal),
            col("exclude_from_statistics viewed_at viewed_by deleted_at").class(Class::Personal),
            col(STAMPS).class(Class::Personal).erasure(Erasure::Erase),
        ]),
];
