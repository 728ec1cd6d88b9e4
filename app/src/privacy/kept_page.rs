//! `/me/privacy/what-we-keep`, and `/what-we-keep` for everybody: the register in plain words (P2).

use std::collections::BTreeSet;

use crate::{
    ctx::Ctx,
    page::{Page, Shell},
    words::{privacy, register as w},
};
use backend::db::Client;
use backend::register::{self, Category, Table};
use contract::AppError;
use leptos::prelude::*;
use ui::{DayHead, Disclosure, PageHead};

/// `/what-we-keep`
///
/// # Errors
/// None; loaders have one type.
pub async fn public(_ctx: Ctx) -> Result<Page, AppError> {
    Ok(Page::new(Shell::Public, w::title(), || view! { <PageHead title=w::title()/> {body()} }))
}

/// `/me/privacy/what-we-keep`
///
/// # Errors
/// `NotSignedIn`.
pub async fn mine(ctx: Ctx) -> Result<Page, AppError> {
    ctx.read::<Client>().await?;
    let page = Page::new(Shell::Client, w::title(), || {
        view! {
            <p class="crumb"><a href="/me/privacy">{privacy::my_title()}</a></p>
            {body()}
        }
    });
    Ok(page.with_head(|| view! { <DayHead title=w::title()/> }))
}

fn body() -> AnyView {
    let parts = Category::ALL.into_iter().filter_map(part).collect_view();
    view! { <p class="lede">{w::lede()}</p> {parts} }.into_any()
}

fn part(category: Category) -> Option<AnyView> {
    let (name, what, who) = w::category(category)?;
    let tables: Vec<&Table> = register::tables().iter().filter(|table| table.facts.purpose == category).collect();
    // The same sentence once, in the order of the register.
    let each = |say: &dyn Fn(&Table) -> Vec<String>| {
        let mut seen = BTreeSet::new();
        let said = tables.iter().flat_map(|table| say(table)).filter(|text| seen.insert(text.clone()));
        said.map(|text| view! { <p>{text}</p> }).collect_view()
    };
    let why = each(&|table| vec![w::basis(table.facts.basis).to_owned()]);
    let how_long = each(&|table| {
        let hidden = table.hides.map(|(period, age)| register::Facts {
            retention: register::Retention::Setting(period, age),
            ..table.facts
        });
        hidden.iter().chain([&table.facts]).map(w::retention).collect()
    });
    let gone = each(&|table| {
        let unless = table.unless.map(|_| w::unless().to_owned());
        std::iter::once(w::erasure(table.facts.erasure).to_owned()).chain(unless).collect()
    });
    let fields = tables
        .iter()
        .map(|table| {
            let columns = table.entries().map(|(column, facts)| format!("{column} ({})", w::class(facts.class)));
            view! { <dt class="mono">{table.name}</dt><dd class="small">{columns.collect::<Vec<_>>().join(", ")}</dd> }
        })
        .collect_view();
    let id = category.word();
    Some(
        view! {
            <section class="report" aria-labelledby=id>
                <h2 id=id>{name}</h2>
                <p>{what}</p>
                <dl class="kv">
                    <div><dt>{w::why()}</dt><dd>{why}</dd></div>
                    <div><dt>{w::how_long()}</dt><dd>{how_long}</dd></div>
                    <div><dt>{w::who()}</dt><dd>{who}</dd></div>
                    <div><dt>{w::on_erasure()}</dt><dd>{gone}</dd></div>
                </dl>
                <Disclosure summary=w::fields()><dl>{fields}</dl></Disclosure>
            </section>
        }
        .into_any(),
    )
}
