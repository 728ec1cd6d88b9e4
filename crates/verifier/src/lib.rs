//! The judgement over a proof, in the reader's own browser (M4). A module of its own beside the islands', so that nobody
//! pays for it who does not check.
//!
//! Guarantee: nothing is sent and nothing is fetched here; what is answered depends on the four texts alone. The page
//! (`app/src/evidence`) says in words what the codes mean.

use evidence::{Checkpoint, Doubt, Older, Proof, SignedNote, VerifierKey, check};
use wasm_bindgen::prelude::wasm_bindgen;

/// Judges a proof by keys (one a line) and, unless it is empty, an older checkpoint with its path. The first line of the
/// answer is `yes` or the code of the doubt; then what was proven, line by line as `name value`.
#[wasm_bindgen]
#[must_use]
pub fn judge(proof: &str, keys: &str, older: &str, path: &str) -> String {
    let keys: Result<Vec<VerifierKey>, _> =
        keys.lines().map(str::trim).filter(|line| !line.is_empty()).map(VerifierKey::parse).collect();
    let Ok(keys) = keys else { return "key".to_owned() };
    let older = (!older.trim().is_empty()).then_some(Older { checkpoint: older, path });
    match check(proof, &keys, older) {
        Ok(checked) => {
            let entry = &checked.entry;
            let continues = checked.continues.map(|size| format!("continues {size}\n")).unwrap_or_default();
            format!(
                "yes\nentry {}\naction {}\nat {}\nsize {}\nfingerprint {}\n{continues}",
                entry.seq,
                entry.action,
                entry.at / 1_000,
                checked.checkpoint.size,
                checked.fingerprint,
            )
        }
        Err(doubt) => code(doubt).to_owned(),
    }
}

/// The sizes of an older checkpoint and of the proof's own, as the server is asked to connect them: `old size`; empty
/// where one cannot be read.
#[wasm_bindgen]
#[must_use]
pub fn sizes(older: &str, proof: &str) -> String {
    let size = |note: &str| Some(Checkpoint::parse(&SignedNote::parse(note).ok()?.text).ok()?.size);
    let own = Proof::parse(proof).ok().and_then(|proof| size(&proof.checkpoint));
    size(older).zip(own).map(|(old, own)| format!("{old} {own}")).unwrap_or_default()
}

fn code(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::Proof(_) => "proof",
        Doubt::Checkpoint(_) => "checkpoint",
        Doubt::Signature => "signature",
        Doubt::Entry(_) => "entry",
        Doubt::Elsewhere => "elsewhere",
        Doubt::NotInLog => "not_in_log",
        Doubt::Older(_) => "older",
        Doubt::OlderSignature => "older_signature",
        Doubt::OlderIsNewer => "older_is_newer",
        Doubt::NotContinued => "not_continued",
    }
}
