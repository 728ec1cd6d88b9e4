//! What the queries answer, and how it becomes what a page shows.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use contract::id::MembershipId;
use contract::signing::{DocumentKind, DocumentState, DocumentView, TextView};
use insight::clock::Moment;
use sqlx::FromRow;
use uuid::Uuid;

#[derive(FromRow)]
pub(super) struct TextRow {
    text_id: Uuid,
    version: i32,
    kind: String,
    title: String,
    body: String,
}

impl TextRow {
    pub fn view(self) -> Option<TextView> {
        let kind = DocumentKind::parse(&self.kind)?;
        Some(TextView { id: self.text_id, version: self.version, kind, title: self.title, body: self.body })
    }
}

#[derive(FromRow)]
pub(super) struct DocumentRow {
    document_id: Uuid,
    #[sqlx(flatten)]
    text: TextRow,
    text_hash: Vec<u8>,
    client_id: Uuid,
    client_name: Option<String>,
    status: String,
    created_at: DateTime<Utc>,
    signed_name: Option<String>,
    signed_at: Option<DateTime<Utc>>,
    device: Option<String>,
    ended_at: Option<DateTime<Utc>>,
    ended_why: Option<String>,
}

impl DocumentRow {
    pub fn view(self, tz: Tz) -> Option<DocumentView> {
        let here = |at: DateTime<Utc>| Moment::new(&tz, at);
        Some(DocumentView {
            id: self.document_id,
            text: self.text.view()?,
            hash: hex::encode(self.text_hash),
            client: MembershipId(self.client_id),
            client_name: self.client_name.unwrap_or_default(),
            state: DocumentState::parse(&self.status)?,
            requested: here(self.created_at),
            signed_zone: self.signed_at.map(|at| insight::clock::place(&tz, tz.name(), at)).unwrap_or_default(),
            ended_zone: self.ended_at.map(|at| insight::clock::place(&tz, tz.name(), at)).unwrap_or_default(),
            signed: self.signed_name.zip(self.signed_at.map(here)),
            device: self.device,
            ended: self.ended_why.zip(self.ended_at.map(here)),
        })
    }
}
