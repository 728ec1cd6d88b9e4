//! Sessions, and what keeps an account from strangers.

use super::{Basis, Category, Encryption, Export, Retention, Subject, Table, Whose, col};

const fn kept(name: &'static str, whose: Whose) -> Table {
    Table::personal(name, whose, Subject::Person, Basis::Safety, Category::SignIn).order(70)
}

pub(super) const TABLES: &[Table] = &[
    kept("auth.session", Whose::Where("t.membership_id = $2 or t.person_id = $3 and $4"))
        .order(75)
        .retention(Retention::Days(90, "coalesce(t.ended_at, t.expires_at)"))
        .columns(&["session_id person_id organisation_id membership_id portal created_at last_seen_at idle_expires_at expires_at ended_at ended_why proved_at factor_at factor_kind signed_in_at device"])
        .but(&[
            col("token_hash network device_hash").export(Export::Secret).encryption(Encryption::Hash),
            col("data wrong_codes family_id job_client job_house").export(Export::Secret),
        ]),
    kept("auth.device", Whose::Person("person_id"))
        .retention(Retention::Days(400, "t.last_seen_at"))
        .columns(&["person_id first_seen_at last_seen_at forgotten_at"])
        .but(&[
            col("wrong_codes wrong_since").export(Export::Secret),
            col("token_hash").export(Export::Secret).encryption(Encryption::Hash)]),
    kept("auth.network", Whose::Person("person_id"))
        .retention(Retention::Days(400, "t.last_seen_at"))
        .columns(&["person_id last_seen_at"])
        .but(&[col("network").export(Export::Secret).encryption(Encryption::Hash)]),
    kept("auth.wrong_password", Whose::Person("person_id"))
        .retention(Retention::Days(30, "t.hour"))
        .export(Export::Secret)
        .columns(&["person_id hour part tries"]),
    kept("auth.event", Whose::Person("person_id"))
        .retention(Retention::Days(400, "t.at"))
        .columns(&["event_id at person_id action session_id"]),
    kept("auth.recovery_sheet", Whose::Person("person_id"))
        .retention(Retention::Days(1, "t.expires_at"))
        .export(Export::Secret)
        .columns(&["person_id session_id expires_at"])
        .but(&[col("sealed").encryption(Encryption::Sealed)]),
    kept("auth.mailed_code", Whose::Session("session_id"))
        .retention(Retention::Days(1, "t.expires_at"))
        .export(Export::Secret)
        .columns(&["session_id expires_at"])
        .but(&[col("code_hash").encryption(Encryption::Hash)]),
    kept("auth.ceremony", Whose::Session("session_id"))
        .retention(Retention::Days(1, "t.expires_at"))
        .export(Export::Secret)
        .columns(&["ceremony_id kind session_id state expires_at"]),
    Table::operational("auth.step_key", Category::SignIn)
        .columns(&["version"])
        .but(&[col("inner_pad outer_pad").export(Export::Secret)]),
    Table::operational("auth.used_step", Category::SignIn)
        .retention(Retention::Days(1, "t.used_at"))
        .columns(&["number used_at"]),
    kept("auth.ticket", Whose::Person("person_id"))
        .retention(Retention::Days(1, "t.expires_at"))
        .export(Export::Secret)
        .columns(&["person_id proved_at factor_at factor_kind expires_at"])
        .but(&[col("ticket_hash").encryption(Encryption::Hash)]),
    kept("auth.kept_form", Whose::Where("t.membership_id = $2 or t.person_id = $3 and $4"))
        .retention(Retention::Days(1, "t.expires_at"))
        .export(Export::Secret)
        .columns(&["kept_form_id person_id membership_id form_key expires_at"])
        .but(&[
            col("browser_hash").encryption(Encryption::Hash),
            col("sealed").encryption(Encryption::Sealed),
        ]),
    kept("auth.form_use", Whose::Where("t.membership_id = $2"))
        .retention(Retention::Days(1, "t.begun_at"))
        .export(Export::Secret)
        .columns(&["membership_id begun_at outcome"])
        .but(&[col("use_hash").encryption(Encryption::Hash)]),
];
