//! The command line. A command is a file here and a line in `Command`.

mod backup;
mod doctor;
mod import_organisation;
mod incident_affected;
mod migrate;
pub mod output;
mod prove_isolation;
mod reapply_erasures;
mod receive_key;
mod reset_factors;
mod rotate_client_keys;
mod rotate_keys;
mod seed_demo;
pub mod serve;
mod verify_audit;
mod verify_certificate;
mod verify_receipt;

use anyhow::Result;
use clap::{Parser, Subcommand};

use output::say;

#[derive(Parser)]
#[command(
    name = "nutriscope",
    version,
    about = "NutriScope: the server and its tools. Settings come from the environment; see docs/setup.md."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve until told to stop.
    Serve,
    /// Bring roles (with NS_BOOTSTRAP_URL), schema and reference data up to date.
    Migrate,
    /// Say what is right and wrong with this installation.
    Doctor,
    /// Ask the database in use for every promise of isolation; changes nothing.
    ProveIsolation,
    /// Move what is stored encrypted to the current master key; safe to stop and to repeat.
    RotateKeys,
    /// Make an encrypted backup, read it back, and remove what is kept no longer.
    Backup,
    /// Put a backup into an empty database.
    Restore {
        /// The backup's file.
        file: std::path::PathBuf,
        /// A superuser's address of the empty database; or NS_RESTORE_URL, which other people on the machine cannot see.
        #[arg(long, env = "NS_RESTORE_URL", hide_env_values = true)]
        into: String,
    },
    /// Restore the newest backup into a scratch database, ask whether it is sound, and drop it.
    RestoreDrill,
    /// Take the second factors off an account, for a lone owner who has lost them all; logged, and told by letter.
    ResetFactors {
        /// The account's e-mail address. Make sure who is asking before.
        email: String,
    },
    /// Make (once) the key that an organisation which moves here seals its data for, and print its public half.
    ReceiveKey,
    /// Bring an organisation that moves, sealed for this installation's key, into it; it must be empty.
    ImportOrganisation {
        /// The ZIP its owner downloaded.
        file: std::path::PathBuf,
    },
    /// Give every client a new key and seal what they wrote under it, beside the running server; says how far it is.
    RotateClientKeys {
        /// Only say how far it is.
        #[arg(long)]
        status: bool,
    },
    /// Say whether a certificate of destroyed keys is unchanged and whose it is.
    VerifyCertificate {
        file: std::path::PathBuf,
        /// The public key it should be signed with, in hexadecimal digits; else this installation's.
        #[arg(long)]
        key: Option<String>,
    },
    /// Which records an incident reached, as a folder of files with hashes; changes nothing.
    IncidentAffected(incident_affected::Asked),
    /// After a restore: erase again what was erased since the backup.
    ReapplyErasures,
    /// Check the signed receipt of a client's consents; with this installation's settings at hand, also whose key it is.
    VerifyReceipt {
        /// The file the client saved.
        file: std::path::PathBuf,
    },
    /// Verify the activity logs and ledgers: every entry, chain, signed head and the copy outside; changes nothing.
    VerifyAudit {
        /// A file with checkpoints kept elsewhere (a weekly letter, a download); may be given several times.
        #[arg(long)]
        checkpoint: Vec<std::path::PathBuf>,
    },
    /// Check a proof that somebody downloaded; needs no database and no network.
    VerifyProof {
        /// The `.tlog-proof` file.
        proof: std::path::PathBuf,
        /// The log's key as its page shows it (name+hash+key), believed because you know it from elsewhere.
        #[arg(long)]
        key: Vec<String>,
        /// A checkpoint you kept from before.
        #[arg(long, requires = "path")]
        older: Option<std::path::PathBuf>,
        /// What the page says to connect the two.
        #[arg(long)]
        path: Option<std::path::PathBuf>,
    },
    /// Make demo data, in development only.
    SeedDemo {
        /// List the demo's addresses and their password.
        #[arg(long)]
        print_sign_ins: bool,
    },
}

pub async fn run() -> Result<()> {
    obey(Cli::parse().command).await.and_then(|()| output::finish())
}

async fn obey(command: Command) -> Result<()> {
    match command {
        Command::Serve => serve::run().await,
        Command::Migrate => migrate::run().await,
        Command::Doctor => doctor::run().await,
        Command::ProveIsolation => prove_isolation::run().await,
        Command::RotateKeys => rotate_keys::run().await,
        Command::Backup => backup::take().await,
        Command::Restore { file, into } => backup::restore(&file, into).await,
        Command::RestoreDrill => backup::drill().await,
        Command::ResetFactors { email } => reset_factors::run(&email).await,
        Command::ReceiveKey => receive_key::run(),
        Command::ImportOrganisation { file } => import_organisation::run(&file).await,
        Command::RotateClientKeys { status } => rotate_client_keys::run(status).await,
        Command::VerifyCertificate { file, key } => verify_certificate::run(&file, key.as_deref()),
        Command::IncidentAffected(asked) => incident_affected::run(asked).await,
        Command::ReapplyErasures => reapply_erasures::run().await,
        Command::VerifyReceipt { file } => verify_receipt::run(&file),
        Command::VerifyAudit { checkpoint } => verify_audit::audit(&checkpoint).await,
        Command::VerifyProof { proof, key, older, path } => verify_audit::proof(&proof, &key, older.zip(path)),
        Command::SeedDemo { print_sign_ins } => seed_demo::run(print_sign_ins).await,
    }
}
