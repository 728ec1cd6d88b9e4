//! What this feature is: its pages and functions, and who may use them.

use crate::access::{
    Action::{Change, Create, Delete, Read},
    Role::{Admin, FrontDesk, Practitioner},
    rule,
};
use crate::feature::{Feature, load, page};

pub const FEATURE: Feature = Feature {
    name: "team",
    pages: &[
        page(rule("/practice/clients/invite", "invitation", Read, &[Practitioner]), load!(super::page::invite_client)),
        page(rule("/clinic", "organisation", Read, &[FrontDesk, Admin]), load!(super::page::overview)),
        page(rule("/clinic/team", "membership", Read, &[FrontDesk, Admin]), load!(super::page::team)),
        page(rule("/clinic/team/{member}", "membership", Read, &[Admin]), load!(super::member_page::page)),
    ],
    functions: &[
        rule("/api/team/invite_client", "invitation", Create, &[Practitioner]),
        rule("/api/team/withdraw_client", "invitation", Delete, &[Practitioner]),
        rule("/api/team/resend_client", "invitation", Create, &[Practitioner]),
        rule("/api/team/change_role", "membership", Change, &[Admin]),
        rule("/api/team/suspend_member", "membership", Change, &[Admin]),
        rule("/api/team/resume_member", "membership", Change, &[Admin]),
        rule("/api/team/remove_member", "membership", Delete, &[Admin]),
        rule("/api/team/offer_ownership", "ownership", Create, &[Admin]),
        rule("/api/team/end_offer", "ownership", Delete, &[Admin]),
        rule("/api/team/accept_ownership", "ownership", Change, &[Admin]),
        rule("/api/team/invite_member", "invitation", Create, &[Admin]),
        rule("/api/team/withdraw_member", "invitation", Delete, &[Admin]),
        rule("/api/team/resend_member", "invitation", Create, &[Admin]),
    ],
};
