//! People end to end on a real database: sign-up, letters and links, sign-in, sessions, invitations, jobs, the demo.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a failure in arranging fails the test")]

mod accounts;
mod demo;
mod invitation_letters;
mod invitation_rights;
mod invitations;
mod jobs;
mod logins;
mod own;
mod profile;
mod races;
mod restart;
mod sessions;
mod smtp;
mod support;
