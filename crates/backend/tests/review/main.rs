//! The practitioner's caseload and review on a real database, with the real logins.
// N2 P1 M10

mod aggregates;
mod care;
mod cost;
mod naive;
mod support;
mod viewed;
mod visibility;
mod wire;
