//! The journal on a real database with the client's own login: N2 N8 N9 P1 M10.

mod day;
mod save;
mod search;
mod support;
mod undo;
