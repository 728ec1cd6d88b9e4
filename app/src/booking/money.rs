//! `/clinic/money`: money that waits for a person, each with what is true of it and how it comes to its end. Nobody is
//! named; the way to the agenda's week is beside each.

use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Fixed, Form, fault, kept_or},
    page::{Page, Shell},
    words::booking as w,
};
use backend::db::Clinic;
use contract::{
    AppError,
    booking::{HOW, MoneyTask, Reader},
    consent::Language,
};
use leptos::prelude::*;
use ui::{Button, EmptyState, Icon, Link, LinkButton, PageHead, TextInput};

/// # Errors
/// `NotSignedIn`.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Clinic>().await?;
    let view = ctx.check(ctx.backend().list_money_tasks(&mut tx).await)?;
    drop(tx);
    Ok(Page::new(Shell::Clinic, w::money_tasks(), move || {
        let empty = view.tasks.is_empty().then(|| {
            view! { <EmptyState title=w::no_money_tasks() icon=Icon::Check><p>{w::no_money_tasks_text()}</p></EmptyState> }
        });
        let may_settle = view.may_settle;
        let only_admins =
            (!may_settle && !view.tasks.is_empty()).then(|| view! { <p class="quiet">{w::admins_settle()}</p> });
        let tasks = view.tasks.into_iter().map(|task| one(task, may_settle)).collect_view();
        view! {
            <PageHead title=w::money_tasks() detail=w::money_tasks_text() back=Link::new(w::overview(), "/clinic")/>
            {empty}
            {only_admins}
            {tasks}
        }
    }))
}

fn one(task: MoneyTask, may_settle: bool) -> AnyView {
    let told = task.facts.iter().map(|fact| fact.told(Reader::Practice, Language::En)).collect::<Vec<_>>().join(" ");
    let heading = format!("money-{}", task.appointment);
    let (labelled, title) = (heading.clone(), w::money_of(task.day));
    let forms = may_settle.then(|| view! { {again(&task)} {another_way(&task)} });
    view! {
        <section class="blk" aria-labelledby=labelled>
            <h2 id=heading>{title}</h2>
            <p>{told}</p>
            <p><LinkButton href=format!("/clinic/agenda?day={}", task.day)>{w::see_agenda()}</LinkButton></p>
            {forms}
        </section>
    }
    .into_any()
}

/// A refund that failed is sent once more the same way.
fn again(task: &MoneyTask) -> Option<AnyView> {
    let id = task.appointment.to_string();
    (task.failed > 0).then(|| {
        let mark = id.clone();
        view! {
            <Form action="/api/booking/refund_again" class="stack" mark>
                <ErrorSummary/>
                <Fixed name="appointment" value=id/>
                <p class="quiet small">{w::refund_again_text()}</p>
                <Button>{w::refund_again()}</Button>
            </Form>
        }
        .into_any()
    })
}

/// What was settled outside of Stripe. The sum that was shown goes with the form: another one by then settles nothing.
fn another_way(task: &MoneyTask) -> Option<AnyView> {
    let (id, failed) = (task.appointment.to_string(), task.failed.to_string());
    let label = if task.failed > 0 { w::paid_back_how() } else { w::settled_how() };
    let most = u32::try_from(HOW.max()).unwrap_or(200);
    (task.failed > 0 || task.mismatched).then(|| {
        let mark = id.clone();
        view! {
            <Form action="/api/booking/settle_another_way" class="stack" mark>
                <ErrorSummary/>
                <Fixed name="appointment" value=id/>
                <Fixed name="failed" value=failed/>
                <TextInput
                    name="how"
                    label
                    hint=w::how_hint()
                    value=kept_or("how", "")
                    error=fault("how")
                    maxlength=most
                />
                <Button>{w::settle_another_way()}</Button>
            </Form>
        }
        .into_any()
    })
}
