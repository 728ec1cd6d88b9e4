//! `/clinic/privacy`: where a clinic looks after what it keeps of people.

use super::links::{self, Entry};
use crate::{
    access::Role,
    ctx::Ctx,
    page::{Page, Shell},
    words::{ai, audit, privacy as w, register, signing},
};
use backend::db::Clinic;
use contract::AppError;
use leptos::prelude::*;
use ui::PageHead;

/// Shown in this order, each once its page exists.
const LINKS: &[Entry] = &[
    ("/clinic/data-requests", w::requests_title, w::requests_entry_text),
    ("/clinic/retention", w::retention_title, w::retention_entry_text),
    ("/clinic/holds", w::holds_title, w::holds_entry_text),
    ("/what-we-keep", register::title, w::kept_entry_text),
    // Consent and documents to sign.
    ("/clinic/documents", signing::clinic_title, signing::clinic_entry_text),
    ("/clinic/ai", ai::clinic_title, ai::clinic_entry_text),
    // Exports.
    // The audit viewer and incidents.
    ("/clinic/audit", audit::title, audit::lede),
    // Checkpoints and proofs.
    // Registers, reviews and the trust page.
    // Keys of clients.
    // Recovery of an account.
];

/// `/clinic/privacy`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for front desk.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let tx = ctx.read::<Clinic>().await?;
    let organisation = tx.scope().organisation_name.clone();
    Ok(Page::new(Shell::Clinic, w::clinic_title(), move || {
        view! {
            <PageHead title=w::clinic_title() detail=organisation/>
            <div class="account">
                <p class="lede">{w::clinic_lede()}</p>
                {links::list(LINKS, w::clinic_title(), Role::Admin)}
            </div>
        }
    }))
}
