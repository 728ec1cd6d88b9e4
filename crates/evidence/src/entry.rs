//! What an entry of the activity log commits to, as text, so that SQL, the server and a browser write the same bytes.
//!
//! An entry has an open half (which log, which number, when, what) and a half that names people. Over the second lies a
//! veil: the hash of a random salt and its text. The commitment is the hash of the first half and the veil. When somebody
//! is erased, the salt and the second half go and the veil stays: the commitment still holds, the open half still cannot
//! be changed, and nobody can try names against the veil.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::{Hash, Malformed, decode_number};

const FIRST: &str = "nutriscope activity 2";

/// By what the actor was entitled: a word ("care", "grant") and the id of that.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Through {
    pub via: Option<String>,
    pub basis: Option<String>,
}

/// Ids are written in lower case with hyphens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    pub organisation: String,
    pub seq: u64,
    /// Microseconds since 1970.
    pub at: i64,
    pub actor_kind: String,
    pub action: String,
    pub actor: Option<String>,
    pub member: Option<String>,
    pub subject: Option<String>,
    pub client: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    pub request: Option<String>,
    pub through: Through,
}

impl Entry {
    /// The half that stays when a person is erased.
    pub fn public_text(&self) -> String {
        let Self { organisation, seq, at, actor_kind, action, .. } = self;
        format!(
            "{FIRST}\norganisation {organisation}\nentry {seq}\nat {at}\nactor_kind {actor_kind}\naction {action}\n"
        )
    }

    fn named(&self) -> [(&'static str, &Option<String>); 9] {
        [
            ("actor", &self.actor),
            ("member", &self.member),
            ("subject", &self.subject),
            ("client", &self.client),
            ("from", &self.from),
            ("to", &self.to),
            ("request", &self.request),
            ("via", &self.through.via),
            ("basis", &self.through.basis),
        ]
    }

    /// The half that names people. What is missing has its name alone on the line.
    pub fn private_text(&self) -> String {
        let mut text = String::new();
        for (name, value) in self.named() {
            text.push_str(name);
            if let Some(value) = value {
                // Writing to a String cannot fail.
                _ = write!(text, " {}", value.replace('\\', "\\\\").replace('\n', "\\n"));
            }
            text.push('\n');
        }
        text
    }

    /// Whether nothing of it names anybody any more.
    pub fn is_blank(&self) -> bool {
        self.named().iter().all(|(_, value)| value.is_none())
    }

    pub fn veil(&self, salt: &[u8]) -> Hash {
        Sha256::new().chain_update(salt).chain_update(self.private_text()).finalize().into()
    }

    /// What the log keeps of it for ever, and what its leaf in the tree is made of.
    pub fn commitment(&self, veil: &Hash) -> Hash {
        Sha256::new().chain_update(self.public_text()).chain_update(veil_line(veil)).finalize().into()
    }

    /// Everything that is needed to check the commitment, to travel with a proof.
    pub fn opening(&self, salt: &[u8]) -> String {
        format!("{}salt {}\n{}", self.public_text(), hex(salt), self.private_text())
    }

    /// An entry and its salt, from its opening.
    ///
    /// # Errors
    /// Unless it is written exactly as `opening` writes it.
    pub fn parse(opening: &str) -> Result<(Self, Vec<u8>), Malformed> {
        const SHAPE: Malformed = Malformed("the entry is not written as the log writes it");
        let mut lines = opening.split('\n');
        let mut line = |name: &str| -> Result<Option<String>, Malformed> {
            let rest = lines.next().and_then(|line| line.strip_prefix(name)).ok_or(SHAPE)?;
            match rest.strip_prefix(' ') {
                Some(value) => Ok(Some(unescape(value))),
                None if rest.is_empty() => Ok(None),
                None => Err(SHAPE),
            }
        };
        line(FIRST)?;
        let organisation = line("organisation")?.ok_or(SHAPE)?;
        let seq = line("entry")?.as_deref().and_then(decode_number).ok_or(SHAPE)?;
        let at = line("at")?.and_then(|at| at.parse().ok()).ok_or(SHAPE)?;
        let actor_kind = line("actor_kind")?.ok_or(SHAPE)?;
        let action = line("action")?.ok_or(SHAPE)?;
        let salt = line("salt")?.as_deref().and_then(unhex).ok_or(SHAPE)?;
        let entry = Self {
            organisation,
            seq,
            at,
            actor_kind,
            action,
            actor: line("actor")?,
            member: line("member")?,
            subject: line("subject")?,
            client: line("client")?,
            from: line("from")?,
            to: line("to")?,
            request: line("request")?,
            through: Through { via: line("via")?, basis: line("basis")? },
        };
        // One text per entry: nothing may stand in an opening that the commitment does not cover.
        if entry.opening(&salt) == opening { Ok((entry, salt)) } else { Err(SHAPE) }
    }
}

/// The line of the commitment that stands for the half that names people.
pub fn veil_line(veil: &Hash) -> String {
    format!("veil {}\n", hex(veil))
}

/// The commitment of entries written before there was a veil: the salt and the row as Postgres writes it as JSON.
pub fn commitment_v1(entry: &Entry, salt: &[u8]) -> Hash {
    let text = |value: &Option<String>| value.as_deref().map_or("null".to_owned(), quoted);
    let row = [
        quoted(&entry.organisation),
        entry.seq.to_string(),
        quoted(&format!("{}.{:06}", entry.at.div_euclid(1_000_000), entry.at.rem_euclid(1_000_000))),
        text(&entry.actor),
        text(&entry.member),
        quoted(&entry.action),
        text(&entry.subject),
        text(&entry.client),
        text(&entry.from),
        text(&entry.to),
        text(&entry.request),
    ];
    Sha256::new().chain_update(salt).chain_update(format!("[{}]", row.join(", "))).finalize().into()
}

/// A JSON string as Postgres writes it.
fn quoted(value: &str) -> String {
    let mut text = String::from("\"");
    for character in value.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            low if low < ' ' => _ = write!(text, "\\u{:04x}", u32::from(low)),
            other => text.push(other),
        }
    }
    text + "\""
}

fn unescape(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => text.push(if characters.next() == Some('n') { '\n' } else { '\\' }),
            other => text.push(other),
        }
    }
    text
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}
