//! The clinic's registers and reviews: about the house, never about a client.

use super::{Category, STAMPS, STATUS_STAMPS, Table};

pub(super) const TABLES: &[Table] = &[
    Table::operational("app.register_entry", Category::Clinic)
        .columns(&["organisation_id entry_id register fields retired_at", STAMPS]),
    Table::operational("app.control_status", Category::Clinic).columns(&[
        "organisation_id number status reason owner evidence",
        STAMPS,
        STATUS_STAMPS,
    ]),
    Table::operational("app.review", Category::Clinic).columns(&[
        "organisation_id review_id kind due_on status ticked signed note done_at told_on",
        STAMPS,
        STATUS_STAMPS,
    ]),
];
