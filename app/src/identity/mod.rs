//! Signing in and out, registration, invitations, forgotten passwords.

#[cfg(feature = "ssr")]
pub mod page;
pub mod reveal_password;
