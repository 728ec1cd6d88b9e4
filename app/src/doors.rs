//! The access matrix of what is neither a page nor a function (T1): who knocks there, what they must hold, and what it
//! opens. The router makes exactly these routes, so there is none without a line.
//!
//! To add one: a line here, its arm in `server::router::mount`, and what it answers in the sweep of doors.

use http::Method;

/// Who gets anything there at all. Being signed in changes nothing at any of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Knocker {
    Anyone,
    /// Who holds the secret of `NS_HEALTH_TOKEN`; to others it is not there.
    Operator,
    /// Who can sign as Stripe does.
    Stripe,
}

#[derive(Debug, Clone)]
pub struct Door {
    pub path: &'static str,
    pub method: Method,
    pub knocker: Knocker,
    pub resource: &'static str,
    /// Whether there are paths below it.
    pub is_folder: bool,
}

const fn door(path: &'static str, method: Method, knocker: Knocker, resource: &'static str) -> Door {
    Door { path, method, knocker, resource, is_folder: false }
}

const fn folder(path: &'static str, resource: &'static str) -> Door {
    Door { path, method: Method::GET, knocker: Knocker::Anyone, resource, is_folder: true }
}

pub const DOORS: &[Door] = &[
    door("/healthz", Method::GET, Knocker::Operator, "whether the process and its database answer"),
    door("/readyz", Method::GET, Knocker::Operator, "whether people should be sent here"),
    door("/metrics", Method::GET, Knocker::Operator, "counts, by pattern and never by person"),
    door("/webhooks/stripe", Method::POST, Knocker::Stripe, "takes a signed event; the work is a job's"),
    door("/csp-report", Method::POST, Knocker::Anyone, "counts a browser's report; answers nothing"),
    folder("/pkg", "files of the build: style, scripts"),
    folder("/assets", "files of the site: pictures, fonts"),
    // Consent and documents to sign.
    // Exports.
    // Retention and erasure.
    // The audit viewer and incidents.
    // Checkpoints and proofs.
    // Registers, reviews and the trust page.
    // Keys of clients.
];

/// The two tables as the committed file shows them: doors, and kinds of jobs.
pub fn markdown() -> String {
    let mut doors: Vec<_> = DOORS
        .iter()
        .map(|door| {
            let below = if door.is_folder { "/…" } else { "" };
            format!("| `{} {}{below}` | {:?} | {} |\n", door.method, door.path, door.knocker, door.resource)
        })
        .collect();
    let mut jobs: Vec<_> = backend::features::JOBS
        .iter()
        .map(|kind| format!("| `{}` | {} | {:?} | {} |\n", kind.name, kind.resource, kind.reach, kind.does))
        .collect();
    doors.sort();
    jobs.sort();
    format!(
        "\n## What is no page and no function\n\nWritten from `app/src/doors.rs`. Being signed in changes nothing here.\n\n\
         | route | opens to | what it is |\n|---|---|---|\n{}\n\
         ## Jobs\n\nWritten from `crates/backend/src/features.rs`. A job is enqueued in the transaction of the change that \
         needs it, by whoever may make that change; it runs as `ns_worker` under a session of its own organisation.\n\n\
         | kind | resource | reaches | what it does |\n|---|---|---|---|\n{}",
        doors.concat(),
        jobs.concat()
    )
}
