//! An entry of the register: a table's defaults and the columns that differ.

use super::kinds::{Basis, Category, Class, Encryption, Erasure, Export, Period, Retention, Subject, Whose};

/// What holds for a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    pub class: Class,
    pub subject: Subject,
    pub basis: Basis,
    pub purpose: Category,
    pub retention: Retention,
    pub export: Export,
    pub erasure: Erasure,
    pub encryption: Encryption,
}

/// One table.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// `schema.table`
    pub name: &'static str,
    pub whose: Whose,
    pub facts: Facts,
    /// Lists of column names, separated by spaces.
    pub columns: &'static [&'static str],
    pub special: &'static [Column],
    /// Rows that an erasure leaves where they are although the table's would go: a condition on `t`.
    pub unless: Option<&'static str>,
    /// Rows that are hidden before they go: after a period since a moment in the row, its `deleted_at` is set.
    pub hides: Option<(Period, &'static str)>,
    /// When a row was recorded, where an erasure of its category reaches back to the day it was asked for only.
    pub born: Option<&'static str>,
    /// Rows refer to each other: the higher the number, the later it is erased.
    pub order: u8,
}

/// Columns that differ from their table's defaults.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub names: &'static str,
    pub class: Option<Class>,
    pub export: Option<Export>,
    pub erasure: Option<Erasure>,
    pub encryption: Option<Encryption>,
}

/// Starts a `Column`.
pub const fn col(names: &'static str) -> Column {
    Column { names, class: None, export: None, erasure: None, encryption: None }
}

impl Column {
    pub const fn class(mut self, class: Class) -> Self {
        self.class = Some(class);
        self
    }

    pub const fn export(mut self, export: Export) -> Self {
        self.export = Some(export);
        self
    }

    pub const fn erasure(mut self, erasure: Erasure) -> Self {
        self.erasure = Some(erasure);
        self
    }

    pub const fn encryption(mut self, encryption: Encryption) -> Self {
        self.encryption = Some(encryption);
        self
    }
}

/// The columns of `guard.audit_columns`.
pub const STAMPS: &str = "created_at created_by updated_at updated_by";
/// The stamps of a row that stays when its subject is erased: who it was is taken out where it was them.
pub const CREATED_BY: Column = col("created_by").erasure(Erasure::Anonymise("nullif(t.created_by, $3)"));
pub const UPDATED_BY: Column = col("updated_by").erasure(Erasure::Anonymise("nullif(t.updated_by, $3)"));
pub const CHANGED_BY: Column = col("status_changed_by").erasure(Erasure::Anonymise("nullif(t.status_changed_by, $3)"));
/// The columns of `guard.status_columns`.
pub const STATUS_STAMPS: &str = "status_changed_at status_changed_by";

impl Table {
    /// A client's health record: theirs, in the export, gone when they ask.
    pub const fn record(name: &'static str, whose: Whose, purpose: Category) -> Self {
        Self::new(name, whose, Class::Health, Subject::Client, Basis::HealthConsent, purpose)
    }

    /// What is known of a person beside their health.
    pub const fn personal(name: &'static str, whose: Whose, subject: Subject, basis: Basis, purpose: Category) -> Self {
        Self::new(name, whose, Class::Personal, subject, basis, purpose)
    }

    /// What runs the house and is nobody's.
    pub const fn operational(name: &'static str, purpose: Category) -> Self {
        Self::new(name, Whose::Nobody, Class::Operational, Subject::Nobody, Basis::NotPersonal, purpose)
            .export(Export::NotTheirs)
            .erasure(Erasure::NotPersonal)
            .retention(Retention::House)
    }

    /// The same for everybody.
    pub const fn reference(name: &'static str) -> Self {
        let mut table = Self::operational(name, Category::Content);
        table.facts.class = Class::Reference;
        table
    }

    const fn new(
        name: &'static str,
        whose: Whose,
        class: Class,
        subject: Subject,
        basis: Basis,
        purpose: Category,
    ) -> Self {
        let facts = Facts {
            class,
            subject,
            basis,
            purpose,
            retention: Retention::Account,
            export: Export::Full,
            erasure: Erasure::Erase,
            encryption: Encryption::Disk,
        };
        Self { name, whose, facts, columns: &[], special: &[], unless: None, hides: None, born: None, order: 50 }
    }

    pub const fn retention(mut self, retention: Retention) -> Self {
        self.facts.retention = retention;
        self
    }

    pub const fn export(mut self, export: Export) -> Self {
        self.facts.export = export;
        self
    }

    pub const fn erasure(mut self, erasure: Erasure) -> Self {
        self.facts.erasure = erasure;
        self
    }

    pub const fn columns(mut self, lists: &'static [&'static str]) -> Self {
        self.columns = lists;
        self
    }

    /// Columns that differ; they are not named in `columns` again.
    pub const fn but(mut self, special: &'static [Column]) -> Self {
        self.special = special;
        self
    }

    pub const fn unless(mut self, condition: &'static str) -> Self {
        self.unless = Some(condition);
        self
    }

    pub const fn hides(mut self, period: Period, since: &'static str) -> Self {
        self.hides = Some((period, since));
        self
    }

    pub const fn born(mut self, at: &'static str) -> Self {
        self.born = Some(at);
        self
    }

    pub const fn order(mut self, order: u8) -> Self {
        self.order = order;
        self
    }

    /// Every column with what holds for it.
    pub fn entries(&self) -> impl Iterator<Item = (&'static str, Facts)> + '_ {
        let plain = self.columns.iter().flat_map(|list| list.split_whitespace()).map(|name| (name, self.facts));
        let special = self.special.iter().flat_map(|column| {
            let facts = Facts {
                class: column.class.unwrap_or(self.facts.class),
                export: column.export.unwrap_or(self.facts.export),
                erasure: column.erasure.unwrap_or(self.facts.erasure),
                encryption: column.encryption.unwrap_or(self.facts.encryption),
                ..self.facts
            };
            column.names.split_whitespace().map(move |name| (name, facts))
        });
        plain.chain(special)
    }

    /// What holds for one column.
    pub fn column(&self, name: &str) -> Option<Facts> {
        self.entries().find(|(column, _)| *column == name).map(|(_, facts)| facts)
    }

    /// Whether a row of it goes when its subject asks.
    pub fn is_erased(&self) -> bool {
        self.facts.erasure == Erasure::Erase && self.whose != Whose::Nobody
    }
}
