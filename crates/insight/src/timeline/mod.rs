//! Days on one axis: periods, marks and lengths of a chart, and the honest comparison of two periods.
//!
//! Guarantees: a day that was not logged is a gap, never a zero; a severity is drawn as a share of its own scale, from
//! 0 to the scale's end; every position lies inside its chart; a comparison with too few entries says so instead of
//! giving a direction. Lengths are chart units (a `viewBox`), not pixels.
//!
//! To add a row to charts: a function in `plot` that turns values into positions, with its unit test.

mod change;
mod period;
mod plot;

pub use change::{Direction, Finding, Summary, compare, median};
pub use period::{Period, Run};
pub use plot::{Axis, Bar, Scale};

#[cfg(test)]
mod tests;
