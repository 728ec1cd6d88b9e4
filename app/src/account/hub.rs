//! `/account/security`: the ways to sign in, each a link to its own page, and the factors there are.

use crate::{
    access::Role,
    ctx::Ctx,
    form::{Fixed, Form},
    page::{Page, Shell},
    words::{self, account as w, export as we, privacy},
};
use backend::account::Account;
use backend::factor::{FactorView, Gate, Overview};
use chrono::{DateTime, Utc};
use contract::{AppError, account::FactorKind, team::MemberRole};
use leptos::prelude::*;
use ui::{Button, Confirm, Icon, Look, NoticeStrip, Tone};

/// A page of the account: where, what it is called, what it is for.
type Entry = (&'static str, fn() -> &'static str, fn() -> &'static str);

/// Shown in this order, each once its page exists and to whom it admits.
const ENTRIES: &[Entry] = &[
    ("/account/profile", w::profile, w::profile_text),
    ("/account/password", w::password, w::password_text),
    ("/account/email", w::email, w::email_text),
    ("/account/sessions", w::sessions, w::sessions_text),
    ("/me/consents", crate::words::consent::entry, crate::words::consent::entry_text),
    ("/me/documents", crate::words::signing::entry, crate::words::signing::entry_text),
    ("/clinic/documents", crate::words::signing::clinic_title, crate::words::signing::clinic_entry_text),
    ("/clinic/consents", crate::words::consent::clinic_title, crate::words::consent::clinic_entry_text),
    ("/clinic/settings", crate::words::profile::clinic_title, crate::words::profile::clinic_text),
    ("/clinic/security", w::rule, w::rule_text),
    ("/me/who-saw", words::who_saw::entry, words::who_saw::entry_text),
    ("/me/activity", words::audit::mine, words::audit::mine_lede),
    ("/practice/activity", words::audit::own, words::audit::own_lede),
    ("/me/export", we::entry, we::entry_text),
    ("/account/export", we::entry, we::entry_text),
    ("/clinic/exports", we::clinic_entry, we::clinic_entry_text),
    ("/clinic/keys", crate::words::keys::title, crate::words::keys::entry_text),
    ("/me/keys", crate::words::keys::my_title, crate::words::keys::my_entry_text),
    ("/me/privacy", privacy::my_entry, privacy::my_entry_text),
    ("/clinic/privacy", privacy::clinic_entry, privacy::clinic_entry_text),
];
/// Ways to add a factor.
const ADD: &[Entry] =
    &[("/account/app", w::app_entry, w::app_entry_text), ("/account/passkey", w::passkey_entry, w::passkey_entry_text)];

/// `/account/security`. Somebody who is let in only to add a factor finds nothing else here.
///
/// # Errors
/// `NotSignedIn`.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let account = ctx.account_to_enrol().await?;
    let overview = ctx.check(ctx.backend().load_factors(&ctx.token()?).await)?;
    let is_open = account.gate == Gate::Open;
    let shell = if is_open { Shell::of_role(account.role) } else { Shell::Door };
    let role = Some(Role::of_member(account.role));
    let asked = asked(&account, &overview);
    Ok(Page::new(shell, w::title(), move || {
        let pages = is_open.then(
            || view! { <nav aria-label=w::title()><ul class="choices">{entries(ENTRIES, role, true)}</ul></nav> },
        );
        let email = account.email.clone();
        view! {
            <ui::PageHead title=w::title() detail=email/>
            <div class="account">
                {asked}
                {pages}
                <Factors account overview role/>
                <Form action="/api/identity/sign_out">
                    <Button look=Look::Bare icon=Icon::LogOut>{w::sign_out()}</Button>
                </Form>
            </div>
        }
    }))
}

