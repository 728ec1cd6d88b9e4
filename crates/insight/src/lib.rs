//! Pure computation, the same on the server and in the browser: no clock, no randomness, no input or output.

pub mod clock;
pub mod food_search;
pub mod nutrient;
pub mod slots;
pub mod timeline;
