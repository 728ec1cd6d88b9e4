//! Every kind of entry by its own samples, on every way an entry goes: form, row, day, history, review, deletion. A kind that
//! is added to the list is tested here without a line more. N8 N9 P1

use backend::db::Look;
use backend::journal::{Log, Put};
use backend::review;
use chrono::NaiveDate;
use contract::id::ObservationId;
use contract::journal::{Change, Filled, Input, Observation};
use contract::review::{ClientPage, Rows, Span};
use testkit::Journal as _;
use uuid::Uuid;

use crate::support::Journal;

const DAY: &str = "2026-11-22";

async fn goes_all_the_way<K: Log>() {
    let mut journal = Journal::new().await;
    journal.at("2026-11-22T20:00:00Z");
    let (backend, token) = (journal.world.backend.clone(), journal.maya.token.clone());
    let day: NaiveDate = DAY.parse().unwrap();
    let samples = K::samples(DAY);
    assert!(samples.len() >= 2, "{}: all that can be said, and as little as may be", K::NAME);
    let mut ids: Vec<ObservationId> = Vec::new();
    for mut input in samples {
        name(&mut input, Uuid::now_v7().to_string(), "");
        let saved = backend.log_entry::<K>(&token, "test", &input).await.unwrap();
        assert_eq!((saved.what, saved.day), (Put::Added, day), "{input:?}");
        let again = backend.log_entry::<K>(&token, "test", &input).await.unwrap();
        assert_eq!(again.what, Put::Unchanged, "sent twice: {input:?}");
        ids.push(saved.id);
    }

    // T7: it lies sealed, and is what was written when it is opened.
    let open: i64 = sqlx::query_scalar(
        "select count(*) from app.observation where payload is not null or sealed is null or note is not null",
    )
    .fetch_one(&mut journal.world.hand)
    .await
    .unwrap();
    assert_eq!(open, 0, "{} lies open", K::NAME);
    let kept = journal.world.journal_of(&journal.maya).await;
    assert!(kept.iter().all(|(_, plain)| K::of(&plain.payload).is_some()) && kept.len() == ids.len());

    for id in &ids {
        // What its form shows can be saved as it stands, and changes nothing.
        let (form, _) = backend.entry_form::<K>(&token, Some(*id), None, None).await.unwrap();
        let unchanged = backend.log_entry::<K>(&token, "test", &form.input).await.unwrap();
        assert_eq!(unchanged.what, Put::Unchanged, "the form of {} is not what was saved: {:?}", K::NAME, form.input);
        // What was posted comes back as it was, by the names that the form's fields have.
        let posted = posted(K::Input::FORM, &serde_json::to_value(&form.input).unwrap());
        assert_eq!(K::Input::from_values(&posted), form.input);
        // A correction is told and nothing else is.
        let mut edit = form.input.clone();
        let version = edit.envelope().version.to_owned();
        name(&mut edit, id.to_string(), &version);
        note(&mut edit, "Added later.");
        assert_eq!(backend.log_entry::<K>(&token, "test", &edit).await.unwrap().what, Put::Changed);
        let history = backend.load_history(&token, *id).await.unwrap();
        assert!(
            matches!(history.versions[0].changes.as_slice(), [Change::Note { .. }]),
            "{:?}",
            history.versions[0].changes
        );
    }

    // The day and its week show it.
    let view = backend.load_day(&token, None).await.unwrap();
    assert_eq!(view.entries.len(), ids.len());
    assert!(view.entries.iter().all(|entry| entry.said.kind() == K::NAME));
    let marks = &view.week.iter().find(|other| other.day == day).unwrap().marks;
    assert_eq!((marks.len(), marks[0].kind), (ids.len(), K::NAME));

    // Her practitioner reads the same in the review, unseen until it is marked.
    let mut tx = backend.open_records(&journal.ruth.token, Look::Review(journal.maya.member)).await.unwrap();
    let page =
        review::open(&mut tx, backend.clock.now(), journal.maya.member, Span::Two, &Rows::default()).await.unwrap();
    let ClientPage::Open(review) = page else { panic!("the record is closed") };
    let read: Vec<&Observation> = review.days.iter().flat_map(|day| &day.entries).map(|entry| &entry.said).collect();
    assert_eq!((read.len(), review.unseen as usize), (ids.len(), ids.len()));
    assert!(read.iter().all(|said| K::of(said).is_some()));

    // Deleted it is gone from both, and comes back as it was.
    backend.delete_entry(&token, "test", ids[0]).await.unwrap();
    assert_eq!(backend.load_day(&token, None).await.unwrap().entries.len(), ids.len() - 1);
    backend.restore_entry(&token, "test", ids[0]).await.unwrap();
    assert_eq!(backend.load_day(&token, None).await.unwrap().entries.len(), ids.len());
}

macro_rules! kinds {
    ($($word:ident $Kind:ident,)+) => {$(
        #[tokio::test]
        async fn $word() {
            goes_all_the_way::<contract::journal::$Kind>().await;
        }
    )+};
}
contract::kinds!(kinds);

// What the program does not know is not stored, whoever writes it.
#[tokio::test]
async fn a_kind_there_is_not_is_refused_by_the_database() {
    let mut journal = Journal::new().await;
    let insert = format!(
        "insert into app.observation (organisation_id, client_id, observation_id, kind, occurred_at, zone, local_date, payload)
         values ('{}', '{}', gen_random_uuid(), 'moon_phase', now(), 'UTC', current_date, '{{}}')",
        journal.maya.organisation, journal.maya.member
    );
    let refused = sqlx::query(sqlx::AssertSqlSafe(insert)).execute(&mut journal.world.hand).await;
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains("there is no such kind of entry"), "{refused}");
}

/// Says which entry a form is about.
fn name(input: &mut impl Input, id: String, version: &str) {
    let mut filled = filled(input);
    (filled.id, filled.version) = (id, version.to_owned());
    input.set_envelope(filled);
}

fn note(input: &mut impl Input, note: &str) {
    let mut filled = filled(input);
    filled.note = note.to_owned();
    input.set_envelope(filled);
}

fn filled(input: &impl Input) -> Filled {
    let posted = input.envelope();
    Filled {
        id: posted.id.to_owned(),
        version: posted.version.to_owned(),
        day: posted.day.to_owned(),
        time: posted.time.to_owned(),
        pass: posted.pass.to_owned(),
        note: posted.note.to_owned(),
        private: posted.private.to_owned(),
    }
}

/// As a browser posts it: `sleep[time]=23:10`.
fn posted(name: &str, value: &serde_json::Value) -> Vec<(String, String)> {
    match value {
        serde_json::Value::Object(map) => {
            map.iter().flat_map(|(key, value)| posted(&format!("{name}[{key}]"), value)).collect()
        }
        serde_json::Value::Array(list) => {
            list.iter().enumerate().flat_map(|(at, value)| posted(&format!("{name}[{at}]"), value)).collect()
        }
        value => vec![(name.to_owned(), value.as_str().unwrap().to_owned())],
    }
}
