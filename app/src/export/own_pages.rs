//! `/me/export` and `/account/export`: a copy of one's own data.

use super::{
    api::{MINE, OWN},
    list::{Exports, look_again},
};
use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Form},
    page::{Page, Shell},
    paging::{Beyond, Further, Long},
    words::export as w,
};
use backend::db::{Client, Clinic, Practice};
use contract::{AppError, export::ExportView, team::MemberRole};
use leptos::prelude::*;
use ui::{Button, DayHead, EmptyState, Icon, Look, PageHead};

/// `/me/export`
///
/// # Errors
/// `NotSignedIn`.
pub async fn mine(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Client>().await?;
    let long = Long::of(&ctx)?;
    let mut exports = ctx.check(ctx.backend().list_my_exports(&mut tx, long.reach).await)?;
    let beyond = long.cut(&mut exports);
    look_again(&ctx, &exports, MINE);
    let page = Page::new(Shell::Client, w::my_title(), move || {
        body(exports, beyond, "/api/export/ask_mine", "/api/export/cancel_mine", MINE)
    });
    Ok(page.with_head(|| view! { <DayHead title=w::my_title() detail=w::my_lede()/> }))
}

/// `/account/export`. A client is led to their own page.
///
/// # Errors
/// `NotSignedIn`.
pub async fn own(ctx: Ctx) -> Result<Page, AppError> {
    let account = ctx.account().await?;
    let long = Long::of(&ctx)?;
    let mut exports = match account.role {
        MemberRole::Client => return Ok(Page::go(MINE)),
        MemberRole::Practitioner => {
            let mut tx = ctx.read::<Practice>().await?;
            ctx.check(ctx.backend().list_practice_exports(&mut tx, long.reach).await)?
        }
        _ => {
            let mut tx = ctx.read::<Clinic>().await?;
            ctx.check(ctx.backend().list_clinic_exports(&mut tx, long.reach).await)?
        }
    };
    let beyond = long.cut(&mut exports);
    look_again(&ctx, &exports, OWN);
    Ok(Page::new(Shell::of_role(account.role), w::own_title(), move || {
        view! {
            <PageHead title=w::own_title() detail=account.email/>
            <p class="lede">{w::own_lede()}</p>
            <div class="account">{body(exports, beyond, "/api/export/ask_own", "/api/export/cancel_own", OWN)}</div>
        }
    }))
}

fn body(
    exports: Vec<ExportView>,
    beyond: Option<Beyond>,
    ask: &'static str,
    cancel: &'static str,
    here: &'static str,
) -> AnyView {
    let is_under_way = exports.iter().any(|export| export.state.is_under_way());
    let form = (!is_under_way).then(|| {
        view! {
            <Form action=ask class="stack">
                <ErrorSummary/>
                <p class="small quiet">{w::how_long()}</p>
                <Button look=Look::Primary icon=Icon::Package>{w::ask()}</Button>
            </Form>
        }
    });
    let list = if exports.is_empty() {
        view! { <EmptyState title=w::none() icon=Icon::Package><p>{w::none_text()}</p></EmptyState> }.into_any()
    } else {
        view! { <Exports exports cancel here names=false/> }.into_any()
    };
    view! {
        <section class="blk stack">
            <p>{w::what_is_in()}</p>
            {form}
        </section>
        <section class="blk" aria-labelledby="copies">
            <h2 id="copies">{w::listed()}</h2>
            {list}
            <Further beyond/>
        </section>
    }
    .into_any()
}
