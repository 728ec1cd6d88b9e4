//! How money that waited for a person was settled, as its form posts it.

use crate::error::{AppError, Refused};
use crate::text::Text;
use serde::{Deserialize, Serialize};

/// How it was done, in a line that the client reads too.
pub const HOW: Text = Text::line(200).at_least(10);

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SettleInput {
    #[serde(default)]
    pub how: String,
    /// What waited when the page was shown, in the smallest unit: if it is another sum by now, nothing is settled.
    #[serde(default)]
    pub failed: i64,
}

impl SettleInput {
    /// # Errors
    /// `Invalid` with the field `how`.
    pub fn check(&self) -> Result<String, AppError> {
        let mut refused = Refused::default();
        let how = refused.take("how", HOW.required(&self.how));
        refused.finish()?;
        Ok(how.unwrap_or_default())
    }
}
