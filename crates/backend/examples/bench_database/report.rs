//! The figures as they are printed. One line each, tab separated, so that two runs can be compared by a machine.

use std::fmt::Display;
use std::process::ExitCode;

#[derive(Default)]
pub struct Report {
    broken: usize,
}

impl Report {
    pub fn metric(&mut self, name: &str, value: impl Display, unit: &str) {
        println!("{name}\t{value}\t{unit}");
    }

    /// `limit` in words, for whoever reads that it is broken.
    pub fn gate(&mut self, name: &str, holds: bool, limit: &str) {
        self.broken += usize::from(!holds);
        println!("gate\t{name}\t{} ({limit})", if holds { "ok" } else { "BROKEN" });
    }

    pub fn end(self) -> ExitCode {
        if self.broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
