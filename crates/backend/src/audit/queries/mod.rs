//! All SQL of the viewer and the timelines, one file for each.

mod timelines;
mod viewer;

pub(super) use timelines::*;
pub(super) use viewer::*;
