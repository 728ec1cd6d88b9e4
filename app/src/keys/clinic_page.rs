//! `/clinic/keys`: replacing the keys of all clients, how far that is, and what was destroyed.

use super::list::certificates;
use crate::{
    ctx::Ctx,
    form::Form,
    page::{Page, Shell},
    paging::{Further, Long},
    words::keys as w,
};
use backend::{client_keys::KeyStatus, db::Clinic};
use contract::AppError;
use leptos::prelude::*;
use ui::{Button, Confirm, Look, NoticeStrip, PageHead, Tone};

/// `/clinic/keys`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for anyone who is not an administrator.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Clinic>().await?;
    let organisation = tx.scope().organisation_name.clone();
    let status = ctx.check(tx.key_status().await)?;
    let long = Long::of(&ctx)?;
    let mut listed = ctx.check(tx.certificates(long.reach).await)?;
    let beyond = long.cut(&mut listed);
    Ok(Page::new(Shell::Clinic, w::title(), move || {
        let replace = view! {
            <Form action="/api/keys/replace"><Button look=Look::Primary>{w::replace()}</Button></Form>
        };
        let replace = replace.into_any();
        view! {
            <PageHead title=w::title() detail=organisation/>
            <p class="lede">{w::lede()}</p>
            <section class="blk stack" aria-labelledby="replace">
                <h2 id="replace">{w::replace_title()}</h2>
                {standing(status)}
                <Confirm id="replace-keys" look=Look::Primary open=w::replace() title=w::replace_question() close=w::keep() action=replace>
                    <p>{w::replace_text()}</p>
                </Confirm>
            </section>
            <section class="blk stack" aria-labelledby="destroyed">
                <h2 id="destroyed">{w::destroyed()}</h2>
                <p class="quiet small">{w::check()}</p>
                {certificates(listed)}
                <Further beyond/>
            </section>
        }
    }))
}

/// How far the last replacement is.
fn standing(status: KeyStatus) -> AnyView {
    let stuck = (status.stuck > 0).then(|| {
        view! { <NoticeStrip tone=Tone::Warn title=w::stuck(status.stuck)><p>{w::stuck_text()}</p></NoticeStrip> }
    });
    let line = match status.clients {
        0 => w::never().to_owned(),
        clients => w::progress(status.percent(), status.finished, clients),
    };
    let bar = status.is_under_way().then(|| {
        let percent = status.percent().to_string();
        view! { <p><progress max="100" value=percent aria-label=w::replace_title()></progress></p> }
    });
    view! { <p>{line}</p>{bar}{stuck} }.into_any()
}
