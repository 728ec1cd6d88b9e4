//! The process: command line, router and the layers every request passes.
//!
//! A request takes this way, and no other: `edge` (identify, log, headers, error pages, panics, deadline, sessions,
//! CSRF) → `router` → `web::pages` or `web::functions` → `app` → `backend`. A new kind of route is a file in `web` and
//! a line in `router`; a new rule for all requests is a file in `edge` and a line in `edge::wrap`.

pub mod cli;
pub mod config;
pub mod edge;
pub mod listen;
pub mod meters;
pub mod router;
pub mod state;
pub mod web;
