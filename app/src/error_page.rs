//! The pages that say something went wrong: what, what to do, and the reference that finds it in the log; and the one
//! that only moves on.

use crate::{
    ctx::Ctx,
    form::Form,
    local,
    page::{Page, Shell},
    words::{codes, errors as w},
};
use contract::{
    form::{CARRIED_FIELD, THEN_FIELD},
    identity::Place,
};
use leptos::prelude::*;
use ui::{Button, ErrorPage, LinkButton, Look};

/// The page for an HTTP status, in the shell of the portal it happened in.
pub fn page(ctx: &Ctx, status: u16) -> Page {
    // Nobody known means no portal: a stranger sees the public frame, whatever the address.
    let shell = if ctx.viewer().is_some() { Shell::of(ctx.path()) } else { Shell::Public };
    let (heading, text) = w::status(status);
    // Whoever asks us about it can be answered, whatever it was.
    let reference = Some(format!("{} {}", w::reference(), ctx.request_id()));
    Page::new(shell, heading, move || {
        view! {
            <ErrorPage title=heading reference>
                <p>{text}</p>
                <p class="rowx"><LinkButton href=shell.home() look=Look::Primary>{w::back()}</LinkButton></p>
            </ErrorPage>
        }
    })
    .with_status(status)
}

/// Seen for a moment by somebody who comes from another site.
pub fn moving_on(path: &str) -> Page {
    let path = path.to_owned();
    Page::new(Shell::Public, w::moving_on(), move || {
        view! {
            <h1>{w::moving_on()}</h1>
            <p><a href=path>{w::go_on()}</a></p>
        }
    })
}

/// A form, or a link, that belongs to another place of the same person.
#[derive(Debug)]
pub struct Elsewhere {
    /// Where it belongs; not any more, when they have left.
    pub there: Option<Place>,
    /// Where they are now.
    pub here: Option<Place>,
    /// The page it is about.
    pub page: String,
    /// What was typed, if it was a form.
    pub kept: Option<uuid::Uuid>,
    pub is_form: bool,
}

/// Where it belongs and where one is, and one press to go on in the right place.
pub fn elsewhere(elsewhere: Elsewhere) -> Page {
    let Elsewhere { there, here, page, kept, is_form } = elsewhere;
    let title = match &there {
        Some(there) => w::belongs_to(is_form, &there.organisation),
        None => w::belongs_nowhere().to_owned(),
    };
    let next = local::next_path(&page).map(str::to_owned);
    Page::new(Shell::Door, title.clone(), move || {
        let stay = here.as_ref().map(|here| (here.role.home(), w::stay_in(&here.organisation)));
        let now = here.as_ref().map(|here| view! { <p>{w::now_in(&here.organisation, is_form)}</p> });
        let go = there.map(|there| {
            let membership = there.membership.to_string();
            view! {
                <p>{w::made_in(&there.organisation, there.role, is_form)}</p>
                {now}
                <Form action="/api/identity/choose_place">
                    {next.map(|next| view! { <input type="hidden" name="next" value=next/> })}
                    {kept.map(|kept| view! { <input type="hidden" name=THEN_FIELD value=kept.to_string()/> })}
                    <input type="hidden" name="membership" value=membership/>
                    <Button look=Look::Primary wide=true>{w::go_on_in(&there.organisation)}</Button>
                </Form>
            }
        });
        view! {
            <h1>{title}</h1>
            {go}
            {stay.map(|(home, words)| view! { <p><LinkButton href=home look=Look::Bare>{words}</LinkButton></p> })}
        }
    })
    .with_status(if is_form { 409 } else { 200 })
}

/// The form was made while somebody else was signed in.
pub fn stranger() -> Page {
    Page::new(Shell::Door, w::not_yours(), || {
        view! {
            <h1>{w::not_yours()}</h1>
            <p>{w::not_yours_text()}</p>
            <p><LinkButton href="/sign-in" look=Look::Primary wide=true>{w::to_own()}</LinkButton></p>
        }
    })
    .with_status(409)
}

/// What was typed cannot be shown beside its fields now: it is in this page to read, and where it may help one press sends
/// it once more.
pub fn again(
    ctx: &Ctx,
    status: u16,
    action: &'static str,
    carried: Option<String>,
    typed: &[(String, String)],
) -> Page {
    let shell = if ctx.viewer().is_some() { Shell::of(ctx.path()) } else { Shell::Public };
    let (heading, text) = w::status(status);
    let (heading, text) = if typed.is_empty() || carried.is_some() { (heading, text) } else { w::gone(status) };
    let reference = Some(format!("{} {}", w::reference(), ctx.request_id()));
    let typed: Vec<_> = typed.iter().filter(|(name, value)| is_typed(name, value)).cloned().collect();
    Page::new(shell, heading, move || {
        let home = carried.is_none().then(|| {
            view! { <p class="rowx"><LinkButton href=shell.home() look=Look::Primary>{w::back()}</LinkButton></p> }
        });
        let send = carried.map(|carried| {
            view! {
                <p>{w::in_this_page()}</p>
                <Form action=action>
                    <input type="hidden" name=CARRIED_FIELD value=carried/>
                    <Button look=Look::Primary>{w::send_again()}</Button>
                </Form>
            }
        });
        view! {
            <ErrorPage title=heading reference>
                <p>{text}</p>
                {send}
                {typed_list(typed)}
                {home}
            </ErrorPage>
        }
    })
    .with_status(status)
}

/// The fields a person filled in, each with its name, to be read and copied.
fn typed_list(typed: Vec<(String, String)>) -> Option<AnyView> {
    let lines: Vec<_> = typed
        .into_iter()
        .map(|(name, value)| view! { <div><dt>{codes::label(&name)}</dt><dd class="voice">{value}</dd></div> })
        .collect();
    (!lines.is_empty()).then(|| {
        view! {
            <h2>{w::what_was_typed()}</h2>
            <dl class="facts">{lines}</dl>
        }
        .into_any()
    })
}

/// Whether a person has filled in anything of this form.
pub fn has_typed(values: &[(String, String)]) -> bool {
    values.iter().any(|(name, value)| is_typed(name, value))
}

/// Ids, versions and steps are the form's own.
fn is_typed(name: &str, value: &str) -> bool {
    const OWN: [&str; 8] = ["key", "id", "version", "step", "food", "portion", "pass", "again"];
    let last = name.rsplit(['[', ']']).find(|part| !part.is_empty()).unwrap_or(name);
    !value.trim().is_empty()
        && !name.starts_with('_')
        && !OWN.contains(&last)
        && value.parse::<uuid::Uuid>().is_err()
        && !value.starts_with("nsmove1")
}
