//! What this feature is: its pages and functions, and who may use them.

use crate::access::{
    Action::{Change, Create, Delete, Read},
    Role::{Admin, Anyone, Client, FrontDesk, Practitioner},
    Status::{Care, House, Own},
    rule,
};
use crate::feature::{Feature, load, page};
use contract::grant::ReadKind;

pub const FEATURE: Feature = Feature {
    name: "booking",
    pages: &[
        page(rule("/me/book", "appointment", Read, &[Client]).under(&[Own]), load!(super::choose::page)),
        page(rule("/me/appointments", "appointment", Read, &[Client]).under(&[Own]), load!(super::list::page)),
        page(
            rule("/me/appointments/{appointment}", "appointment", Read, &[Client]).under(&[Own]),
            load!(super::appointment::page),
        ),
        // Stripe sends people here without their session; neither shows anything of anybody.
        page(rule("/paid/{appointment}", "payment", Read, &[Anyone]), load!(super::paid::done)),
        page(rule("/paid/{appointment}/left/{code}", "payment", Read, &[Anyone]), load!(super::paid::left)),
        page(
            rule("/clinic/agenda", "appointment", Read, &[FrontDesk, Admin])
                .under(&[House])
                .looking(&[ReadKind::Agenda]),
            load!(super::agenda::team),
        ),
        page(rule("/clinic/money", "payment", Read, &[FrontDesk, Admin]), load!(super::money::page)),
        page(
            rule("/practice/agenda", "appointment", Read, &[Practitioner]).under(&[Care]).looking(&[ReadKind::Agenda]),
            load!(super::agenda::page),
        ),
        page(rule("/practice/services", "service", Read, &[Practitioner]), load!(super::services::own)),
        page(rule("/practice/services/{service}", "service", Read, &[Practitioner]), load!(super::services::own_form)),
        page(rule("/practice/availability", "availability", Read, &[Practitioner]), load!(super::availability::own)),
        page(rule("/clinic/services", "service", Read, &[Admin]), load!(super::services::team)),
        page(
            rule("/clinic/services/{practitioner}/{service}", "service", Read, &[Admin]),
            load!(super::services::team_form),
        ),
        page(
            rule("/clinic/availability/{practitioner}", "availability", Read, &[Admin]),
            load!(super::availability::team),
        ),
    ],
    functions: &[
        rule("/api/booking/leave", "payment", Change, &[Anyone]),
        rule("/api/booking/refund_again", "payment", Change, &[Admin]).under(&[House]),
        rule("/api/booking/settle_another_way", "payment", Change, &[Admin]).under(&[House]),
        rule("/api/booking/conclude_team", "appointment", Change, &[FrontDesk, Admin]).under(&[House]),
        rule("/api/booking/book", "appointment", Create, &[Client]).under(&[Own]),
        rule("/api/booking/pay", "payment", Create, &[Client]).under(&[Own]),
        rule("/api/booking/give_back", "appointment", Delete, &[Client]).under(&[Own]),
        rule("/api/booking/cancel", "appointment", Delete, &[Client]).under(&[Own]),
        rule("/api/booking/conclude", "appointment", Change, &[Practitioner]).under(&[Care]),
        rule("/api/booking/save_own_service", "service", Change, &[Practitioner]),
        rule("/api/booking/save_own_week", "availability", Change, &[Practitioner]),
        rule("/api/booking/save_team_service", "service", Change, &[Admin]),
        rule("/api/booking/save_team_week", "availability", Change, &[Admin]),
    ],
};
