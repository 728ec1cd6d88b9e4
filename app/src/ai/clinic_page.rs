//! `/clinic/ai`: when an AI service was asked about whom, for administrators.

use crate::{
    ctx::Ctx,
    page::{Page, Shell},
    paging::{Beyond, Further, Long},
    words::{ai as w, privacy, signing::moment},
};
use backend::db::HouseLook;
use contract::{AppError, ai::AiLedger, consent::Language, grant::ReadKind};
use leptos::prelude::*;
use ui::{DataTable, EmptyState, Icon, Link, PageHead};

/// `/clinic/ai`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for anyone who is not an administrator.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let long = Long::of(&ctx)?;
    let mut tx = ctx.open_house(&[HouseLook::at_first(ReadKind::Ai, long.reach.asks())]).await?;
    let mut ledger = ctx.check(ctx.backend().load_ai_uses(&mut tx, long.reach).await)?;
    let beyond = long.cut(&mut ledger.uses);
    Ok(Page::new(Shell::Clinic, w::clinic_title(), move || {
        let listed = if ledger.uses.is_empty() { empty(&ledger) } else { table(ledger, beyond) };
        view! {
            <PageHead title=w::clinic_title() detail=w::clinic_lede() back=Link::new(privacy::clinic_title(), "/clinic/privacy")/>
            {listed}
        }
    }))
}

fn empty(ledger: &AiLedger) -> AnyView {
    let not_connected = (!ledger.connected).then(|| w::not_connected(Language::En));
    view! { <EmptyState title=w::none_clinic() icon=Icon::Check><p>{not_connected}</p></EmptyState> }.into_any()
}

fn table(ledger: AiLedger, beyond: Option<Beyond>) -> AnyView {
    let rows = ledger
        .uses
        .into_iter()
        .map(|one| {
            view! {
                <tr>
                    <th scope="row">{one.client_name}</th>
                    <td data-label=w::purpose_label()>{w::purpose(one.purpose, Language::En)}</td>
                    <td data-label=w::came()>{w::outcome(one.outcome, Language::En)}</td>
                    <td class="num" data-label=w::asked()>{moment(one.asked, Language::En)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <DataTable caption=w::clinic_title() class="stacks">
            <thead>
                <tr>
                    <th scope="col">{w::client()}</th>
                    <th scope="col">{w::purpose_label()}</th>
                    <th scope="col">{w::came()}</th>
                    <th scope="col" class="num">{w::asked()}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
        <Further beyond/>
    }
    .into_any()
}
