//! `/clinic/registers/…`: registers, controls, reviews and how the installation stands; administrators only.

#[cfg(feature = "ssr")]
pub mod alert;
pub mod api;
#[cfg(feature = "ssr")]
pub mod controls;
#[cfg(feature = "ssr")]
pub mod entries;
#[cfg(feature = "ssr")]
pub mod feature;
#[cfg(feature = "ssr")]
pub mod hub;
#[cfg(feature = "ssr")]
pub mod reviews;
