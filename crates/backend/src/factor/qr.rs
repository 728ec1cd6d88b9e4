//! The picture an app is shown, drawn here: nobody else learns the secret in it.

use qrcode::{Color, EcLevel, QrCode};

use crate::refusal::Refusal;

/// Modules as one SVG path in a square of `size` units, quiet zone included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qr {
    pub size: usize,
    pub path: String,
}

const QUIET: usize = 4;

impl Qr {
    /// # Errors
    /// A fault for a text that fits in no picture.
    pub(super) fn of(text: &str) -> Result<Self, Refusal> {
        let code =
            QrCode::with_error_correction_level(text, EcLevel::M).map_err(|error| Refusal::Fault(error.to_string()))?;
        let width = code.width();
        let path = code
            .to_colors()
            .into_iter()
            .enumerate()
            .filter(|(_, color)| *color == Color::Dark)
            .map(|(at, _)| format!("M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET))
            .collect();
        Ok(Self { size: width + 2 * QUIET, path })
    }
}
