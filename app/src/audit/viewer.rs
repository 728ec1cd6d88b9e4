//! `/clinic/audit`: the logs of the house, filtered, page by page, and as a file.

use super::lines::{Lines, Older, Reader};
use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Fixed, Fold, Form, fault, kept_or},
    page::{File, Page, Shell},
    words::{activity, audit as w},
};
use backend::db::{Clinic, HouseLook};
use contract::{
    AppError, Notice,
    audit::{AuditPage, AuditQuery, Cursor, Filter, Format, Source},
    grant::ReadKind,
    id::MembershipId,
};
use leptos::prelude::*;
use ui::{Button, Choice, DateInput, EmptyState, Icon, Look, NoticeStrip, PageHead, Select, TextInput};

const HERE: &str = super::api::VIEWER;
const INTEGRITY: &str = "/clinic/audit/integrity";
const FILTER: &str = "/api/audit/filter";

/// Reads the query part of the viewer's address.
///
/// # Errors
/// `NotFound` when it cannot be.
pub fn read_query(query: &str) -> Result<(Filter, Option<Cursor>), AppError> {
    serde_qs::from_str::<AuditQuery>(query).map_err(|_| AppError::NotFound)?.parse()
}

fn query_of(ctx: &Ctx) -> &str {
    ctx.path().split_once('?').map_or("", |(_, query)| query)
}

/// `/clinic/audit`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for anyone who is not an administrator, or a filter that cannot be.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let (filter, cursor) = read_query(query_of(&ctx))?;
    let mut tx = ctx.read::<Clinic>().await?;
    let found = ctx.check(ctx.backend().load_audit(&mut tx, &filter, cursor.as_ref()).await)?;
    let named = found.lines.iter().filter(|line| line.client_name.is_some() || line.actor_name.is_some());
    let named = named.flat_map(|line| [line.client, line.actor]).flatten().chain(filter.client.map(MembershipId));
    ctx.note_look(tx, HouseLook::of(ReadKind::Log, named)).await?;
    let taken = Taken::read(&ctx, &filter)?;
    // Once: a page that is loaded again, or gone back to, has a link.
    if let Some(file) = taken.as_ref().filter(|_| ctx.notice() == Some(&Notice::CopyTaken)) {
        ctx.move_on(0, file);
    }
    Ok(Page::new(Shell::Clinic, w::title(), move || body(found, filter, cursor.is_none(), taken)))
}

/// A copy that was just asked for: `?copy=…&format=csv`.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Taken {
    copy: Option<uuid::Uuid>,
    format: Option<String>,
}

impl Taken {
    /// Where its file is.
    fn read(ctx: &Ctx, filter: &Filter) -> Result<Option<String>, AppError> {
        let Self { copy: Some(ticket), format: Some(format) } = ctx.query()? else { return Ok(None) };
        let format = Format::parse(&format).ok_or(AppError::NotFound)?;
        let query = [filter.to_query(), format!("format={}", format.as_str())];
        let query = query.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("&");
        Ok(Some(format!("{HERE}/copy/{ticket}?{query}")))
    }
}

/// `/clinic/audit/copy/{ticket}`: the file of a copy that was asked for a moment ago.
///
/// # Errors
/// `NotFound` for a ticket that is not the caller's, or another question than it was given for.
pub async fn copy(ctx: Ctx) -> Result<Page, AppError> {
    #[derive(serde::Deserialize)]
    struct Wanted {
        format: String,
    }
    let mut tx = ctx.read::<Clinic>().await?;
    let ticket = ctx.param("ticket")?;
    let format = Format::parse(&ctx.query::<Wanted>()?.format).ok_or(AppError::NotFound)?;
    let filter = read_query(query_of(&ctx))?.0;
    let file = ctx.check(ctx.backend().load_audit_file(&mut tx, ticket, &filter, format).await)?;
    ctx.note_look(tx, HouseLook::of(ReadKind::Log, file.named)).await?;
    let kind = match format {
        Format::Csv => "text/csv; charset=utf-8",
        Format::Json => "application/json",
    };
    Ok(Page::file(File { name: file.name, kind, bytes: file.bytes }))
}

