//! `nutriscope seed-demo`: invented people to look around with; safe to repeat, refused in production.

use anyhow::Result;
use backend::Backend;
use backend::clock::Clock;
use backend::demo;

use super::say;
use crate::config;

pub async fn run(print_sign_ins: bool) -> Result<()> {
    let backend = Backend::new(config::backend()?, Clock::System)?;
    demo::seed(&backend).await?;
    backend.close().await;
    if print_sign_ins {
        for (email, who) in demo::SIGN_INS {
            say(format_args!("{email}  {who}"));
        }
        say(format_args!("password of all: {}", demo::DEMO_PASSWORD));
    } else {
        say("demo data is there");
    }
    Ok(())
}
