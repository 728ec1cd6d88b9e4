//! `/account/profile`: name, zone and language of whoever is signed in. `/clinic/settings`: the clinic's name.

use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Form, fault, kept_or},
    identity::zone_select::ZoneSelect,
    page::{Page, Shell},
    words::profile as w,
};
use backend::{account::Profile, db::Clinic};
use contract::{AppError, consent::Language};
use leptos::prelude::*;
use ui::{Button, Choice, Look, Seg, TextInput};

const NAME: &str = "/api/account/change_name";
const READING: &str = "/api/account/change_reading";
const CLINIC: &str = "/api/account/rename_clinic";

/// `/account/profile`
///
/// # Errors
/// `NotSignedIn`.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let account = ctx.account().await?;
    let profile = ctx.check(ctx.backend().load_profile(&ctx.token()?).await)?;
    let language = profile.language.unwrap_or(Language::En);
    let name = profile.name.clone();
    let back = ui::Link::new(w::back(language), "/account/security");
    Ok(Page::new(Shell::of_role(account.role), w::title(language), move || {
        view! {
            <div lang=language.as_str()>
                <ui::PageHead title=w::title(language) back/>
                <div class="account">
                    <section class="stack" aria-labelledby="your-name">
                        <h2 id="your-name">{w::name_title(language)}</h2>
                        <Form action=NAME class="form" language><NameField now=name language/></Form>
                    </section>
                    <section class="stack" aria-labelledby="reading">
                        <h2 id="reading">{w::reading_title(language)}</h2>
                        <Form action=READING class="form" language><ReadingFields profile language/></Form>
                    </section>
                </div>
            </div>
        }
    }))
}

#[component]
fn NameField(now: String, language: Language) -> impl IntoView {
    view! {
        <ErrorSummary/>
        <TextInput name="name" label=w::name(language) hint=w::name_text(language) autocomplete="name" maxlength=120 value=kept_or("name", now) error=fault("name")/>
        <div class="actions"><Button look=Look::Primary>{w::save_name(language)}</Button></div>
    }
    .into_any()
}

#[component]
fn ReadingFields(profile: Profile, language: Language) -> impl IntoView {
    let zone = kept_or("zone", profile.zone);
    let chosen = kept_or("language", language.as_str());
    let languages =
        vec![Choice::new(Language::En.as_str(), w::english()), Choice::new(Language::Nl.as_str(), w::dutch())];
    view! {
        <ErrorSummary/>
        <ZoneSelect value=zone guess=false error=fault("zone")/>
        <p class="small quiet">{w::zone_text(language)}</p>
        <Seg name="language" legend=w::language(language) options=languages value=chosen error=fault("language")/>
        <p class="small quiet">{w::language_text(language)}</p>
        <div class="actions"><Button look=Look::Primary>{w::save(language)}</Button></div>
    }
    .into_any()
}

/// `/clinic/settings`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for front desk.
pub async fn clinic(ctx: Ctx) -> Result<Page, AppError> {
    let tx = ctx.read::<Clinic>().await?;
    if !tx.scope().role().is_admin() {
        return Err(AppError::NotFound);
    }
    let now = tx.scope().organisation_name.clone();
    drop(tx);
    Ok(Page::new(Shell::Clinic, w::clinic_title(), move || {
        let fields = move || {
            view! {
                <ErrorSummary/>
                <TextInput name="organisation" label=w::clinic_field() hint=w::clinic_lede() maxlength=120 value=kept_or("organisation", now) error=fault("organisation")/>
                <div class="actions"><Button look=Look::Primary>{w::clinic_save()}</Button></div>
            }
        };
        view! {
            <ui::PageHead title=w::clinic_title() back=ui::Link::new(w::back(Language::En), "/account/security")/>
            <div class="account">
                <Form action=CLINIC class="form">{fields()}</Form>
            </div>
        }
    }))
}
