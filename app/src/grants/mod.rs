//! Who can see a record, why and until when, and who looked: the same list for the client, the clinic and the reader.
//!
//! Guarantee: every list says who, why and until; what runs can be ended from where it is seen, without script.
//! To show grants elsewhere: `list::Grants`, with the function its buttons post to.

pub mod api;
#[cfg(feature = "ssr")]
pub mod feature;

#[cfg(feature = "ssr")]
pub mod alert;
#[cfg(feature = "ssr")]
pub mod clinic_page;
#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
pub mod my_page;
#[cfg(feature = "ssr")]
pub mod practice_page;
