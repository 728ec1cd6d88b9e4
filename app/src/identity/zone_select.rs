//! Island: the list of time zones, set to the browser's own once awake. Without it the list stands on a likely one.

use crate::words::identity as w;
use contract::identity::ZONES;
use leptos::{html, prelude::*};
use ui::{Field, Icon, MaybeText, described_by, invalid};

/// `value` is chosen at first; `guess` lets the browser's zone replace it as long as nobody chose.
#[island]
pub fn ZoneSelect(value: String, guess: bool, error: Option<String>) -> impl IntoView {
    let select = NodeRef::<html::Select>::new();
    let first = value.clone();
    Effect::new(move |_| {
        if let (true, Some(select), Some(own)) = (guess, select.get(), browser_zone())
            && select.value() == first
            && ZONES.contains(&own.as_str())
        {
            select.set_value(&own);
        }
    });
    let listed = ZONES.contains(&value.as_str()) || value.is_empty();
    let other = (!listed).then(|| view! { <option value=value.clone() selected=true>{w::zone_name(&value)}</option> });
    let options = ZONES
        .iter()
        .map(|zone| view! { <option value=*zone selected={*zone == value}>{w::zone_name(zone)}</option> })
        .collect_view();
    let error = error.into();
    let (wrong, described) = (invalid(&error), described_by("zone", &MaybeText::default(), &error));
    view! {
        <Field id="zone" label=w::zone() error>
            <div class="select">
                <select class="input" id="zone" name="zone" node_ref=select aria-invalid=wrong aria-describedby=described>
                    {other}
                    {options}
                </select>
                <Icon icon=Icon::ChevronDown/>
            </div>
        </Field>
    }
}

/// The browser's IANA zone; `None` where it does not say.
fn browser_zone() -> Option<String> {
    let format = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
    let options = format.resolved_options();
    js_sys::Reflect::get(&options, &"timeZone".into()).ok()?.as_string()
}
