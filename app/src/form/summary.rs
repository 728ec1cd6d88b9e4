//! What is wrong, above the form, with a link to each field. It takes the focus when the page opens.

use super::{Summarised, form_error};
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
    form_error().filter(|error| *error != AppError::Continue).map(|error| match error {
        AppError::Invalid(fields) => {
            let faults: Vec<_> =
                fields.iter().map(|refused| Fault::new(id_in_form(&refused.field), codes::named(refused))).collect();
            view! { <ui::ErrorSummary title=codes::count(faults.len()) faults/> }
        }
        other => view! { <ui::ErrorSummary title=codes::whole_form(&other)/> },
    })
}
