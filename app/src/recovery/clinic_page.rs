//! `/clinic/recovery`: somebody of the clinic cannot sign in any more, since their second factor is lost.

use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Fixed, Form, fault, kept_or},
    page::{Page, Shell},
    words::recovery as w,
};
use backend::db::HouseLook;
use contract::{
    AppError,
    grant::ReadKind,
    recovery::{ResetState, ResetView, ResetsView},
};
use leptos::prelude::*;
use ui::{Button, Card, Confirm, EmptyState, Icon, Link, Look, PageHead, Tag, TextInput, Textarea, Tone};

/// `/clinic/recovery`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for front desk.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.open_house(&[HouseLook::at(ReadKind::Requests)]).await?;
    let found = ctx.check(ctx.backend().load_resets(&mut tx).await)?;
    Ok(Page::new(Shell::Clinic, w::title(), move || body(found)))
}

fn body(found: ResetsView) -> AnyView {
    let list = if found.resets.is_empty() {
        view! { <EmptyState title=w::nothing() icon=Icon::Key><p>{w::nothing_text()}</p></EmptyState> }.into_any()
    } else {
        let lines = found.resets.into_iter().map(one).collect_view();
        view! { <ul class="items grants">{lines}</ul> }.into_any()
    };
    let back = Link::new(w::security(), "/clinic/security");
    view! {
        <PageHead title=w::title() back detail=found.organisation/>
        <p class="lede">{w::lede()}</p>
        <div class="split">
            <section aria-labelledby="asked"><h2 id="asked">{w::asked()}</h2>{list}</section>
            <Card title=w::ask_title()>
                <Form action="/api/recovery/ask" class="stack">
                    <ErrorSummary/>
                    <p class="small">{w::ask_text()}</p>
                    <TextInput name="whom" label=w::whom() hint=w::whom_hint() autocomplete="off" value=kept_or("whom", "") error=fault("whom") maxlength=254/>
                    <Textarea name="reason" label=w::reason() hint=w::reason_hint() value=kept_or("reason", "") error=fault("reason") maxlength=500 required=true/>
                    <Button look=Look::Primary icon=Icon::Key>{w::ask_do()}</Button>
                </Form>
            </Card>
        </div>
    }
    .into_any()
}

fn one(reset: ResetView) -> AnyView {
    let is_open = reset.state == ResetState::Open;
    let tone = if is_open { Tone::Warn } else { Tone::Quiet };
    let ending = is_open.then(|| {
        let id = reset.id.to_string();
        let question = format!("withdraw-{id}");
        let form = view! {
            <Form action="/api/recovery/withdraw" mark=id.clone()>
                <Fixed name="reset" value=id/>
                <Button look=Look::Danger>{w::withdraw()}</Button>
            </Form>
        };
        view! {
            <Confirm id=question open=w::withdraw() look=Look::Bare title=w::withdraw_title() close=w::keep() action=form.into_any()>
                <p class="quiet small">{w::withdraw_text()}</p>
            </Confirm>
        }
    });
    view! {
        <li class=(!is_open).then_some("off")>
            <div>
                <b>{reset.name.clone()}</b>
                <p class="voice small">{reset.reason.clone()}</p>
                <p class="quiet">{w::by(&reset)}</p>
                <p class="quiet">{w::stands(&reset)}</p>
            </div>
            <Tag tone boxed=is_open>{w::state(reset.state)}</Tag>
            <div class="actions">{ending}</div>
        </li>
    }
    .into_any()
}
