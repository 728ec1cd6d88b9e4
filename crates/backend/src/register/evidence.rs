//! Signed heads of the activity log, and the ledger of payments. Neither names anybody.

use super::{
    Basis, Category, Class, Encryption, Erasure, Export, Reason, Retention, STAMPS, Subject, Table, Whose, col,
};

/// A client's payments, which the ledger names by their numbers alone.
const PAID_BY: &str = "exists (select from app.payment p where p.organisation_id = t.organisation_id and p.payment_id = t.payment_id and p.client_id = $2)";

pub(super) const TABLES: &[Table] = &[
    Table::operational("app.evidence_block", Category::Activity).columns(&["organisation_id block hash"]),
    Table::operational("app.checkpoint", Category::Activity).columns(&["organisation_id size root note public_key at"]),
    Table::operational("app.checkpoint_delivery", Category::Activity)
        .columns(&["organisation_id via size cosignature at"]),
    // Chained: what is in it cannot be taken out without breaking it, so it holds amounts and no names.
    Table::personal("app.ledger", Whose::Where(PAID_BY), Subject::Client, Basis::Law, Category::Payments)
        .retention(Retention::House)
        .erasure(Erasure::Keep(Reason::Tax))
        .columns(&["organisation_id seq at payment_id appointment_id status amount_minor refunded_minor currency"])
        .but(&[col("mac").export(Export::NotTheirs).class(Class::Operational)]),
    Table::operational("app.ledger_key", Category::Payments)
        .columns(&["organisation_id", STAMPS])
        .but(&[col("sealed").encryption(Encryption::Sealed)]),
];
