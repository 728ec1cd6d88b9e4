//! What this feature is: its pages and functions, and who may use them.

use crate::access::{
    Action::{Change, Create, Read},
    Role::{Admin, Client, Practitioner},
    Status::{Care, House, Own},
    rule,
};
use crate::feature::{Feature, load, page};
use contract::grant::ReadKind;

pub const FEATURE: Feature = Feature {
    name: "signing",
    pages: &[
        page(rule("/me/documents", "document", Read, &[Client]).under(&[Own]), load!(super::my_page::list)),
        page(rule("/me/documents/{document}", "document", Read, &[Client]).under(&[Own]), load!(super::my_page::one)),
        page(
            rule("/clinic/documents", "document", Read, &[Admin])
                .under(&[House])
                .looking(&[ReadKind::Documents, ReadKind::Names]),
            load!(super::clinic_page::list),
        ),
        page(
            rule("/clinic/documents/{document}", "document", Read, &[Admin])
                .under(&[House])
                .looking(&[ReadKind::Documents]),
            load!(super::clinic_page::one),
        ),
        // Opening it is an entry in the log: more than a look.
        page(
            rule("/clinic/documents/{document}/address", "address of a signature", Read, &[Admin])
                .under(&[House])
                .looking(&[ReadKind::Documents]),
            load!(super::clinic_page::address),
        ),
        page(
            rule("/practice/clients/{client_id}/documents", "document", Read, &[Practitioner])
                .under(&[Care])
                .looking(&[ReadKind::Documents]),
            load!(super::practice_page::list),
        ),
        page(
            rule("/practice/clients/{client_id}/documents/{document}", "document", Read, &[Practitioner])
                .under(&[Care])
                .looking(&[ReadKind::Documents]),
            load!(super::practice_page::one),
        ),
    ],
    functions: &[
        rule("/api/signing/sign", "document", Change, &[Client]).under(&[Own]),
        rule("/api/signing/end_mine", "document", Change, &[Client]).under(&[Own]),
        rule("/api/signing/write_text", "document", Create, &[Admin]),
        rule("/api/signing/request", "document", Create, &[Admin]).under(&[House]),
        rule("/api/signing/end", "document", Change, &[Admin]).under(&[House]),
        rule("/api/signing/write_for_client", "document", Create, &[Practitioner])
            .under(&[Care])
            .looking(&[ReadKind::Documents]),
        rule("/api/signing/request_from_client", "document", Create, &[Practitioner])
            .under(&[Care])
            .looking(&[ReadKind::Documents]),
        rule("/api/signing/end_of_client", "document", Change, &[Practitioner]).under(&[Care]),
    ],
};
