//! Signed heads of the activity log, and the ledger of payments. Neither names anybody.

use super::{
    Basis, CREATED_BY, Category, Class, Encryption, Erasure, Export, Reason, Retention, Subject, Table, UPDATED_BY,
    Whose, col,
};

/// A client's payments, which the ledger names by their numbers alone.
const PAID_BY: &str = "exists (select from app.payment p where p.organisation_id = t.organisation_id and p.payment_id = t.payment_id and p.client_id = $2)";
/// Whom the stamps of a key name.
const MADE_BY: &str = "t.organisation_id = $1 and $3 in (t.created_by, t.updated_by)";

pub(super) const TABLES: &[Table] = &[
    Table::operational("app.evidence_block", Category::Activity).columns(&["organisation_id block hash"]),
    Table::operational("app.checkpoint", Category::Activity).columns(&["organisation_id size root note public_key at"]),
    Table::operational("app.checkpoint_delivery", Category::Activity)
        .columns(&["organisation_id via size cosignature at"]),
    // Chained: what is in it cannot be taken out without breaking it, so it holds amounts and no names.
    Table::personal("app.ledger", Whose::Where(PAID_BY), Subject::Client, Basis::Law, Category::Payments)
        .retention(Retention::House)
        .erasure(Erasure::Keep(Reason::Tax))
        .columns(&["organisation_id seq at payment_id appointment_id status amount_minor refunded_minor settled_minor currency"])
        .but(&[col("mac").export(Export::NotTheirs).class(Class::Operational)]),
    // Made with the first payment, by whichever client began it: that is taken out when they are erased.
    Table::personal("app.ledger_key", Whose::Where(MADE_BY), Subject::Client, Basis::Law, Category::Payments)
        .retention(Retention::House)
        .erasure(Erasure::Keep(Reason::Tax))
        .export(Export::NotTheirs)
        .columns(&["organisation_id created_at updated_at"])
        .but(&[CREATED_BY, UPDATED_BY, col("sealed").export(Export::Secret).encryption(Encryption::Sealed)]),
];
