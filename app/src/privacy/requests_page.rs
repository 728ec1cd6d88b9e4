//! `/clinic/data-requests`: what clients asked to have erased, where it stands, and by when the law wants an answer.

use crate::{
    ctx::Ctx,
    page::{Page, Shell},
    paging::{Further, Long},
    words::privacy as w,
};
use backend::db::HouseLook;
use contract::{
    AppError,
    grant::ReadKind,
    privacy::{ErasureStatus, ErasureView},
};
use leptos::prelude::*;
use ui::{DataTable, EmptyState, Icon, PageHead, Tag, Tone};

/// `/clinic/data-requests`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for front desk.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.open_house(&[HouseLook::at(ReadKind::Requests)]).await?;
    let organisation = tx.scope().organisation_name.clone();
    let long = Long::of(&ctx)?;
    let mut requests = ctx.check(ctx.backend().load_data_requests(&mut tx, long.reach).await)?;
    let beyond = long.cut(&mut requests);
    Ok(Page::new(Shell::Clinic, w::requests_title(), move || {
        view! {
            <PageHead title=w::requests_title() detail=organisation/>
            <p class="lede">{w::requests_lede()}</p>
            {list(requests)}
            <Further beyond/>
        }
    }))
}

fn list(requests: Vec<ErasureView>) -> AnyView {
    if requests.is_empty() {
        return view! { <EmptyState title=w::no_data_requests() icon=Icon::Check><p>{w::no_data_requests_text()}</p></EmptyState> }
            .into_any();
    }
    let rows = requests
        .into_iter()
        .map(|request| {
            let tone = match request.status {
                ErasureStatus::Held => Tone::Warn,
                ErasureStatus::Done => Tone::Ok,
                _ => Tone::default(),
            };
            let erased = (request.rows > 0).then(|| w::amount(request.rows, request.files));
            view! {
                <tr>
                    <th scope="row">{request.client_name}</th>
                    <td data-label=w::what()>{w::erasable(request.what)}</td>
                    <td data-label=w::state()><Tag tone>{w::status(request.status)}</Tag></td>
                    <td class="num" data-label=w::asked()>{w::day(request.asked)}</td>
                    <td class="num" data-label=w::answer_by()>{w::day(request.answer_by)}</td>
                    <td data-label=w::done_what()>{erased}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <DataTable caption=w::requests_title() class="stacks">
            <thead>
                <tr>
                    <th scope="col">{w::client()}</th>
                    <th scope="col">{w::what()}</th>
                    <th scope="col">{w::state()}</th>
                    <th scope="col">{w::asked()}</th>
                    <th scope="col">{w::answer_by()}</th>
                    <th scope="col">{w::done_what()}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}
