//! The form that asks: every text in full, what saying no does, two equal choices and none of them chosen.

use super::parts::Words;
use crate::{
    form::{ErrorSummary, Fixed, Form, fault, kept},
    words::consent as w,
};
use contract::consent::{ConsentView, Language, field};
use leptos::prelude::*;
use ui::{Button, Choice, Look, NoticeStrip, Seg, Tone};

const ANSWER: &str = "/api/consent/decide";

#[component]
pub fn Ask(asked: Vec<ConsentView>, language: Language) -> impl IntoView {
    let shown: Vec<_> = asked.iter().map(|asked| format!("{}={}", asked.kind.as_str(), asked.hash)).collect();
    let shown = shown.join(" ");
    let again = asked.iter().any(|asked| asked.last.is_some()).then(|| {
        let until = asked
            .iter()
            .find_map(|asked| asked.earlier_until)
            .map(|until| view! { <p>{w::older_until(until, language)}</p> });
        view! { <NoticeStrip tone=Tone::Warn title=w::ask_again(language)>{until}</NoticeStrip> }
    });
    let fields = move || asked.into_iter().map(|asked| view! { <One asked language/> }).collect_view();
    view! {
        {again}
        <Form action=ANSWER class="stack consents" language>
            <ErrorSummary/>
            <Fixed name="answers[language]" value=language.as_str()/>
            <Fixed name="answers[shown]" value=shown/>
            {fields()}
            <Button look=Look::Primary wide=true>{w::save(language)}</Button>
        </Form>
    }
    .into_any()
}

/// One text with its two answers.
#[component]
fn One(asked: ConsentView, language: Language) -> impl IntoView {
    let name = field(asked.kind);
    let options = vec![Choice::new("yes", w::yes(language)), Choice::new("no", w::no(language))];
    let legend = asked.title.clone();
    let (value, error) = (kept(&name).unwrap_or_default(), fault(&name));
    view! {
        <section class="blk" lang=language.as_str()>
            <h2>{asked.title.clone()}</h2>
            <Words consent=asked/>
            <Seg name=name legend=legend options value error/>
        </section>
    }
    .into_any()
}
