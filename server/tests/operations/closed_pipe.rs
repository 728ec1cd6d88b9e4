//! `nutriscope … | head`: a reader that goes away ends no command, and no command ends with a trace.

use std::process::{Command, Stdio};

use secrecy::ExposeSecret;
use testkit::{TestDatabase, World};

/// A quarter of the master key.
pub const KEY: &str = "0123456789abcdef";

/// The command as somebody at a terminal starts it, on a test database.
pub fn command(db: &TestDatabase, dir: &std::path::Path, arguments: &[&str]) -> Command {
    let url = db.url(None).expose_secret().to_owned();
    let mut command = Command::new(env!("CARGO_BIN_EXE_nutriscope"));
    command
        .args(arguments)
        .env_clear()
        .env("NS_MODE", "development")
        .env("NS_PUBLIC_URL", "http://localhost:3000")
        .env("DATABASE_URL", &url)
        .env("NS_MIGRATOR_URL", db.url(Some("ns_migrator")).expose_secret())
        .env("NS_MASTER_KEY", KEY.repeat(4))
        .env("NS_STATUS_DIR", dir)
        .env("NS_EVIDENCE_DIR", dir)
        .env("RUST_BACKTRACE", "1");
    command
}

#[tokio::test]
async fn a_command_outlives_its_reader() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await;
    world.client(clinic, "Maya").await;
    let dir = std::env::temp_dir().join(format!("{}_closed_pipe", world.db.name));
    std::fs::create_dir_all(&dir).unwrap();
    for arguments in
        [&["doctor"][..], &["verify-audit"], &["rotate-client-keys", "--status"], &["rotate-keys"], &["migrate"]]
    {
        let read = command(&world.db, &dir, arguments).output().unwrap();
        assert!(!read.stdout.is_empty(), "{arguments:?}: {}", String::from_utf8_lossy(&read.stderr));
        let mut child =
            command(&world.db, &dir, arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let gone = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&gone.stderr).into_owned();
        assert!(
            !said.contains("panicked") && !said.contains("backtrace") && !said.contains("roken pipe"),
            "{arguments:?}: {said}"
        );
        assert_eq!(gone.status.code(), read.status.code(), "{arguments:?}: {said}");
    }
    std::fs::remove_dir_all(dir).unwrap();
}
