use contract::trust::Processor;
use sqlx::{FromRow, PgConnection};

#[derive(FromRow)]
pub(super) struct FactsRow {
    pub organisations: i64,
    pub with_factor: i64,
    pub has_demo: bool,
    pub clinic: Option<String>,
    pub entries: Option<i64>,
    pub head: Option<String>,
}

pub(super) async fn find_facts(db: &mut PgConnection) -> Result<FactsRow, sqlx::Error> {
    sqlx::query_as("select organisations, with_factor, has_demo, clinic, entries, head from auth.trust_facts()")
        .fetch_one(db)
        .await
}

#[derive(FromRow)]
pub(super) struct ProcessorRow {
    name: String,
    service: String,
    place: String,
    transfer: String,
}

impl From<ProcessorRow> for Processor {
    fn from(row: ProcessorRow) -> Self {
        let ProcessorRow { name, service, place, transfer } = row;
        Self { name, service, place, transfer }
    }
}

pub(super) async fn list_processors(db: &mut PgConnection) -> Result<Vec<ProcessorRow>, sqlx::Error> {
    sqlx::query_as("select name, service, place, transfer from auth.trust_processors()").fetch_all(db).await
}
