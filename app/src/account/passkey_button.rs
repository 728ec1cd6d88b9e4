//! Island: asks the browser for a passkey and posts the form it stands in. The browser does the asking, the server the
//! judging; nothing here is trusted.

use super::api::challenge_passkey;
use crate::words::account as w;
use contract::AppError;
use js_sys::{Date, Function, JSON, Object, Promise, Reflect};
use leptos::{html, prelude::*, task::spawn_local};
use ui::Icon;
use wasm_bindgen::{JsCast, JsValue};

/// `purpose` is the ceremony's: `register`, `prove` or `sign_in`. `look` is the class of the button.
#[island]
pub fn PasskeyButton(purpose: String, label: String, look: String) -> impl IntoView {
    let (ceremony, passkey) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let problem = RwSignal::new(None::<&'static str>);
    let is_busy = RwSignal::new(false);
    let press = move |_| {
        if is_busy.get_untracked() {
            return;
        }
        let purpose = purpose.clone();
        is_busy.set(true);
        problem.set(None);
        spawn_local(async move {
            let asked = match challenge_passkey(purpose.clone()).await {
                Ok(challenge) => {
                    let (begun, patience) = (Date::now(), patience(&challenge.options));
                    match ask(&challenge.options, purpose == "register").await {
                        Ok(answer) => Ok((challenge.ceremony.to_string(), answer)),
                        Err(error) => Err(why_not(&name_of(&error), Date::now() - begun, patience)),
                    }
                }
                Err(AppError::ProofNeeded) => Err(w::passkey_prove_first()),
                Err(_) => Err(w::passkey_failed()),
            };
            is_busy.set(false);
            match (asked, ceremony.get_untracked(), passkey.get_untracked()) {
                (Ok((id, answer)), Some(ceremony), Some(passkey)) => {
                    ceremony.set_value(&id);
                    passkey.set_value(&answer);
                    if let Some(form) = passkey.form() {
                        _ = form.request_submit();
                    }
                }
                (Err(why), ..) => problem.set(Some(why)),
                _ => problem.set(Some(w::passkey_failed())),
            }
        });
    };
    view! {
        <input type="hidden" name="ceremony" node_ref=ceremony/>
        <input type="hidden" name="passkey" node_ref=passkey/>
        <button type="button" class=look on:click=press aria-disabled=move || is_busy.get().then_some("true")>
            <Icon icon=Icon::Key/>
            {label}
        </button>
        <p class="error" role="status">{move || problem.get()}</p>
    }
}

/// How long the browser was told to wait, in milliseconds.
fn patience(options: &str) -> f64 {
    let parsed = JSON::parse(options).ok();
    let found =
        parsed.and_then(|options| Reflect::get(&options, &"timeout".into()).ok()).and_then(|time| time.as_f64());
    found.unwrap_or(300_000.0)
}

/// The name of what the browser threw.
fn name_of(error: &JsValue) -> String {
    Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string()).unwrap_or_default()
}

/// What happened, in words. Browsers say the same of a dialogue that was closed and of one that ran out; the clock does
/// not.
fn why_not(name: &str, took: f64, patience: f64) -> &'static str {
    match name {
        "InvalidStateError" => w::passkey_there_already(),
        "TimeoutError" => w::passkey_timed_out(),
        "NotAllowedError" | "AbortError" if took + 1_000.0 >= patience => w::passkey_timed_out(),
        "NotAllowedError" | "AbortError" => w::passkey_cancelled(),
        "NotSupportedError" | "SecurityError" | "ConstraintError" | "TypeError" => w::passkey_unsupported(),
        _ => w::passkey_not_given(),
    }
}

/// What the browser answers to the options, as JSON. Fails when the person declines, or in a browser without passkeys.
async fn ask(options: &str, is_new: bool) -> Result<String, JsValue> {
    let of = |object: &JsValue, name: &str| Reflect::get(object, &name.into());
    let function = |object: &JsValue, name: &str| of(object, name)?.dyn_into::<Function>();
    let global: JsValue = js_sys::global().into();
    let kind = of(&global, "PublicKeyCredential")?;
    let (parse, method) = match is_new {
        true => ("parseCreationOptionsFromJSON", "create"),
        false => ("parseRequestOptionsFromJSON", "get"),
    };
    let public_key = function(&kind, parse)?.call1(&kind, &JSON::parse(options)?)?;
    let asked = Object::new();
    Reflect::set(&asked, &"publicKey".into(), &public_key)?;
    let credentials = of(&of(&global, "navigator")?, "credentials")?;
    let promise: Promise = function(&credentials, method)?.call1(&credentials, &asked)?.dyn_into()?;
    let credential = wasm_bindgen_futures::JsFuture::from(promise).await?;
    let json = function(&credential, "toJSON")?.call0(&credential)?;
    JSON::stringify(&json)?.as_string().ok_or(JsValue::NULL)
}
