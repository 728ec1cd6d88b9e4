//! What is wrong, above the form, with a link to each field. It takes the focus when the page opens.

use super::{Summarised, form_error, spoken};
use crate::words::codes;
use contract::AppError;
use leptos::prelude::*;
use ui::{Fault, id_in_form};

/// Nothing when the form was not refused.
#[component]
pub fn ErrorSummary() -> impl IntoView {
    if let Some(Summarised(is_there)) = use_context() {
        is_there.store(true, std::sync::atomic::Ordering::Relaxed);
    }
    let language = spoken();
    form_error().filter(|error| *error != AppError::Continue).map(|error| match error {
        AppError::Invalid(fields) => {
            let faults: Vec<_> = fields
                .iter()
                .map(|refused| Fault::new(id_in_form(&refused.field), codes::named(refused, language)))
                .collect();
            view! { <ui::ErrorSummary title=codes::count(faults.len(), language) faults/> }
        }
        other => view! { <ui::ErrorSummary title=codes::whole_form(&other, language)/> },
    })
}
