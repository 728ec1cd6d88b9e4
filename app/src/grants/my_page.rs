//! `/me/access`: who can see the record, why and until when; who looked; opening it to somebody (M5).

use super::{
    clinic_page::past,
    form::Fields,
    list::{Grants, Side},
};
use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Fixed, Fold, Form},
    page::{Page, Shell},
    paging::{Beyond, Further, Long},
    words::{grants as w, who_saw},
};
use backend::db::Client;
use contract::{
    AppError,
    consent::Language,
    grant::{Carer, MyAccess, ReadView},
};
use leptos::prelude::*;
use ui::{Button, Confirm, DataTable, DayHead, EmptyState, Icon, LinkButton, Look, NoticeStrip, Tone};

const GIVE: &str = "/api/grants/give_mine";
const END_CARE: &str = "/api/grants/end_care";

/// `/me/access`
///
/// # Errors
/// `NotSignedIn`.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Client>().await?;
    let long = Long::of(&ctx)?;
    let mut access = ctx.check(ctx.backend().load_my_access(&mut tx, long.reach).await)?;
    let beyond = long.cut(&mut access.grants);
    let page = Page::new(Shell::Client, w::my_title(), move || body(access, beyond));
    Ok(page.with_head(|| view! { <DayHead title=w::my_title() detail=w::my_lede()/> }))
}

fn body(access: MyAccess, beyond: Option<Beyond>) -> AnyView {
    let unseen = access.grants.iter().any(|grant| grant.is_emergency() && !grant.is_seen);
    let (running, over): (Vec<_>, Vec<_>) = access.grants.into_iter().partition(|grant| grant.is_running);
    let note = unseen.then(|| {
        view! {
            <NoticeStrip tone=Tone::Danger title=w::emergency_happened() icon=Icon::Siren>
                <p>{w::emergency_happened_text()}</p>
                <Form action="/api/grants/note_emergencies"><Button>{w::i_know()}</Button></Form>
            </NoticeStrip>
        }
    });
    let running = (!running.is_empty()).then(|| {
        view! {
            <h3 class="small">{w::running()}</h3>
            <Grants grants=running side=Side::Client end="/api/grants/end_mine"/>
        }
    });
    let all = (!access.reads.is_empty()).then(|| view! { <p><a href="/me/who-saw">{w::all_reads()}</a></p> });
    view! {
        {note}
        <section class="blk" aria-labelledby="now">
            <h2 id="now">{w::can_see()}</h2>
            {carers(access.carers)}
            {running}
            {past(over, Side::Client, "/api/grants/end_mine")}
            <Further beyond/>
        </section>
        <section class="blk" aria-labelledby="looked">
            <h2 id="looked">{w::who_looked()}</h2>
            <p class="small quiet">{w::who_looked_text()}</p>
            {reads(access.reads)}
            {all}
            <p><LinkButton href="/me/evidence" icon=Icon::ShieldCheck>{crate::words::evidence::from_access()}</LinkButton></p>
        </section>
        <section class="blk">
            <Fold summary=w::give_mine()>
                <Form action=GIVE class="stack">
                    <ErrorSummary/>
                    <p class="small quiet">{w::give_mine_text()}</p>
                    <Fields colleagues=access.colleagues/>
                    <Button look=Look::Primary icon=Icon::Key>{w::give()}</Button>
                </Form>
            </Fold>
        </section>
    }
    .into_any()
}

fn carers(carers: Vec<Carer>) -> AnyView {
    if carers.is_empty() {
        return view! { <p class="quiet small">{w::no_carer()}</p> }.into_any();
    }
    let lines = carers
        .into_iter()
        .map(|carer| {
            let paused = carer.paused.then(|| view! { <p class="quiet">{w::care_paused()}</p> });
            let id = carer.id.to_string();
            let question = format!("end-care-{id}");
            let form = view! {
                <Form action=END_CARE mark=id.clone()>
                    <ErrorSummary/>
                    <Fixed name="practitioner" value=id/>
                    <Button look=Look::Danger>{w::end_care()}</Button>
                </Form>
            };
            view! {
                <li>
                    <div><b>{carer.name}</b><p class="quiet">{w::cares_since(carer.since)}</p>{paused}</div>
                    <div class="actions">
                        <Confirm id=question open=w::end_care() look=Look::Bare title=w::end_care_title() close=w::keep() action=form.into_any()>
                            <p class="quiet small">{w::end_care_text()}</p>
                        </Confirm>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="items">{lines}</ul> }.into_any()
}

fn reads(reads: Vec<ReadView>) -> AnyView {
    if reads.is_empty() {
        return view! { <EmptyState title=w::nobody_looked() icon=Icon::Eye><p>{w::nobody_looked_text()}</p></EmptyState> }
            .into_any();
    }
    let rows = reads
        .into_iter()
        .map(|read| {
            view! {
                <tr>
                    <td class="num" data-label=w::when()>{w::moment(read.at)}</td>
                    <th scope="row">{read.reader}</th>
                    <td data-label=w::what()>{who_saw::kind(read.kind, Language::En)}</td>
                    <td data-label=w::why()>{w::via(read.via)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <DataTable caption=w::who_looked() class="stacks">
            <thead>
                <tr>
                    <th scope="col">{w::when()}</th>
                    <th scope="col">{w::who()}</th>
                    <th scope="col">{w::what()}</th>
                    <th scope="col">{w::why()}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}
