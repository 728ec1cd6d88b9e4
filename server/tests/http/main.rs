//! HTTP in process: status, headers, HTML, CSRF, limits, and the sweep over every endpoint.
//! `support` is the browser; to add a kind of test: a file here.

mod edge;
mod forms;
mod roles;
mod support;
mod sweep;
