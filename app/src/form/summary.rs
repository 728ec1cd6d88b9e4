//! What is wrong, above the form, with a link to each field. It takes the focus when the page opens.

use super::form_error;
use crate::words::codes;
use contract::AppError;
use leptos::prelude::*;

#[component]
pub fn ErrorSummary() -> impl IntoView {
    form_error().map(|error| {
        let fields = match &error {
            AppError::Invalid(fields) => fields.as_slice(),
            _ => &[],
        };
        let links = fields
            .iter()
            .map(|refused| {
                let reason = codes::why(&refused.field, refused.code);
                if refused.field.is_empty() {
                    view! { <li>{reason}</li> }.into_any()
                } else {
                    view! { <li><a href=format!("#{}", refused.field)>{reason}</a></li> }.into_any()
                }
            })
            .collect_view();
        let heading = if fields.is_empty() { codes::whole_form(&error) } else { codes::count(fields.len()) };
        view! {
            <div class="strip danger" role="alert" tabindex="-1" autofocus>
                <strong>{heading}</strong>
                <ul>{links}</ul>
            </div>
        }
    })
}