fn body(found: AuditPage, filter: Filter, is_first: bool, taken: Option<String>) -> AnyView {
    let query = filter.to_query();
    let here = if query.is_empty() { HERE.to_owned() } else { format!("{HERE}?{query}") };
    let lines = match found.lines.is_empty() {
        true => view! { <EmptyState title=w::nothing_found() icon=Icon::Search><p>{w::nothing_found_text()}</p></EmptyState> }
            .into_any(),
        false => view! { <Lines lines=found.lines.clone() reader=Reader::Admin caption=w::title()/> }.into_any(),
    };
    let is_filtered = !filter.is_empty();
    let next = found.next.clone();
    let taken = taken.map(|file| {
        view! {
            <NoticeStrip title=w::copy_taken()>
                <p>{w::copy_taken_text()}" "<a href=file>{w::copy_taken_link()}</a></p>
            </NoticeStrip>
        }
    });
    view! {
        <PageHead title=w::title() detail=w::length(found.length)>{integrity()}</PageHead>
        <p class="lede">{w::lede()}</p>
        {taken}
        <Fold summary=w::filter() open=is_filtered>
            <Find found filter/>
        </Fold>
        {lines}
        <Older page=here next is_first/>
        <Fold summary=w::take_copy()>
            <p class="small quiet">{w::copy_text()}</p>
            <div class="rowx">
                <Copy asked=query.clone() format=Format::Csv label=w::copy_csv()/>
                <Copy asked=query format=Format::Json label=w::copy_json()/>
            </div>
        </Fold>
    }
    .into_any()
}

/// The page that says how far the chain was verified and what the last checkpoint covers.
fn integrity() -> Option<AnyView> {
    crate::ctx::find_rule(INTEGRITY).map(|_| view! { <a href=INTEGRITY>{w::integrity()}</a> }.into_any())
}

#[component]
fn Copy(asked: String, format: Format, label: &'static str) -> impl IntoView {
    view! {
        <Form action="/api/audit/export" mark=format.as_str()>
            <ErrorSummary/>
            <Fixed name="asked" value=asked/>
            <Fixed name="format" value=format.as_str()/>
            <Button>{label}</Button>
        </Form>
    }
    .into_any()
}

#[component]
fn Find(found: AuditPage, filter: Filter) -> impl IntoView {
    let people = found.people.into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect();
    let actions = activity::all().map(|(word, english)| Choice::new(word, english)).collect();
    let logs = Source::ALL.iter().map(|source| Choice::new(source.as_str(), w::source(*source))).collect();
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let id = |id: Option<uuid::Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let clear = (!filter.is_empty()).then(|| view! { <a class="btn" href=HERE>{w::clear()}</a> });
    view! {
        <Form action=FILTER class="stack">
            <ErrorSummary/>
            <div class="pair">
                <DateInput name="from" label=w::from() value=kept_or("from", day(filter.from)) error=fault("from")/>
                <DateInput name="until" label=w::until() value=kept_or("until", day(filter.until)) error=fault("until")/>
            </div>
            <div class="pair">
                <Select name="person" label=w::person() prompt=w::anybody() options=people value=kept_or("person", id(filter.person)) error=fault("person")/>
                <TextInput name="client" label=w::client() hint=w::client_hint() autocomplete="off" maxlength=120
                    value=kept_or("client", found.client_name.unwrap_or_default()) error=fault("client")/>
            </div>
            <div class="pair">
                <Select name="action" label=w::action() prompt=w::anything() options=actions value=kept_or("action", filter.action.clone().unwrap_or_default()) error=fault("action")/>
                <Select name="kind" label=w::kind() prompt=w::all_logs() options=logs
                    value=kept_or("kind", filter.source.map(Source::as_str).unwrap_or_default()) error=fault("kind")/>
            </div>
            <div class="rowx"><Button look=Look::Primary icon=Icon::Search>{w::find()}</Button>{clear}</div>
        </Form>
    }
    .into_any()
}
