//! What this feature is: its pages and functions, and who may use them.

use crate::access::{
    Action::{Change, Create, Delete, Read},
    Role::Anyone,
    SIGNED_IN, rule,
};
use crate::feature::{Feature, load, page};

pub const FEATURE: Feature = Feature {
    name: "identity",
    pages: &[
        page(rule("/sign-in", "session", Read, &[Anyone]), load!(super::page::sign_in)),
        page(rule("/sign-up", "account", Read, &[Anyone]), load!(super::account_pages::sign_up)),
        page(rule("/sign-up/sent", "account", Read, &[Anyone]), load!(super::account_pages::sign_up_sent)),
        page(rule("/confirm/{token}", "account", Read, &[Anyone]), load!(super::account_pages::confirm)),
        page(rule("/forgotten", "account", Read, &[Anyone]), load!(super::account_pages::forgotten)),
        page(rule("/forgotten/sent", "account", Read, &[Anyone]), load!(super::account_pages::forgotten_sent)),
        page(rule("/reset/{token}", "account", Read, &[Anyone]), load!(super::account_pages::reset)),
        page(rule("/invitation/{token}", "invitation", Read, &[Anyone]), load!(super::invitation_page::invitation)),
        // Leads on into a portal, which decides by itself.
        page(rule("/go/{seal}/{*path}", "link in a letter", Read, &[Anyone]), load!(super::link_page::page)),
        page(rule("/choose", "session", Read, &[Anyone]), load!(super::page::choose)),
        // Development only: elsewhere it is not there.
        page(rule("/dev/mailbox", "mailbox", Read, &[Anyone]), load!(super::mailbox_page::mailbox)),
    ],
    functions: &[
        rule("/api/identity/sign_in", "session", Create, &[Anyone]),
        rule("/api/identity/sign_out", "session", Delete, &[Anyone]),
        rule("/api/identity/choose_place", "session", Change, &[Anyone]),
        rule("/api/identity/sign_up", "account", Create, &[Anyone]),
        rule("/api/identity/confirm_email", "account", Change, &[Anyone]),
        rule("/api/identity/resend_confirmation", "account", Create, &[Anyone]),
        rule("/api/identity/request_reset", "account", Create, &[Anyone]),
        rule("/api/identity/reset_password", "account", Change, &[Anyone]),
        rule("/api/identity/judge_password", "account", Read, &[Anyone]),
        rule("/api/identity/accept_invitation", "invitation", Change, &[Anyone]),
        rule("/api/identity/change_password", "account", Change, SIGNED_IN),
        rule("/api/identity/change_email", "account", Change, SIGNED_IN),
        rule("/api/identity/confirm_new_email", "account", Change, &[Anyone]),
        rule("/api/identity/undo_new_email", "account", Change, &[Anyone]),
        rule("/api/identity/end_session", "session", Delete, SIGNED_IN),
        rule("/api/identity/end_other_sessions", "session", Delete, SIGNED_IN),
    ],
};
