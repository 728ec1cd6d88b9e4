//! `nutriscope doctor`: every finding on a line; fails when one is wrong.

use anyhow::{Result, bail};
use backend::Backend;
use backend::clock::Clock;
use backend::doctor::{Level, inspect_catalogue};

use super::say;
use crate::config;

pub async fn run() -> Result<()> {
    let config = config::backend()?;
    config::settings(&config)?;
    let mut findings = Backend::new(config, Clock::System)?.inspect().await;
    if let Some(url) = config::secret("NS_MIGRATOR_URL")? {
        findings.extend(inspect_catalogue(&url).await);
    }
    for finding in &findings {
        let mark = match finding.level {
            Level::Good => "good   ",
            Level::Warning => "warning",
            Level::Wrong => "WRONG  ",
        };
        say(format_args!("{mark}  {}", finding.what));
    }
    let wrong = findings.iter().filter(|finding| finding.level == Level::Wrong).count();
    if wrong > 0 {
        bail!("{wrong} of {} findings are wrong", findings.len());
    }
    Ok(())
}
