//! What answers: pages, server functions, health, reports.

pub mod csp_report;
pub mod export;
pub mod functions;
pub mod health;
pub mod pages;
pub mod posted;
pub mod request;
pub mod response;
pub mod webhook;
