//! Background work and the inbox of payment events.

use super::{Basis, Category, Encryption, Erasure, Export, Reason, Retention, Subject, Table, Whose, col};

/// What they asked for, what is about them, and letters are among it.
const JOBS: &str = "(t.asked_by = $3 and (t.organisation_id = $1 or $4) or t.organisation_id = $1 and t.payload->>'client_id' = $2::text) and t.kind <> 'erase'";

pub(super) const TABLES: &[Table] = &[
    Table::personal("ops.job", Whose::Where(JOBS), Subject::Person, Basis::Contract, Category::Letters)
        .order(60)
        .retention(Retention::Days(30, "t.finished_at"))
        .export(Export::NotTheirs)
        .columns(&["job_id kind organisation_id asked_by payload run_at attempts status locked_until last_error created_at finished_at told_at"])
        .but(&[col("sealed").encryption(Encryption::Sealed)]),
    // Stripe's own numbers of a payment.
    Table::personal("ops.stripe_event", Whose::Nobody, Subject::Client, Basis::Law, Category::Payments)
        .retention(Retention::Days(2922, "t.received_at"))
        .export(Export::NotTheirs)
        .erasure(Erasure::Keep(Reason::Tax))
        .columns(&["event_id kind object_id created_at received_at"]),
];
