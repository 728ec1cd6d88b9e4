//! `/clinic/incidents/{incident}`: one incident: its clock, its next step, what is known, its log.

use super::{
    parts::{Clock, State},
    steps::{Next, ScopeForm},
};
use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Fixed, Fold, Form, fault, kept_or},
    page::{Page, Shell},
    paging::{Beyond, Further, Long},
    words::incidents as w,
};
use backend::db::Clinic;
use contract::{
    AppError,
    id::MembershipId,
    incident::{Assessment, Incident, NOTE, NoteView, Status},
};
use leptos::prelude::*;
use ui::{Button, Icon, Link, PageHead, Textarea};

/// `/clinic/incidents/{incident}`
///
/// # Errors
/// `NotFound` for one that is not this clinic's.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let id = ctx.param("incident")?;
    let mut tx = ctx.read::<Clinic>().await?;
    let long = Long::of(&ctx)?;
    let mut incident = ctx.check(ctx.backend().load_incident(&mut tx, id, long.reach).await)?;
    let beyond = long.cut(&mut incident.notes);
    Ok(Page::new(Shell::Clinic, w::title(), move || body(incident, beyond)))
}

fn body(incident: Incident, beyond: Option<Beyond>) -> AnyView {
    let listed = incident.listed.clone();
    let here = format!("/clinic/incidents/{}", listed.id);
    let known = incident.clone();
    let scope = (listed.status != Status::Closed).then(move || {
        view! { <Fold summary=w::scope_title()><ScopeForm incident=known/></Fold> }
    });
    let state = view! { <State incident=listed.clone()/> };
    let assessment = incident.assessment.clone().map(|assessment| assessed(assessment, incident.assessments));
    view! {
        <PageHead title=w::named(listed.number, &listed.title) back=Link::new(w::title(), "/clinic/incidents")>
            {state}
        </PageHead>
        {listed.is_drill.then(|| view! { <p class="small quiet">{w::drill_text()}</p> })}
        <Clock incident=listed.clone() deadline=incident.deadline/>
        <div class="split">
            <div class="stack">
                {facts(&incident)}
                <nav aria-label=w::pages()>
                    <ul class="choices">
                        {entry(format!("{here}/affected"), w::affected(), w::affected_text())}
                        {entry(format!("{here}/letters"), w::letters(), w::letters_text())}
                    </ul>
                </nav>
                {scope}
                {assessment}
                <Log incident=incident.clone()/>
                <Further beyond/>
            </div>
            <Next incident/>
        </div>
    }
    .into_any()
}

fn entry(href: String, title: &'static str, text: &'static str) -> AnyView {
    view! { <li><a href=href><b>{title}</b><span class="quiet">{text}</span><ui::Icon icon=Icon::ChevronRight/></a></li> }
        .into_any()
}

fn facts(incident: &Incident) -> AnyView {
    let told = (!incident.authorities.is_empty())
        .then(|| w::told(&incident.authorities, incident.persons_told, &incident.authority_ref));
    let lines = [
        (w::aware(), Some(w::moment(incident.listed.aware_at))),
        (w::contained(), incident.contained_at.map(w::moment)),
        (w::decided(), incident.decided_at.map(w::moment)),
        (w::told_whom(), told),
        (w::closed(), incident.closed_at.map(w::moment)),
        (w::evidence(), Some(w::held(incident.held_until))),
    ];
    let lines = lines
        .into_iter()
        .filter_map(|(label, value)| Some(view! { <div><dt>{label}</dt><dd>{value?}</dd></div> }))
        .collect_view();
    view! { <dl class="facts">{lines}</dl> }.into_any()
}

fn assessed(assessment: Assessment, count: i64) -> AnyView {
    let parts = [
        (w::risk_label(), w::risk(assessment.risk).to_owned()),
        (w::decision_label(), w::decision(assessment.decision).to_owned()),
        (w::people(), assessment.people.to_string()),
        (w::who(), assessment.who),
        (w::what(), assessment.what),
        (w::likelihood(), assessment.likelihood),
        (w::measures(), assessment.measures),
        (w::reasons(), assessment.reasons),
    ];
    let lines = parts
        .into_iter()
        .map(|(label, value)| view! { <div><dt>{label}</dt><dd class="prose">{value}</dd></div> })
        .collect_view();
    view! {
        <section aria-labelledby="assessment">
            <h2 id="assessment">{w::assessment(count)}</h2>
            <dl class="facts">{lines}</dl>
        </section>
    }
    .into_any()
}

#[component]
fn Log(incident: Incident) -> impl IntoView {
    let people = incident.people.clone();
    let notes = incident.notes.into_iter().map(|note| line(note, &people)).collect_view();
    view! {
        <section class="stack" aria-labelledby="log">
            <h2 id="log">{w::log()}</h2>
            <Form action="/api/incidents/note" class="stack">
                <ErrorSummary/>
                <Fixed name="incident" value=incident.listed.id.to_string()/>
                <Textarea name="text" id="note-text" label=w::note() hint=w::no_names() rows=2 maxlength=u32::try_from(NOTE).unwrap_or(4000)
                    value=kept_or("text", "") error=fault("text")/>
                <Button>{w::add_note()}</Button>
            </Form>
            <ul class="items">{notes}</ul>
        </section>
    }
    .into_any()
}

fn line(note: NoteView, people: &[(MembershipId, String)]) -> AnyView {
    let by = note.by.clone().unwrap_or_else(|| w::system().to_owned());
    view! {
        <li>
            <div>
                <b>{w::kind(note.kind)}</b>
                <p class="prose">{w::note_text(&note, people)}</p>
                <p class="quiet small"><span class="num">{w::moment(note.at)}</span>", "{by}</p>
            </div>
        </li>
    }
    .into_any()
}
