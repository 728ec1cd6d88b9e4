//! What clients agreed to: kept as the proof of it (article 7(1) GDPR).

use super::{
    Basis, CHANGED_BY, CREATED_BY, Category, Encryption, Erasure, Export, Reason, Retention, STAMPS, Subject, Table,
    UPDATED_BY, Whose, col,
};

pub(super) const TABLES: &[Table] = &[
    Table::personal("app.consent_event", Whose::Client("client_id"), Subject::Client, Basis::Law, Category::Account)
        .retention(Retention::House)
        .erasure(Erasure::Keep(Reason::Evidence))
        .columns(&[
            "organisation_id client_id seq kind version language organisation_name text_hash decision method reason at",
            "actor_member",
        ])
        .but(&[
            col("network").export(Export::NotTheirs).erasure(Erasure::Anonymise("null")),
            col("device").erasure(Erasure::Anonymise("null")),
            // Who decided is the membership, a number that leads to nobody any more.
            col("actor_id").erasure(Erasure::Anonymise("'00000000-0000-0000-0000-000000000000'")),
        ]),
    Table::personal("app.document", Whose::Client("client_id"), Subject::Client, Basis::Contract, Category::Account)
        .retention(Retention::House)
        .erasure(Erasure::Keep(Reason::Evidence))
        .columns(&[
            "organisation_id document_id client_id text_id version kind title body text_hash status asked_by signed_at",
            "ended_at ended_by created_at updated_at status_changed_at",
        ])
        .but(&[
            CREATED_BY,
            UPDATED_BY,
            CHANGED_BY,
            // That this text was signed then stays; who they are in words goes, as of everything kept.
            col("signed_name").erasure(Erasure::Anonymise("case when t.signed_name is not null then 'Erased' end")),
            col("ended_why").erasure(Erasure::Anonymise("case when t.ended_why is not null then 'Erased' end")),
            col("device").erasure(Erasure::Anonymise("case when t.device is not null then 'Erased' end")),
            col("network").export(Export::NotTheirs).erasure(Erasure::Anonymise(
                "case when t.network is not null then decode(repeat('00', 32), 'hex') end",
            )),
            col("sealed").export(Export::NotTheirs).encryption(Encryption::Sealed).erasure(Erasure::Anonymise("null")),
        ]),
    // A text of the clinic's is nobody's; one that was written for a client goes with them, unless they were asked to
    // sign it.
    Table::personal(
        "app.document_text",
        Whose::Client("client_id"),
        Subject::Client,
        Basis::Contract,
        Category::Account,
    )
    .retention(Retention::House)
    .order(60)
    .unless("exists (select from app.document d where d.organisation_id = t.organisation_id and d.text_id = t.text_id)")
    .columns(&["organisation_id text_id version kind title body text_hash created_at updated_at"])
    .but(&[col("client_id").erasure(Erasure::Keep(Reason::Pseudonym)), CREATED_BY, UPDATED_BY]),
    Table::personal("app.ai_use", Whose::Client("client_id"), Subject::Client, Basis::HealthConsent, Category::Journal)
        .retention(Retention::Days(183, "t.created_at"))
        .columns(&["organisation_id client_id use_id step purpose", STAMPS]),
    Table::personal("app.consent_head", Whose::Client("client_id"), Subject::Client, Basis::Law, Category::Account)
        .erasure(Erasure::Keep(Reason::Evidence))
        .export(Export::NotTheirs)
        .columns(&["organisation_id client_id seq created_at updated_at"])
        .but(&[CREATED_BY, UPDATED_BY]),
    Table::reference("ref.consent_version").columns(&["kind version published_at earlier_until"]),
    Table::reference("ref.consent_text").columns(&["kind version language title body effect"]),
];
