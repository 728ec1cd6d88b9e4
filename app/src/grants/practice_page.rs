//! `/practice/access`: records open beyond the caseload, and breaking the glass.

use super::list::{Grants, Side};
use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Form, fault, kept_or},
    page::{Page, Shell},
    paging::{Beyond, Further, Long},
    words::grants as w,
};
use backend::db::{HouseLook, Practice};
use contract::{
    AppError,
    grant::{PracticeAccess, ReadKind},
};
use leptos::prelude::*;
use ui::{Button, Card, EmptyState, Icon, Look, PageHead, TextInput, Textarea};

/// `/practice/access`
///
/// # Errors
/// `NotSignedIn`.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Practice>().await?;
    let long = Long::of(&ctx)?;
    let mut access = ctx.check(ctx.backend().load_practice_access(&mut tx, long.reach).await)?;
    let beyond = long.cut(&mut access.grants);
    let named = access.grants.iter().map(|grant| grant.client);
    ctx.note_look(tx, HouseLook::of(ReadKind::Names, named)).await?;
    Ok(Page::new(Shell::Practice, w::own_title(), move || body(access, beyond)))
}

fn body(access: PracticeAccess, beyond: Option<Beyond>) -> AnyView {
    let open = if access.grants.is_empty() {
        view! { <EmptyState title=w::none_running() icon=Icon::Key><p>{w::none_running_own()}</p></EmptyState> }
            .into_any()
    } else {
        view! { <Grants grants=access.grants side=Side::Reader end="/api/grants/end_own"/> }.into_any()
    };
    view! {
        <PageHead title=w::own_title()/>
        <p class="lede">{w::own_lede()}</p>
        <div class="split">
            <section aria-labelledby="open"><h2 id="open">{w::running()}</h2>{open}<Further beyond/></section>
            <Card title=w::glass_title()>
                <Form action="/api/grants/open_emergency" class="stack">
                    <ErrorSummary/>
                    <p class="small">{w::glass_text()}</p>
                    <TextInput name="whom" label=w::whom() hint=w::whom_hint() autocomplete="off" value=kept_or("whom", "") error=fault("whom") maxlength=254/>
                    <Textarea name="reason" label=w::reason() hint=w::glass_reason_hint() value=kept_or("reason", "") error=fault("reason") maxlength=500 required=true/>
                    <Button look=Look::Danger icon=Icon::Siren>{w::glass_do()}</Button>
                </Form>
            </Card>
        </div>
    }
    .into_any()
}