/// What the organisation asks of somebody who has no strong factor.
fn asked(account: &Account, overview: &Overview) -> Option<AnyView> {
    let from = account.staff_factor_from?;
    let is_strong = overview.factors.iter().any(|factor| factor.kind != FactorKind::Email);
    if is_strong {
        return None;
    }
    let title = match account.gate {
        Gate::Open => w::asked_from(&account.organisation_name, &on(from, &account.zone)),
        _ => w::asked_now(&account.organisation_name),
    };
    Some(view! { <NoticeStrip tone=Tone::Warn title><p>{w::asked_text()}</p></NoticeStrip> }.into_any())
}

fn on(at: DateTime<Utc>, zone: &str) -> String {
    let zone: chrono_tz::Tz = zone.parse().unwrap_or(chrono_tz::UTC);
    w::day(at.with_timezone(&zone).date_naive())
}

fn entries(listed: &[Entry], role: Option<Role>, has_passkeys: bool) -> AnyView {
    let there = listed.iter().filter(|(href, ..)| crate::ctx::find_rule(href).is_some_and(|rule| rule.admits(role)));
    there
        .filter(|(href, ..)| has_passkeys || *href != "/account/passkey")
        .map(|(href, label, text)| {
            view! {
                <li>
                    <a href=*href>
                        <b>{label()}</b>
                        <span class="quiet">{text()}</span>
                        <Icon icon=Icon::ChevronRight/>
                    </a>
                </li>
            }
        })
        .collect_view()
        .into_any()
}

#[component]
fn Factors(account: Account, overview: Overview, role: Option<Role>) -> impl IntoView {
    let Overview { factors, codes_left, has_passkeys } = overview;
    let may_mail = account.role == MemberRole::Client && factors.iter().all(|factor| factor.kind != FactorKind::Email);
    let zone = account.zone;
    let any = !factors.is_empty();
    let line = |factor| view! { <li><Line factor zone=zone.clone()/></li> };
    let list = any.then(|| view! { <ul class="items">{factors.into_iter().map(line).collect_view()}</ul> });
    let none = (!any).then(|| view! { <p class="quiet">{w::no_factor()}</p> });
    let mail = may_mail.then(|| {
        view! {
            <li>
                <Form action="/api/account/add_email">
                    <button>
                        <b>{w::email_entry()}</b>
                        <span class="quiet">{w::email_entry_text()}</span>
                        <Icon icon=Icon::ChevronRight/>
                    </button>
                </Form>
            </li>
        }
    });
    let codes = any.then(|| {
        view! {
            <div class="rowx">
                <p>{w::codes_left(codes_left)}</p>
                <Form action="/api/account/renew_recovery"><Button>{w::codes_renew()}</Button></Form>
            </div>
        }
    });
    view! {
        <section class="stack" aria-labelledby="factors">
            <h2 id="factors">{w::factors()}</h2>
            {none}
            {list}
            {codes}
            <h3>{w::factor_add()}</h3>
            <ul class="choices">{entries(ADD, role, has_passkeys)}{mail}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Line(factor: FactorView, zone: String) -> impl IntoView {
    let id = factor.id.to_string();
    let name = match factor.kind {
        FactorKind::Totp => w::kind_totp().to_owned(),
        FactorKind::Email => w::kind_email().to_owned(),
        FactorKind::Passkey => w::kind_passkey(&factor.label),
    };
    let used = factor.last_used.map(|at| on(at, &zone));
    let detail = w::added(&on(factor.added, &zone), used.as_deref());
    let question = format!("remove-{id}");
    let confirm = view! {
        <Form action="/api/account/remove_factor" mark=id.clone()>
            <Fixed name="factor" value=id.clone()/>
            <Button look=Look::Danger>{w::remove()}</Button>
        </Form>
    };
    view! {
        <div>
            <b>{name}</b>
            <p class="quiet small">{detail}</p>
        </div>
        <div class="actions">
            <Confirm id=question open=w::remove() look=Look::Bare title=w::remove_title() close=w::keep() action=confirm.into_any()>
                <p class="quiet small">{w::remove_text()}</p>
            </Confirm>
        </div>
    }
    .into_any()
}
