//! What pictures, counts and tables read of an entry, whatever its kind.

use super::kinds::symptom::{Scale, SymptomName};

/// How an entry is drawn where there is room for a sign only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A dot at its time.
    Dot,
    /// A bar as high as it is strong.
    Bar,
    /// A line as long as it lasted.
    Span,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    pub shape: Shape,
    /// What it is called, where the kind alone does not say it.
    pub name: Option<SymptomName>,
    /// How strong it was, on its scale; none where it has no strength, or was not present.
    pub level: Option<(Scale, u8)>,
    /// False for what is said not to have been there, which is a value.
    pub present: bool,
    /// From its moment on; none where it has no length, or none was said.
    pub minutes: Option<u32>,
    /// What is summed up of them, where that is not all: of a night the time asleep.
    pub counted_minutes: Option<u32>,
}

impl Facts {
    /// Something that was there at a moment.
    pub fn at_a_moment(shape: Shape) -> Self {
        Self { shape, name: None, level: None, present: true, minutes: None, counted_minutes: None }
    }
}
