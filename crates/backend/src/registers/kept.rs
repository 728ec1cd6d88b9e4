//! What the program keeps, for the record of processing: written from the data register, so that it cannot be forgotten.

use crate::register::{self, Basis, Category, Encryption, Table};

/// One kind of data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub category: &'static str,
    pub grounds: Vec<&'static str>,
    pub columns: usize,
    /// Whether the application encrypts some of it itself.
    pub is_sealed: bool,
}

/// Everything that is somebody's, by what it is for.
pub fn kept() -> Vec<Kept> {
    Category::ALL.iter().filter_map(|category| line(*category)).collect()
}

fn line(category: Category) -> Option<Kept> {
    let is_ours = |table: &&Table| table.facts.purpose == category && ground(table.facts.basis).is_some();
    let tables: Vec<_> = register::tables().iter().filter(is_ours).collect();
    let mut grounds: Vec<_> = tables.iter().filter_map(|table| ground(table.facts.basis)).collect();
    grounds.sort_unstable();
    grounds.dedup();
    let names = |text: &str| text.split_whitespace().count();
    let columns = |table: &&Table| -> usize {
        let plain: usize = table.columns.iter().map(|text| names(text)).sum();
        plain + table.special.iter().map(|column| names(column.names)).sum::<usize>()
    };
    let is_sealed = |how: Encryption| matches!(how, Encryption::Sealed | Encryption::ClientKey);
    let sealed = |table: &&Table| {
        is_sealed(table.facts.encryption) || table.special.iter().any(|column| column.encryption.is_some_and(is_sealed))
    };
    (!tables.is_empty()).then(|| Kept {
        category: category.word(),
        grounds,
        columns: tables.iter().map(columns).sum(),
        is_sealed: tables.iter().any(sealed),
    })
}

fn ground(basis: Basis) -> Option<&'static str> {
    Some(match basis {
        Basis::HealthConsent => "health_consent",
        Basis::Contract => "contract",
        Basis::Law => "law",
        Basis::Safety => "safety",
        Basis::NotPersonal => return None,
    })
}
