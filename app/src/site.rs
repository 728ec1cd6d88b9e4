//! The built files of the site, and how a page looks.

/// Where the built files of the site lie; read once at start-up from the site's manifest.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Site {
    pub css: String,
    pub boot: String,
    /// The hash of `boot`, as the `integrity` attribute takes it.
    #[serde(default)]
    pub boot_integrity: String,
    /// The script that checks proofs; a site may have been built without it.
    #[serde(default)]
    pub verifier: Option<String>,
    #[serde(default)]
    pub verifier_integrity: String,
}

/// Light, dark, or as the device says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}
