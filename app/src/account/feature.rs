//! What this feature is: its pages and functions, and who may use them.

use crate::access::{
    Action::{Change, Create, Delete, Read},
    Role::{Admin, Anyone},
    SIGNED_IN, rule,
};
use crate::feature::{Feature, load, page};

pub const FEATURE: Feature = Feature {
    name: "account",
    pages: &[
        // The second step of signing in: somebody half signed in has no role yet, and can do nothing but this.
        page(rule("/sign-in/factor", "session", Read, &[Anyone]), load!(super::prove::sign_in)),
        page(rule("/account/security", "account", Read, SIGNED_IN), load!(super::hub::page)),
        page(rule("/account/prove", "session", Read, SIGNED_IN), load!(super::prove::again)),
        page(rule("/account/app", "factor", Read, SIGNED_IN), load!(super::app_page::page)),
        page(rule("/account/passkey", "factor", Read, SIGNED_IN), load!(super::passkey_page::page)),
        page(rule("/account/recovery", "factor", Read, SIGNED_IN), load!(super::recovery_page::page)),
        page(rule("/clinic/security", "organisation", Read, &[Admin]), load!(super::rule_page::page)),
        page(rule("/account/profile", "account", Read, SIGNED_IN), load!(super::profile_page::page)),
        page(rule("/clinic/settings", "organisation", Read, &[Admin]), load!(super::profile_page::clinic)),
        page(rule("/account/sessions", "session", Read, SIGNED_IN), load!(super::sessions_page::page)),
        page(rule("/account/password", "account", Read, SIGNED_IN), load!(super::change_pages::password)),
        page(rule("/account/email", "account", Read, SIGNED_IN), load!(super::change_pages::email)),
        page(rule("/new-address/{token}", "account", Read, &[Anyone]), load!(super::change_pages::new_address)),
        page(rule("/old-address/{token}", "account", Read, &[Anyone]), load!(super::change_pages::old_address)),
    ],
    functions: &[
        rule("/api/account/prove_password", "session", Change, &[Anyone]),
        rule("/api/account/prove_totp", "session", Change, &[Anyone]),
        rule("/api/account/prove_email", "session", Change, &[Anyone]),
        rule("/api/account/prove_recovery", "session", Change, &[Anyone]),
        rule("/api/account/prove_passkey", "session", Change, &[Anyone]),
        rule("/api/account/send_code", "session", Create, &[Anyone]),
        rule("/api/account/challenge_passkey", "session", Create, &[Anyone]),
        rule("/api/account/sign_in_by_passkey", "session", Create, &[Anyone]),
        rule("/api/account/start_totp", "factor", Create, SIGNED_IN),
        rule("/api/account/confirm_totp", "factor", Change, SIGNED_IN),
        rule("/api/account/add_passkey", "factor", Create, SIGNED_IN),
        rule("/api/account/add_email", "factor", Create, SIGNED_IN),
        rule("/api/account/remove_factor", "factor", Delete, SIGNED_IN),
        rule("/api/account/renew_recovery", "factor", Create, SIGNED_IN),
        rule("/api/account/keep_recovery", "factor", Change, SIGNED_IN),
        rule("/api/account/require_factor", "organisation", Change, &[Admin]),
        rule("/api/account/change_name", "account", Change, SIGNED_IN),
        rule("/api/account/change_reading", "account", Change, SIGNED_IN),
        rule("/api/account/rename_clinic", "organisation", Change, &[Admin]),
    ],
};
