//! A list of copies: what, how far, until when, and what can be done with each.

use crate::{
    ctx::Ctx,
    form::{Fixed, Form},
    words::export as w,
};
use contract::{
    Notice,
    export::{ExportState, ExportView},
};
use leptos::prelude::*;
use ui::{Button, Confirm, Icon, LinkButton, Look, Tag, Tone};

/// Answered by the server itself: a file, not a function.
pub const DOWNLOAD: &str = "/api/export/download";

/// While something is being put together the page looks again by itself, calmly. A download that waited for a proof
/// goes on.
pub fn look_again(ctx: &Ctx, exports: &[ExportView], path: &'static str) {
    if ctx.notice() == Some(&Notice::DownloadGoesOn) {
        ctx.move_on(0, DOWNLOAD);
    } else if ctx.form().is_none() && exports.iter().any(|export| export.state.is_under_way()) {
        ctx.move_on(8, path);
    }
}

/// `cancel` is the function that stops or deletes one; `here` is the page. `names` says whose each is.
#[component]
pub fn Exports(exports: Vec<ExportView>, cancel: &'static str, here: &'static str, names: bool) -> impl IntoView {
    let lines = exports.into_iter().map(|export| one(export, cancel, here, names)).collect_view();
    view! { <ul class="items exports">{lines}</ul> }.into_any()
}

fn one(export: ExportView, cancel: &'static str, here: &'static str, names: bool) -> AnyView {
    let (tone, icon) = match export.state {
        ExportState::Ready => (Tone::Ok, Icon::Check),
        ExportState::Failed => (Tone::Warn, Icon::TriangleAlert),
        _ => (Tone::Quiet, Icon::Package),
    };
    let is_waiting = export.state == ExportState::Proposed;
    let is_over = !is_waiting && !export.state.is_under_way() && !export.state.is_there();
    let under_way = export.state.is_under_way().then(|| progress(&export, here));
    let id = export.id.to_string();
    let fetch = (export.state.is_there() && export.is_own).then(|| {
        let (id, mark) = (id.clone(), id.clone());
        view! {
            <Form action=DOWNLOAD mark>
                <Fixed name="export" value=id/>
                <Button look=Look::Primary icon=Icon::Download>{w::fetch()}</Button>
            </Form>
        }
    });
    let agree = export.may_agree.then(|| agree(&export));
    let seal = export.fingerprint.clone().map(|digits| {
        view! {
            <p class="quiet">{w::sealed_for()}</p>
            <p class="num">{digits}</p>
        }
    });
    let agreed = export.agreed_by.clone().map(|name| view! { <p class="quiet">{w::agreed(&name)}</p> });
    let stop = export.may_cancel.then(|| stop(&export, cancel));
    let reason = export.reason.clone().map(|reason| view! { <p class="voice small">{reason}</p> });
    let until = w::until(&export).map(|until| view! { <p class="quiet">{until}</p> });
    let fetched = export.fetched_at.map(|at| view! { <p class="quiet">{w::fetched(at)}</p> });
    view! {
        <li class=is_over.then_some("off")>
            <div>
                <b>{w::scope(&export, names)}</b>
                <p class="quiet">{w::asked(&export)}</p>
                {reason}
                {seal}
                {agreed}
                {under_way}
                {until}
                {fetched}
            </div>
            <Tag tone icon>{w::state(export.state)}</Tag>
            <div class="actions">{fetch}{agree}{stop}</div>
        </li>
    }
    .into_any()
}

fn progress(export: &ExportView, here: &'static str) -> AnyView {
    let bar = match export.rows_total {
        None => view! { <p>{w::counting()}</p> }.into_any(),
        Some(total) => {
            let words = w::progress(export.rows_done, total);
            let (done, label) = (export.percent().to_string(), words.clone());
            view! {
                <p class="num">{words}</p>
                <progress max="100" value=done aria-label=label></progress>
            }
            .into_any()
        }
    };
    view! {
        {bar}
        <p><LinkButton href=here look=Look::Bare>{w::reload()}</LinkButton></p>
    }
    .into_any()
}

/// The second person says yes; what it means stands beside the button.
fn agree(export: &ExportView) -> AnyView {
    let id = export.id.to_string();
    let question = format!("agree-{id}");
    let form = view! {
        <Form action="/api/export/agree_move" mark=id.clone()>
            <Fixed name="export" value=id/>
            <Button look=Look::Primary>{w::agree()}</Button>
        </Form>
    };
    view! {
        <Confirm id=question open=w::agree() look=Look::Primary title=w::agree_title() close=w::keep_open() action=form.into_any()>
            <p class="quiet small">{w::agree_text()}</p>
        </Confirm>
    }
    .into_any()
}

fn stop(export: &ExportView, cancel: &'static str) -> AnyView {
    let id = export.id.to_string();
    let question = format!("stop-{id}");
    let (open, title, text) = match (export.state == ExportState::Proposed, export.state.is_under_way()) {
        (true, _) if export.may_agree => (w::refuse(), w::withdraw_title(), w::withdraw_text()),
        (true, _) => (w::withdraw(), w::withdraw_title(), w::withdraw_text()),
        (_, true) => (w::stop(), w::stop_title(), w::stop_text()),
        _ => (w::throw_away(), w::throw_away_title(), w::throw_away_text()),
    };
    let form = view! {
        <Form action=cancel mark=id.clone()>
            <Fixed name="export" value=id/>
            <Button look=Look::Danger>{open}</Button>
        </Form>
    };
    view! {
        <Confirm id=question open look=Look::Bare title close=w::keep() action=form.into_any()>
            <p class="quiet small">{text}</p>
        </Confirm>
    }
    .into_any()
}
