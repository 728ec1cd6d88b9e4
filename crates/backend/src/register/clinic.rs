//! The clinic and who belongs to it.

use super::{
    Basis, Category, Class, Erasure, Export, Period, Reason, Retention, STAMPS, STATUS_STAMPS, Subject, Table, Whose,
    col,
};

pub(super) const TABLES: &[Table] = &[
    Table::operational("app.organisation", Category::Clinic)
        .columns(&["organisation_id name zone currency is_demo staff_factor_from", STAMPS]),
    // The row stays where others refer to it, without a name and tied to no account.
    Table::personal("app.membership", Whose::Client("membership_id"), Subject::Person, Basis::Contract, Category::Account)
        .order(90)
        .erasure(Erasure::Keep(Reason::Pseudonym))
        .columns(&["organisation_id membership_id role created_at updated_at status_changed_at"])
        .but(&[
            col("person_id").erasure(Erasure::Anonymise("gen_random_uuid()")),
            col("status").erasure(Erasure::Anonymise("'removed'")),
            col("display_name").erasure(Erasure::Anonymise("'Erased'")),
            col("zone").erasure(Erasure::Anonymise("'UTC'")),
            col("language").erasure(Erasure::Anonymise("null")),
            col("created_by updated_by status_changed_by").erasure(Erasure::Anonymise("null")),
        ]),
    Table::record("app.care_relationship", Whose::Client("client_id"), Category::Care)
        .order(50)
        .columns(&["practitioner_id status starts_on ended_on ended_why"])
        .but(&[col("organisation_id relationship_id client_id last_looked_at").class(Class::Personal), col(STAMPS).class(Class::Personal), col(STATUS_STAMPS).class(Class::Personal)]),
    Table::personal(
        "app.invitation",
        Whose::Where("t.organisation_id = $1 and (t.accepted_member = $2 or lower(btrim(t.email)) = (select p.email_canonical from auth.person p where p.person_id = $3) and t.role = 'client')"),
        Subject::Person,
        Basis::Contract,
        Category::Care,
    )
    .order(50)
    .retention(Retention::Setting(Period::Invitations, "case when t.status <> 'open' then t.status_changed_at when t.expires_at < now() then t.expires_at end"))
    .columns(&["organisation_id invitation_id role email display_name invited_by status expires_at accepted_member", STAMPS, STATUS_STAMPS])
    .but(&[col("token_hash").export(Export::Secret)]),
    Table::operational("app.ownership_offer", Category::Clinic)
        .columns(&["organisation_id offer_id from_member to_member status expires_at", STAMPS, STATUS_STAMPS]),
];
