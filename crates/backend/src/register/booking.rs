//! What was booked and paid, and what can be.

use super::{
    Basis, CHANGED_BY, CREATED_BY, Category, Class, Erasure, Period, Reason, Retention, STAMPS, Subject, Table,
    UPDATED_BY, Whose, col,
};

/// An appointment that was paid for stays as long as its payment.
const PAID: &str = "exists (select from app.payment p where p.organisation_id = t.organisation_id and p.appointment_id = t.appointment_id)";
/// Too old, and no payment refers to it.
const ENDED: &str = "case when not exists (select from app.payment p where p.organisation_id = t.organisation_id and p.appointment_id = t.appointment_id) then t.ends_at end";
/// Only money that moved is the tax office's.
const MOVED: &str = "t.paid_at is not null";

pub(super) const TABLES: &[Table] = &[
    Table::personal("app.payment", Whose::Client("client_id"), Subject::Client, Basis::Law, Category::Payments)
        .order(30)
        .unless(MOVED)
        .retention(Retention::Setting(Period::Payments, "coalesce(t.paid_at, t.created_at)"))
        .columns(&["organisation_id payment_id appointment_id amount_minor currency status checkout_id payment_intent paid_at refunded_minor mismatch_at refunding_minor refund_failed_minor dispute disputed_minor settled_minor settled_at created_at updated_at status_changed_at"])
        .but(&[
            col("client_id").erasure(Erasure::Keep(Reason::Pseudonym)),
            // In the clinic's own words, which may name somebody.
            col("settled_how").erasure(Erasure::Anonymise("case when t.settled_how is not null then 'Erased' end")),
            CREATED_BY,
            UPDATED_BY,
            CHANGED_BY,
        ]),
    Table::record("app.appointment", Whose::Client("client_id"), Category::Appointments)
        .order(40)
        .unless(PAID)
        .retention(Retention::Setting(Period::Appointments, ENDED))
        .columns(&["service_id practitioner_id practitioner_name starts_at ends_at service_name place"])
        .but(&[
            col("organisation_id appointment_id price_minor currency status hold_expires_at released_why created_at updated_at status_changed_at").class(Class::Personal),
            col("client_id").class(Class::Personal).erasure(Erasure::Keep(Reason::Pseudonym)),
            CREATED_BY.class(Class::Personal),
            UPDATED_BY.class(Class::Personal),
            CHANGED_BY.class(Class::Personal),
        ]),
    Table::operational("app.service", Category::Clinic)
        .columns(&["organisation_id service_id practitioner_id name minutes price_minor currency place active most_ahead most_daily most_cancelled", STAMPS]),
    Table::operational("app.availability", Category::Clinic)
        .columns(&["organisation_id availability_id practitioner_id weekday starts ends", STAMPS]),
];
