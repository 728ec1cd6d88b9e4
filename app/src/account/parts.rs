//! Forms that prove who is there: at the second step of signing in, and again before something weighty.

use super::passkey_button::PasskeyButton;
use crate::{
    form::{ErrorSummary, Form, fault},
    identity::parts::Password,
    words::account as w,
};
use backend::factor::Ways;
use contract::form::THEN_FIELD;
use leptos::prelude::*;
use ui::{Button, Disclosure, Look, TextInput};

/// Where it goes from here: a page, and the kept form that goes on by itself.
#[derive(Debug, Clone)]
struct Onward {
    next: Option<String>,
    then: Option<uuid::Uuid>,
}

#[component]
fn Next(onward: Onward) -> impl IntoView {
    let Onward { next, then } = onward;
    view! {
        {next.map(|next| view! { <input type="hidden" name="next" value=next/> })}
        {then.map(|then| view! { <input type="hidden" name=THEN_FIELD value=then.to_string()/> })}
    }
}

/// Every way this person has; the password only for who has no factor.
#[component]
pub fn Proofs(ways: Ways, next: Option<String>, then: Option<uuid::Uuid>) -> impl IntoView {
    let onward = Onward { next, then };
    if !ways.has_factor() {
        return view! {
            <Form action="/api/account/prove_password">
                <ErrorSummary/>
                <Next onward/>
                <input type="email" name="username" value=ways.address autocomplete="username" hidden/>
                <Password/>
                <Button look=Look::Primary wide=true>{w::go_on()}</Button>
            </Form>
        }
        .into_any();
    }
    let app = ways.totp.then(|| view! { <AppCode onward=onward.clone()/> });
    let passkey = ways.passkey.then(|| view! { <PasskeyProof onward=onward.clone()/> });
    let mailed = ways.email.then(|| view! { <MailedCode address=ways.address onward=onward.clone()/> });
    let recovery = (ways.codes_left > 0).then(|| view! { <RecoveryCode onward/> });
    view! { <div class="stack">{app}{passkey}{mailed}{recovery}</div> }.into_any()
}

#[component]
fn AppCode(onward: Onward) -> impl IntoView {
    view! {
        <Form action="/api/account/prove_totp">
            <ErrorSummary/>
            <Next onward/>
            <TextInput name="code" label=w::code() hint=w::code_hint() autocomplete="one-time-code" inputmode="numeric" maxlength=9 error=fault("code")/>
            <Button look=Look::Primary wide=true>{w::go_on()}</Button>
        </Form>
    }
    .into_any()
}

#[component]
fn PasskeyProof(onward: Onward) -> impl IntoView {
    view! {
        <Form action="/api/account/prove_passkey" class="passkey">
            <ErrorSummary/>
            <Next onward/>
            <PasskeyButton purpose="prove".to_owned() label=w::use_passkey().to_owned() look="btn wide".to_owned()/>
        </Form>
    }
    .into_any()
}

#[component]
fn MailedCode(address: String, onward: Onward) -> impl IntoView {
    view! {
        <Form action="/api/account/send_code">
            <ErrorSummary/>
            <Button wide=true icon=ui::Icon::Mail>{w::send_code_to(&address)}</Button>
        </Form>
        <Form action="/api/account/prove_email">
            <ErrorSummary/>
            <Next onward/>
            <TextInput name="mailed_code" label=w::mailed_code() hint=w::mailed_code_hint() autocomplete="one-time-code" inputmode="numeric" maxlength=9 error=fault("mailed_code")/>
            <Button look=Look::Primary wide=true>{w::go_on()}</Button>
        </Form>
    }
    .into_any()
}

#[component]
fn RecoveryCode(onward: Onward) -> impl IntoView {
    view! {
        <Form action="/api/account/prove_recovery">
            <RecoveryField onward/>
        </Form>
    }
    .into_any()
}

/// Folded away, but open again when it was refused.
#[component]
fn RecoveryField(onward: Onward) -> impl IntoView {
    let error = fault("recovery_code");
    view! {
        <ErrorSummary/>
        <Next onward/>
        <Disclosure summary=w::lost_it() open=error.is_some()>
            <div class="stack">
                <TextInput name="recovery_code" label=w::recovery_code() hint=w::recovery_code_hint() autocomplete="off" maxlength=20 error/>
                <Button wide=true>{w::go_on()}</Button>
            </div>
        </Disclosure>
    }
    .into_any()
}

/// On the page to sign in.
#[component]
pub fn PasskeySignIn(next: Option<String>) -> impl IntoView {
    let onward = Onward { next, then: None };
    view! {
        <Form action="/api/account/sign_in_by_passkey" class="passkey">
            <ErrorSummary/>
            <Next onward/>
            <PasskeyButton purpose="sign_in".to_owned() label=w::sign_in_by_passkey().to_owned() look="btn wide".to_owned()/>
        </Form>
    }
    .into_any()
}
