//! `/me/consents`: what is asked, what was decided, how to change it.

use super::{
    ask::Ask,
    parts::{History, Languages, Words},
};
use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Fixed, Form},
    page::{Page, Shell},
    words::consent as w,
};
use backend::db::Client;
use contract::{
    AppError,
    consent::{ConsentView, Decision, Language, MyConsents},
};
use leptos::prelude::*;
use ui::{Button, Confirm, DayHead, Disclosure, Icon, Look, Tag, Tone};

const CHANGE: &str = "/api/consent/change";
/// Where a client sees, takes and deletes what is theirs.
const OWN_DATA: &str = "/me/privacy";

/// `?language=nl`
#[derive(Debug, Default, serde::Deserialize)]
pub struct Query {
    #[serde(default)]
    pub language: String,
}

/// `/me/consents`. While the portal is closed it is a door: the texts, one's data, one's account, the way out.
///
/// # Errors
/// `NotSignedIn`.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let query: Query = ctx.query()?;
    let mut tx = ctx.read::<Client>().await?;
    let language = match Language::parse(&query.language) {
        Some(chosen) => chosen,
        None => ctx.check(ctx.backend().load_language(&mut tx).await)?,
    };
    let mine = ctx.check(ctx.backend().load_my_consents(&mut tx, language).await)?;
    if mine.is_closed {
        return Ok(Page::new(Shell::Door, w::ask_title(language), move || door(mine)));
    }
    let page = Page::new(Shell::Client, w::title(language), move || body(mine));
    Ok(page.with_head(move || view! { <DayHead title=w::title(language) detail=w::lede(language)/> }))
}

/// The first page a client sees, and the only one until they agree.
fn door(mine: MyConsents) -> AnyView {
    let language = mine.language;
    let lede = w::ask_lede(&mine.organisation, language);
    let (asked, decided): (Vec<_>, Vec<_>) = mine.consents.into_iter().partition(ConsentView::is_asked);
    let ask = (!asked.is_empty()).then(|| view! { <Ask asked language/> });
    let decided = (!decided.is_empty()).then(|| list(decided, language));
    let data = crate::ctx::find_rule(OWN_DATA)
        .map(|_| view! { <p class="small" lang=language.as_str()>{w::own_data(language)}" "<a href=OWN_DATA>{w::own_data_link(language)}</a></p> });
    view! {
        <h1 lang=language.as_str()>{w::ask_title(language)}</h1>
        <p lang=language.as_str()>{lede}</p>
        <Languages current=language/>
        {ask}
        {decided}
        {data}
        <p class="small" lang=language.as_str()><a href="/account/security">{w::account(language)}</a></p>
        <Form action="/api/identity/sign_out"><Button look=Look::Bare icon=Icon::LogOut>{w::sign_out(language)}</Button></Form>
    }
    .into_any()
}

fn body(mine: MyConsents) -> AnyView {
    let language = mine.language;
    let (asked, decided): (Vec<_>, Vec<_>) = mine.consents.into_iter().partition(ConsentView::is_asked);
    let ask = (!asked.is_empty()).then(|| view! { <Ask asked language/> });
    let data = crate::ctx::find_rule(OWN_DATA)
        .map(|_| view! { <p>{w::own_data(language)}" "<a href=OWN_DATA>{w::own_data_link(language)}</a></p> });
    view! {
        <section class="blk"><Languages current=language/></section>
        {ask}
        {list(decided, language)}
        <section class="blk" aria-labelledby="history" lang=language.as_str()>
            <h2 id="history">{w::history(language)}</h2>
            <p class="small quiet">{w::history_text(language)}</p>
            <History events=mine.history title=w::history(language) language/>
        </section>
        <section class="blk" aria-labelledby="receipt" lang=language.as_str()>
            <h2 id="receipt">{w::receipt(language)}</h2>
            <p class="small quiet">{w::receipt_text(language)}</p>
            <p><a class="btn" href=format!("/me/consents/receipt?language={}", language.as_str())>{w::receipt_open(language)}</a></p>
            {data}
        </section>
    }
    .into_any()
}

fn list(decided: Vec<ConsentView>, language: Language) -> AnyView {
    decided.into_iter().map(|consent| view! { <Decided consent language/> }).collect_view().into_any()
}

/// One that was decided: how it stands, the text folded away, the way back.
#[component]
fn Decided(consent: ConsentView, language: Language) -> impl IntoView {
    let state =
        consent.last.as_ref().map_or_else(|| w::undecided(consent.version, language), |last| w::last(last, language));
    let given = consent.last.as_ref().is_some_and(|last| last.decision == Decision::Given);
    let (tone, icon) = if consent.holds { (Tone::Ok, Icon::CircleCheck) } else { (Tone::Warn, Icon::CircleAlert) };
    let word = consent.last.as_ref().map(|last| w::decision(last.decision, language));
    let tag = word.map(|word| view! { <Tag tone icon>{word}</Tag> });
    let (kind, hash, title) = (consent.kind.as_str(), consent.hash.clone(), consent.title.clone());
    let fields = move |agrees: &'static str| {
        view! {
            <ErrorSummary/>
            <Fixed name="kind" value=kind/>
            <Fixed name="agrees" value=agrees/>
            <Fixed name="language" value=language.as_str()/>
            <Fixed name="shown" value=hash/>
        }
    };
    let turn = if given {
        let form = view! {
            <Form action=CHANGE mark=kind language>{fields("no")}<Button look=Look::Danger>{w::withdraw(language)}</Button></Form>
        };
        let effect = consent.effect.clone();
        view! {
            <Confirm id=format!("withdraw-{kind}") open=w::withdraw(language) title=w::withdraw_title(language) close=w::keep(language) action=form.into_any()>
                <p class="quiet small">{effect}</p>
            </Confirm>
        }
        .into_any()
    } else {
        view! { <Form action=CHANGE mark=kind language>{fields("yes")}<Button>{w::yes(language)}</Button></Form> }
            .into_any()
    };
    view! {
        <section class="blk" aria-labelledby=kind lang=language.as_str()>
            <div class="rowx"><h2 id=kind>{title}</h2><span class="push">{tag}</span></div>
            <p class="small quiet">{state}</p>
            <Disclosure summary=w::texts(language)><Words consent/></Disclosure>
            <div class="actions">{turn}</div>
        </section>
    }
    .into_any()
}
