//! Accounts: the same person in every organisation.

use super::{Basis, Category, Encryption, Export, Retention, Subject, Table, Whose, col};

const fn own(name: &'static str, purpose: Category) -> Table {
    Table::personal(name, Whose::Person("person_id"), Subject::Person, Basis::Contract, purpose).order(80)
}

pub(super) const TABLES: &[Table] = &[
    own("auth.person", Category::Account)
        .order(100)
        .columns(&["person_id email email_canonical display_name zone password_changed_at email_confirmed_at created_at factor_since strong_since"])
        .but(&[
            col("password_sealed").export(Export::Secret).encryption(Encryption::Sealed),
            col("wrong_codes wrong_since credential_version").export(Export::Secret),
        ]),
    own("auth.email_change", Category::Account)
        .retention(Retention::Days(30, "t.expires_at + interval '7 days'"))
        .columns(&["change_id person_id old_email new_email created_at expires_at confirmed_at ended_at"])
        .but(&[col("confirm_hash undo_hash").export(Export::Secret).encryption(Encryption::Hash)]),
    own("auth.link", Category::Account)
        .retention(Retention::Days(30, "t.expires_at"))
        .columns(&["kind person_id created_at expires_at used_at"])
        .but(&[col("token_hash").export(Export::Secret).encryption(Encryption::Hash)]),
    own("auth.factor", Category::SignIn)
        .columns(&["factor_id person_id kind label created_at confirmed_at last_used_at"])
        .but(&[
            col("sealed").export(Export::Secret).encryption(Encryption::Sealed),
            col("credential_id last_step counter").export(Export::Secret),
        ]),
    own("auth.recovery_code", Category::SignIn)
        .columns(&["person_id used_at"])
        .but(&[col("code_hash").export(Export::Secret).encryption(Encryption::Hash)]),
];
