//! `/clinic/access`: who may see which record beyond care, and giving it.

use super::{
    form::{Fields, choices},
    list::{Grants, Side},
};
use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Form, fault, kept_or},
    page::{Page, Shell},
    paging::{Beyond, Further, Long},
    words::grants as w,
};
use contract::{
    AppError,
    grant::{ClinicAccess, GrantView},
};
use leptos::prelude::*;
use ui::{Button, Card, Disclosure, EmptyState, Icon, Look, PageHead, Select, TextInput};

const GIVE: &str = "/api/grants/give";
const FIND: &str = "/api/grants/find_client";

/// `/clinic/access`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for anyone who is not an administrator.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let form = ctx.form().filter(|form| [GIVE, FIND].contains(&form.action.as_str()));
    let search = contract::text::search(form.and_then(|form| form.value("search")).unwrap_or_default());
    let long = Long::of(&ctx)?;
    let mut tx = ctx.open_house(&backend::grants::looks_at_access(&search, long.reach)).await?;
    let mut access = ctx.check(ctx.backend().load_clinic_access(&mut tx, &search, long.reach).await)?;
    let beyond = long.cut(&mut access.grants);
    Ok(Page::new(Shell::Clinic, w::title(), move || body(access, beyond)))
}

fn body(access: ClinicAccess, beyond: Option<Beyond>) -> AnyView {
    let (running, over): (Vec<_>, Vec<_>) = access.grants.iter().cloned().partition(|grant| grant.is_running);
    let running = if running.is_empty() {
        view! { <EmptyState title=w::none_running() icon=Icon::Key><p>{w::none_running_clinic()}</p></EmptyState> }
            .into_any()
    } else {
        view! { <Grants grants=running side=Side::Clinic end="/api/grants/end"/> }.into_any()
    };
    view! {
        <PageHead title=w::title() detail=access.organisation.clone()/>
        <p class="lede">{w::clinic_lede()}</p>
        <div class="split">
            <div class="stack">
                <section aria-labelledby="running"><h2 id="running">{w::running()}</h2>{running}</section>
                {past(over, Side::Clinic, "/api/grants/end")}
                <Further beyond/>
            </div>
            <Card title=w::give_title()><Give access/></Card>
        </div>
    }
    .into_any()
}

/// What is over, folded away.
pub fn past(over: Vec<GrantView>, side: Side, end: &'static str) -> Option<AnyView> {
    (!over.is_empty()).then(|| {
        view! { <Disclosure summary=w::over(over.len())><Grants grants=over side end/></Disclosure> }.into_any()
    })
}

/// Pressing "find" shows the same form with fewer names; it works for any number of clients.
#[component]
fn Give(access: ClinicAccess) -> impl IntoView {
    let more = access.more_clients.then(|| view! { <p class="small quiet">{w::more_clients()}</p> });
    let clients = choices(&access.clients);
    view! {
        <Form action=GIVE steps=&[FIND] class="stack">
            <ErrorSummary/>
            <div class="rowx">
                <TextInput name="search" label=w::find() autocomplete="off" value=kept_or("search", "") error=fault("search") maxlength=120/>
                <button class="btn" formaction=FIND>{w::find_do()}</button>
            </div>
            <Select name="client" label=w::client() prompt=w::choose() options=clients value=kept_or("client", "") error=fault("client")/>
            {more}
            <Fields colleagues=access.colleagues/>
            <Button look=Look::Primary icon=Icon::Key>{w::give()}</Button>
        </Form>
    }
    .into_any()
}
