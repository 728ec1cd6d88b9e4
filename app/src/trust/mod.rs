//! The public trust page: what is true of this installation, line by line.

pub mod feature;
use crate::{
    ctx::Ctx,
    page::{Page, Shell},
    words::trust as w,
};
use contract::{
    AppError,
    trust::{Claim, Processor, Standing, TrustView},
};
use leptos::prelude::*;
use ui::{DataTable, Icon, Tag, Tone};

/// `/trust`
///
/// # Errors
/// `Unavailable` when the database is.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let view = ctx.check(ctx.backend().load_trust().await)?;
    Ok(Page::new(Shell::Public, w::title(), move || body(view)))
}

fn body(view: TrustView) -> AnyView {
    let detail = match &view.clinic {
        Some(clinic) => format!("{clinic}. {}", w::asked_on(view.on)),
        None => w::asked_on(view.on),
    };
    let several = view.clinic.is_none().then(|| view! { <p>{w::several()}</p> });
    let processors = match view.processors {
        none if none.is_empty() => view! { <p>{w::no_processors()}</p> }.into_any(),
        processors => view! { {several} <Processors processors/> }.into_any(),
    };
    let head = view.head.map(|head| {
        view! {
            <section class="report" aria-labelledby="head">
                <h2 id="head">{w::head()}</h2>
                <pre class="mono hash" tabindex="0">{head.note}</pre>
                <p class="small quiet">{w::entries(head.entries)} ". " {w::head_text()}</p>
            </section>
        }
        .into_any()
    });
    view! {
        <article class="trust">
            <h1>{w::title()}</h1>
            <p class="lede">{w::lede()}</p>
            <p class="quiet">{detail}</p>
            <section class="report" aria-labelledby="controls">
                <h2 id="controls">{w::controls()}</h2>
                <Claims claims=view.claims with_todo=false/>
            </section>
            {head}
            <section class="report" aria-labelledby="processors"><h2 id="processors">{w::processors()}</h2>{processors}</section>
            <section class="report" aria-labelledby="check">
                <h2 id="check">{w::check()}</h2>
                <ul>
                    <li>{w::check_transport()}</li>
                    <li>{w::check_isolation()}</li>
                    <li>{w::check_log()}</li>
                    <li>{w::check_ask()}</li>
                </ul>
            </section>
        </article>
    }
    .into_any()
}

/// The claims as a list: a word and a shape for how each stands, never a colour alone.
#[component]
pub fn Claims(claims: Vec<Claim>, with_todo: bool) -> impl IntoView {
    let lines = claims
        .into_iter()
        .map(|claim| {
            let (tone, icon) = look(claim.standing);
            let todo = with_todo.then(|| w::to_do(&claim)).flatten();
            let todo = todo.map(|todo| view! { <p class="small"><strong>{w::todo()} ": "</strong>{todo}</p> });
            view! {
                <li>
                    <h3>{w::what(claim.what)}</h3>
                    <Tag tone icon>{w::standing(claim.standing)}</Tag>
                    <p>{w::says(&claim)}</p>
                    {todo}
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! { <ul class="claims">{lines}</ul> }.into_any()
}

fn look(standing: Standing) -> (Tone, Icon) {
    match standing {
        Standing::Holds => (Tone::Ok, Icon::CircleCheck),
        Standing::Part | Standing::Old => (Tone::Warn, Icon::TriangleAlert),
        Standing::Fails => (Tone::Danger, Icon::CircleAlert),
        Standing::Unknown | Standing::NotHere => (Tone::Quiet, Icon::Info),
    }
}

#[component]
fn Processors(processors: Vec<Processor>) -> impl IntoView {
    let rows = processors
        .into_iter()
        .map(|one| {
            view! {
                <tr>
                    <th scope="row" data-label=w::name()>{one.name}</th>
                    <td data-label=w::service()>{one.service}</td>
                    <td data-label=w::place()>{one.place}</td>
                    <td data-label=w::transfer_head()>{w::transfer(&one.transfer)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <DataTable caption=w::processors() class="stacks">
            <thead>
                <tr>
                    <th scope="col">{w::name()}</th>
                    <th scope="col">{w::service()}</th>
                    <th scope="col">{w::place()}</th>
                    <th scope="col">{w::transfer_head()}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}
