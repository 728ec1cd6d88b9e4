//! `/practice/clients/{client_id}`: what changed, the picture, the entries, and the care itself.
//!
//! Every fact of the chart stands in the table beneath it and every point leads to its entry, so the page is whole
//! without script; the island only shows labels sooner.

pub mod api;
#[cfg(feature = "ssr")]
mod care;
#[cfg(feature = "ssr")]
mod chart;
#[cfg(feature = "ssr")]
mod days_table;
#[cfg(feature = "ssr")]
mod entries;
#[cfg(feature = "ssr")]
pub mod feature;
#[cfg(feature = "ssr")]
mod lanes;
#[cfg(feature = "ssr")]
pub mod page;
pub mod severity_chart;
#[cfg(feature = "ssr")]
mod since;
