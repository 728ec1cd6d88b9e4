//! Requests to take somebody's second factors off.

use super::{Basis, Category, Encryption, Export, Retention, Subject, Table, Whose, col};

pub(super) const TABLES: &[Table] = &[Table::personal(
    "auth.factor_reset",
    Whose::Person("person_id"),
    Subject::Person,
    Basis::Safety,
    Category::SignIn,
)
.order(70)
.retention(Retention::Days(400, "t.closed_at"))
.columns(&["reset_id person_id organisation_id membership_id asked_by reason status asked_at due_at closed_at"])
.but(&[col("token_hash").export(Export::Secret).encryption(Encryption::Hash)])];
