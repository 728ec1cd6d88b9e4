//! The fields of a form, stated once: the type that holds them as text, and the way back from what was posted.
//!
//! Guarantee: a value is kept exactly as it was typed, so that a form that is shown again has lost nothing.

/// Where the field named by the parts of its name (`items`, `2`, `grams`) is kept.
pub trait Place {
    fn place(&mut self, path: &[&str]) -> Option<&mut String>;
}

/// More rows than any form has; a number beyond it names nothing.
const ROWS_MAX: usize = 200;

impl Place for String {
    fn place(&mut self, path: &[&str]) -> Option<&mut String> {
        path.is_empty().then_some(self)
    }
}

impl<T: Place + Default> Place for Vec<T> {
    fn place(&mut self, path: &[&str]) -> Option<&mut String> {
        let (at, rest) = path.split_first()?;
        let at: usize = at.parse().ok().filter(|at| *at < ROWS_MAX)?;
        if self.len() <= at {
            self.resize_with(at + 1, T::default);
        }
        self.get_mut(at)?.place(rest)
    }
}

/// Fills a form from what was posted; names of other forms are passed over.
pub fn from_values<T: Place + Default>(form: &str, values: &[(String, String)]) -> T {
    let mut input = T::default();
    for (key, value) in values {
        let path = key.strip_prefix(form).and_then(|rest| rest.strip_prefix('[')?.strip_suffix(']'));
        let Some(path) = path else { continue };
        if let Some(place) = input.place(&path.split("][").collect::<Vec<_>>()) {
            place.clone_from(value);
        }
    }
    input
}

/// A part of a form: its fields, each text or a part of its own.
macro_rules! fields {
    ($(#[$doc:meta])* $Name:ident { $($(#[$about:meta])* $field:ident $(: $Type:ty)?,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(default)]
        pub struct $Name {
            $($(#[$about])* pub $field: $crate::journal::fields::fields!(@type $($Type)?),)+
        }

        impl $crate::journal::fields::Place for $Name {
            fn place(&mut self, path: &[&str]) -> Option<&mut String> {
                let (first, rest) = path.split_first()?;
                match *first {
                    $(stringify!($field) => $crate::journal::fields::Place::place(&mut self.$field, rest),)+
                    _ => None,
                }
            }
        }
    };
    (@type) => { String };
    (@type $Type:ty) => { $Type };
}
pub(crate) use fields;

/// The form of a kind: its own fields, and those that every entry has.
macro_rules! form {
    ($(#[$doc:meta])* $Name:ident = $form:literal { $($own:tt)+ }) => {
        $crate::journal::fields::fields! {
            $(#[$doc])*
            $Name {
                id,
                /// The state the form was filled from; empty for a new entry.
                version,
                day,
                time,
                /// Which, where the time comes twice: `first`, `second`, or `ask`.
                pass,
                note,
                private,
                $($own)+
            }
        }

        impl $crate::journal::envelope::Input for $Name {
            const FORM: &'static str = $form;

            fn envelope(&self) -> $crate::journal::envelope::Posted<'_> {
                let Self { id, version, day, time, pass, note, private, .. } = self;
                $crate::journal::envelope::Posted { id, version, day, time, pass, note, private }
            }

            fn set_envelope(&mut self, filled: $crate::journal::envelope::Filled) {
                let $crate::journal::envelope::Filled { id, version, day, time, pass, note, private } = filled;
                *self = Self { id, version, day, time, pass, note, private, ..std::mem::take(self) };
            }
        }
    };
}
pub(crate) use form;
