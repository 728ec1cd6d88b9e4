//! A register's lines and the form of one: both follow from the fields of `contract::registers`.

use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Fixed, Form, fault, kept_or},
    page::{Page, Shell},
    words::registers as w,
};
use backend::db::Clinic;
use backend::registers::Kept;
use contract::{
    AppError,
    registers::{EntryView, Field, Kind, Register},
};
use leptos::prelude::*;
use ui::{
    Button, Card, Choice, DataTable, DateInput, EmptyState, Icon, Look, MaybeText, PageHead, Select, TextInput,
    Textarea,
};

const SAVE: &str = "/api/registers/save_entry";
const RETIRE: &str = "/api/registers/retire_entry";

fn register_of(ctx: &Ctx) -> Result<Register, AppError> {
    Register::parse(&ctx.param::<String>("register")?).ok_or(AppError::NotFound)
}

/// `/clinic/registers/{register}`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for anyone who is not an administrator, and for a register that is none.
pub async fn list(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Clinic>().await?;
    let organisation = tx.scope().organisation_name.clone();
    let register = register_of(&ctx)?;
    let entries = ctx.check(ctx.backend().load_register(&mut tx, register).await)?;
    let kept = if register == Register::Processing { backend::registers::kept() } else { Vec::new() };
    Ok(Page::new(Shell::Clinic, w::register(register), move || {
        let lines = if entries.is_empty() {
            view! { <EmptyState title=w::nothing() icon=Icon::FileText><p>{w::register_text(register)}</p></EmptyState> }.into_any()
        } else {
            entries.into_iter().map(|entry| line(register, entry)).collect_view().into_any()
        };
        view! {
            <PageHead title=w::register(register) detail=organisation/>
            <p class="lede">{w::register_text(register)}</p>
            <p class="no-print"><a href="/clinic/registers">{w::to_registers()}</a></p>
            <div class="split">
                <div class="stack">{lines}{(!kept.is_empty()).then(|| generated(kept))}</div>
                <div class="no-print"><Card title=w::add()><EntryForm register entry=None/></Card></div>
            </div>
        }
        .into_any()
    }))
}

/// `/clinic/registers/{register}/{entry}`
///
/// # Errors
/// As `list`; `NotFound` when the register has no such line.
pub async fn one(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Clinic>().await?;
    let register = register_of(&ctx)?;
    let entry = ctx.check(ctx.backend().load_entry(&mut tx, register, ctx.param("entry")?).await)?;
    Ok(Page::new(Shell::Clinic, entry.title().to_owned(), move || {
        let (id, retired) = (entry.id.to_string(), entry.is_retired);
        let (to, label) = if retired { ("no", w::restore()) } else { ("yes", w::retire()) };
        view! {
            <PageHead title=entry.title().to_owned() detail=w::register(register)/>
            <p><a href=format!("/clinic/registers/{}", register.as_str())>{w::register(register)}</a></p>
            <EntryForm register entry=Some(entry)/>
            <Form action=RETIRE>
                <Fixed name="entry" value=id/>
                <Fixed name="retired" value=to/>
                <Button look=Look::Bare>{label}</Button>
            </Form>
        }
        .into_any()
    }))
}

/// A line with everything in it, as it is printed.
fn line(register: Register, entry: EntryView) -> AnyView {
    let href = format!("/clinic/registers/{}/{}", register.as_str(), entry.id);
    let rest = register.fields().iter().skip(1).filter(|field| !entry.field(field.name).is_empty());
    let facts = rest
        .map(|field| {
            let value = entry.field(field.name);
            let value = match field.kind {
                Kind::Choice(_) => w::choice(field.name, value).to_owned(),
                Kind::Date => value.parse().map_or_else(|_| value.to_owned(), w::day),
                _ => value.to_owned(),
            };
            view! { <div><dt>{w::field(field.name)}</dt><dd>{value}</dd></div> }
        })
        .collect_view();
    let retired = entry.is_retired.then(|| view! { " " <ui::Tag>{w::retired()}</ui::Tag> });
    view! {
        <section class="report entry">
            <h2><a href=href>{entry.title().to_owned()}</a>{retired}</h2>
            <dl class="kv">{facts}</dl>
            <p class="small quiet">{w::changed(entry.changed_at)}</p>
        </section>
    }
    .into_any()
}

#[component]
fn EntryForm(register: Register, entry: Option<EntryView>) -> impl IntoView {
    let before = |name: &str| entry.as_ref().map(|entry| entry.field(name).to_owned()).unwrap_or_default();
    let controls: Vec<_> = register.fields().iter().map(|field| (*field, before(field.name))).collect();
    let id = entry.map(|entry| entry.id.to_string()).unwrap_or_default();
    view! {
        <Form action=SAVE class="stack">
            <ErrorSummary/>
            <Fixed name="register" value=register.as_str()/>
            <Fixed name="entry" value=id/>
            {controls.into_iter().map(|(field, before)| control(field, before)).collect_view()}
            <div class="actions"><Button look=Look::Primary>{w::save()}</Button></div>
        </Form>
    }
    .into_any()
}

fn control(field: Field, before: String) -> AnyView {
    let name = field.posted();
    let (label, value) = (w::field(field.name), kept_or(&name, before));
    let most = u32::try_from(field.longest()).unwrap_or(200);
    let optional: MaybeText = (!field.required).then(w::optional).into();
    let error = fault(&name);
    match field.kind {
        Kind::Line => {
            view! { <TextInput name label value error optional maxlength=most autocomplete="off"/> }.into_any()
        }
        Kind::Text => view! { <Textarea name label value error optional maxlength=most/> }.into_any(),
        Kind::Date => view! { <DateInput name label value error optional/> }.into_any(),
        Kind::Choice(words) => {
            let options = words.iter().map(|word| Choice::new(*word, w::choice(field.name, word))).collect();
            view! { <Select name label prompt=w::choose() options value error/> }.into_any()
        }
    }
}

/// What the program itself keeps, from its own register of data.
fn generated(kept: Vec<Kept>) -> AnyView {
    let rows = kept
        .into_iter()
        .map(|line| {
            let grounds: Vec<_> = line.grounds.iter().map(|word| w::ground(word)).collect();
            view! {
                <tr>
                    <th scope="row" data-label=w::kind()>{w::category(line.category)}</th>
                    <td data-label=w::ground_head()>{grounds.join(", ")}</td>
                    <td class="num" data-label=w::fields()>{line.columns}</td>
                    <td data-label=w::sealed()>{if line.is_sealed { w::yes() } else { w::no() }}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="report" aria-labelledby="generated">
            <h2 id="generated">{w::generated()}</h2>
            <p class="quiet">{w::generated_text()}</p>
            <DataTable caption=w::generated() class="stacks">
                <thead>
                    <tr>
                        <th scope="col">{w::kind()}</th>
                        <th scope="col">{w::ground_head()}</th>
                        <th scope="col" class="num">{w::fields()}</th>
                        <th scope="col">{w::sealed()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </DataTable>
        </section>
    }
    .into_any()
}
