//! HTTP in process: status, headers, HTML, CSRF, limits, and the sweep over every endpoint.
//! `support` is the browser; to add a kind of test: a file here.

#![expect(clippy::unwrap_used, reason = "a failure here fails the test")]

mod answers;
mod belonging;
mod doors;
mod edge;
mod enumeration;
mod every_page;
mod export;
mod folded;
mod forms;
mod found;
mod going_on;
mod gone;
mod half;
mod invitations;
mod languages;
mod limits;
mod lists;
mod looks;
mod observatory;
mod once;
mod roles;
mod services;
mod settling;
mod signing;
mod slow;
mod statuses;
mod support;
mod sweep;
mod town;
mod trust;
