//! Text that callers hand in. Components hold no words of their own, so a second language needs no second component.

use leptos::prelude::*;

/// Required text: from `&'static str` or `String`, without copying when it can.
pub type Text = Oco<'static, str>;

/// Text that may be missing; empty text counts as missing. From `&str`, `String` or an `Option` of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MaybeText(Option<Text>);

impl MaybeText {
    pub fn get(self) -> Option<Text> {
        self.0
    }

    pub fn is_some(&self) -> bool {
        self.0.is_some()
    }

    /// The text, or what `other` gives.
    pub fn or_else(self, other: impl FnOnce() -> Text) -> Text {
        self.0.unwrap_or_else(other)
    }
}

impl From<Text> for MaybeText {
    fn from(text: Text) -> Self {
        Self((!text.is_empty()).then_some(text))
    }
}

impl From<&'static str> for MaybeText {
    fn from(text: &'static str) -> Self {
        Text::from(text).into()
    }
}

impl From<String> for MaybeText {
    fn from(text: String) -> Self {
        Text::from(text).into()
    }
}

impl<T: Into<MaybeText>> From<Option<T>> for MaybeText {
    fn from(text: Option<T>) -> Self {
        text.map(Into::into).unwrap_or_default()
    }
}
