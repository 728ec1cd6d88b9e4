//! What answers: pages, server functions, health, reports.

pub mod csp_report;
pub mod export;
pub mod functions;
pub mod health;
pub mod kept;
pub mod once;
pub mod pages;
pub mod place;
pub mod posted;
pub mod request;
pub mod response;
pub mod webhook;
