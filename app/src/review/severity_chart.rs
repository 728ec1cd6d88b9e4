//! Island: brings the server's chart to life. Hovering or focusing a mark shows its label beside it; the arrow keys go
//! from mark to mark, so that the chart is one stop for the tab key; Enter follows the link to the entry, which is the
//! browser's own doing. Places and texts are those the server drew: nothing is computed here but where the label fits.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, SvgElement};

/// Around the chart; `children` is the server's picture.
#[island]
pub fn SeverityChart(children: Children) -> impl IntoView {
    Effect::new(|_| rove(None));
    view! {
        <div
            on:mouseover=|event| show(event.target())
            on:mouseout=|_| hide()
            on:focusin=|event| show(event.target())
            on:focusout=|_| hide()
            on:keydown=|event| press(&event)
            on:click=|event| unfold(event.target())
        >
            {children()}
        </div>
    }
}

fn marks() -> Vec<SvgElement> {
    let Ok(found) = document().query_selector_all(".chart .pt") else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}

/// One mark answers to the tab key: the given one, else the last, which is the newest.
fn rove(to: Option<&SvgElement>) {
    let marks = marks();
    let Some(chosen) = to.or(marks.last()) else { return };
    for mark in &marks {
        let index = if mark.is_same_node(Some(chosen)) { "0" } else { "-1" };
        _ = mark.set_attribute("tabindex", index);
    }
}

fn press(event: &KeyboardEvent) {
    let by = match event.key().as_str() {
        "ArrowRight" => 1,
        "ArrowLeft" => -1,
        "Home" => i32::MIN,
        "End" => i32::MAX,
        _ => return,
    };
    let mut marks = marks();
    marks.sort_by(|one, other| place(one, "data-x").total_cmp(&place(other, "data-x")));
    let Some(active) = document().active_element() else { return };
    let Some(at) = marks.iter().position(|mark| mark.is_same_node(Some(&active))) else { return };
    let last = i32::try_from(marks.len()).unwrap_or(i32::MAX) - 1;
    let next = i32::try_from(at).unwrap_or(0).saturating_add(by).clamp(0, last);
    if let Some(mark) = usize::try_from(next).ok().and_then(|next| marks.get(next)) {
        event.prevent_default();
        rove(Some(mark));
        _ = mark.focus();
    }
}

fn place(mark: &Element, name: &str) -> f64 {
    mark.get_attribute(name).and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// The dark label beside the mark, kept inside the picture.
fn show(target: Option<EventTarget>) {
    let mark = target
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|found| found.closest(".pt").ok().flatten());
    let (Some(mark), Some(tip)) = (mark, document().get_element_by_id("chart-tip")) else { return };
    let label = mark.get_attribute("aria-label").unwrap_or_default();
    let (first, second) = label.split_once(". ").unwrap_or((&label, ""));
    let longest = first.chars().count().max(second.chars().count());
    // About 6.6 units a letter at this size; a little too wide is better than cut off.
    let width = longest as f64 * 6.6 + 16.0;
    let (x, y) = (place(&mark, "data-x"), place(&mark, "data-y"));
    let left = if x + width + 8.0 > 828.0 { x - width - 8.0 } else { x + 8.0 };
    let top = (y - 8.0).max(2.0);
    let set = |selector: &str, pairs: &[(&str, f64)], text: Option<&str>| {
        let Some(part) = tip.query_selector(selector).ok().flatten() else { return };
        for (name, value) in pairs {
            _ = part.set_attribute(name, &value.to_string());
        }
        if let Some(text) = text {
            part.set_text_content(Some(text));
        }
    };
    set("rect", &[("x", left), ("y", top), ("width", width)], None);
    set("text.tb", &[("x", left + 8.0), ("y", top + 16.0)], Some(first));
    set("text:not(.tb)", &[("x", left + 8.0), ("y", top + 32.0)], Some(second));
    if let Some(cross) = tip.query_selector(".cross").ok().flatten() {
        _ = cross.set_attribute("transform", &format!("translate({x} 0)"));
    }
    _ = tip.set_attribute("visibility", "visible");
}

fn hide() {
    let tip = document().get_element_by_id("chart-tip").and_then(|tip| tip.dyn_into::<Element>().ok());
    if let Some(tip) = tip {
        _ = tip.set_attribute("visibility", "hidden");
    }
}

/// A link into folded days unfolds them before the browser goes there.
fn unfold(target: Option<EventTarget>) {
    let mark = target
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|found| found.closest(".pt").ok().flatten());
    let id = mark.and_then(|mark| mark.get_attribute("href"));
    let entry = id.and_then(|id| document().get_element_by_id(id.trim_start_matches('#')));
    if let Some(folded) = entry.and_then(|entry| entry.closest("details").ok().flatten()) {
        _ = folded.set_attribute("open", "");
    }
}
