//! How far an export is: what its row remembers between two slices. Names, counts and ids, nothing of anybody's.

use serde::{Deserialize, Serialize};

use super::plan::Source;
use super::shelf::Measure;

/// What has been done and where to go on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Work {
    pub parts: Vec<Part>,
    pub tables: Vec<Table>,
    /// The table under way, by its place in `tables`.
    pub at: usize,
    /// The last row that was written, by its key; none at the start of a table.
    pub after: Option<Vec<String>>,
    /// Parts whose hash is known.
    pub hashed: usize,
    /// The slice whose summary so far lies beside the parts.
    pub summary: Option<Part>,
    /// What a move leaves with, beside its parts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parcel: Option<super::parcel::List>,
    /// Tables of an organisation that the worker may not read.
    pub left_out: Vec<String>,
    /// Moments of the first and last reading, for the manifest.
    pub read_from: Option<chrono::DateTime<chrono::Utc>>,
    pub read_until: Option<chrono::DateTime<chrono::Utc>>,
}

/// One file of the archive.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Part {
    /// Its path in the archive.
    pub path: String,
    /// Its file on the shelf.
    pub file: String,
    /// The table it holds.
    pub table: Option<String>,
    pub measure: Measure,
    /// Of what it holds, in hexadecimal digits; none until it is complete.
    pub sha256: Option<String>,
    /// Of what lies sealed on the shelf, where it leaves as it lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stored_sha256: Option<String>,
}

/// One table's count.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Table {
    pub name: String,
    /// As counted at the start.
    pub counted: i64,
    pub written: i64,
}

impl Work {
    pub fn begin(sources: &[Source], counts: &[i64]) -> Self {
        let tables = sources
            .iter()
            .zip(counts)
            .map(|(source, counted)| Table { name: source.table.to_owned(), counted: *counted, written: 0 })
            .collect();
        Self { tables, ..Self::default() }
    }

    pub fn rows_total(&self) -> i64 {
        self.tables.iter().map(|table| table.counted.max(table.written)).sum()
    }

    pub fn rows_done(&self) -> i64 {
        self.tables.iter().map(|table| table.written).sum()
    }

    /// The part at `path`, made if it is not there yet. `file` names on the shelf never repeat.
    pub fn part(&mut self, path: &str, table: Option<&str>) -> &mut Part {
        let at = self.parts.iter().position(|part| part.path == path).unwrap_or_else(|| {
            let file = format!("{:04}", self.parts.len());
            self.parts.push(Part { path: path.to_owned(), file, table: table.map(str::to_owned), ..Part::default() });
            self.parts.len() - 1
        });
        #[expect(clippy::indexing_slicing, reason = "found or pushed just now")]
        &mut self.parts[at]
    }

    pub fn bytes(&self) -> u64 {
        self.parts.iter().map(|part| part.measure.bytes).sum()
    }
}
