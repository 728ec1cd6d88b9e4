//! What the components promise to people who cannot see them, and to a strict content policy.

use crate::*;
use leptos::prelude::*;

fn html(view: impl FnOnce() -> AnyView) -> String {
    Owner::new().with(|| view().to_html())
}

#[test]
fn an_error_is_tied_to_its_field_and_the_value_is_kept() {
    let html = html(|| {
        view! { <TextInput name="email" label="E-mail" value="a@b" hint="Whole address" error="Not complete"/> }
            .into_any()
    });
    assert!(html.contains("data-invalid"));
    assert!(html.contains("aria-invalid=\"true\""));
    assert!(html.contains("aria-describedby=\"email-error email-hint\""));
    assert!(html.contains("id=\"email-error\"") && html.contains("id=\"email-hint\""));
    assert!(html.contains("for=\"email\"") && html.contains("value=\"a@b\""));
}

#[test]
fn a_sound_field_claims_nothing() {
    let html = html(|| view! { <TextInput name="email" label="E-mail" error={None::<String>}/> }.into_any());
    for absent in ["data-invalid", "aria-invalid", "aria-describedby", "email-error", "email-hint", "value="] {
        assert!(!html.contains(absent), "{absent} in {html}");
    }
}

#[test]
fn a_note_is_escaped_and_nothing_is_added_to_it() {
    let typed = "</textarea><script>alert(1)</script>";
    let html = html(|| view! { <Textarea name="note" label="Note" value=typed/> }.into_any());
    assert!(html.contains("&lt;/textarea&gt;&lt;script&gt;"), "{html}");
    assert_eq!(html.matches("</textarea>").count(), 1);
    let inside = html.split("<textarea").nth(1).and_then(|rest| rest.split("</textarea>").next()).unwrap();
    assert!(!inside.contains("<!"), "a marker would show as text: {inside}");
}

#[test]
fn a_value_with_quotes_stays_inside_its_attribute() {
    let html = html(|| view! { <TextInput name="name" label="Name" value="\" onfocus=\"x"/> }.into_any());
    assert!(!html.contains("onfocus=\"x"), "{html}");
}

#[test]
fn a_scale_has_every_step_and_names_its_ends() {
    let scale = |from: u8| {
        html(move || {
            view! { <Scale name="pain" legend="Pain" low="none" high="worst" from value=7 unset="not answered"/> }
                .into_any()
        })
    };
    assert_eq!(scale(0).matches("type=\"radio\"").count(), 12);
    assert_eq!(scale(1).matches("type=\"radio\"").count(), 11);
    assert_eq!(scale(0).matches(" checked").count(), 1);
    assert!(scale(0).contains("id=\"pain\""), "an error link must land on the first step");
}

#[test]
fn an_error_summary_takes_the_focus_and_leads_to_the_fields() {
    let html = html(|| {
        let faults = vec![Fault::new("email", "Not complete"), Fault::new("", "Taken meanwhile")];
        view! { <ErrorSummary title="Two things" faults/> }.into_any()
    });
    assert!(html.contains("role=\"alert\"") && html.contains("tabindex=\"-1\"") && html.contains("autofocus"));
    assert_eq!(html.matches("href=\"#email\"").count(), 1);
    assert_eq!(html.matches("<a ").count(), 1);
}

#[test]
fn bars_stay_inside_their_track() {
    let width = |share: f64| html(move || view! { <Bar share/> }.into_any());
    assert!(width(3.0).contains("width=\"100.0%\""));
    assert!(width(-1.0).contains("width=\"0.0%\""));
}

#[test]
fn a_day_without_entries_is_a_gap_and_none_is_a_value() {
    let html = html(|| view! { <Spark days=vec![None, Some(0), Some(10)]/> }.into_any());
    assert!(html.contains("d=\"M6 22h2v-20h-2z\" class=\"s\""), "{html}");
    assert!(html.contains("d=\"M3 20.5h2v1.5h-2z\" class=\"z\""), "{html}");
}

#[test]
fn nothing_needs_an_inline_style_or_script() {
    let html = html(|| {
        let week = WeekDay {
            href: "#".into(),
            short: "Mo".into(),
            number: "1".into(),
            label: "Monday".into(),
            current: true,
            ahead: false,
            unlogged: true,
            marks: vec![DayMark::bar(12.0, 5)],
        };
        view! {
            <WeekStrip label="Week" days=vec![week]/>
            <Bar share=0.5 least=true/>
            <HourRuler open=vec![(9.0, 17.0)]/>
            <Confirm id="x" open="Delete" title="Delete?" close="Keep" action=().into_any()>"Gone for good"</Confirm>
        }
        .into_any()
    });
    assert!(!html.contains("style=") && !html.contains("<script") && !html.contains("onclick"));
    assert!(html.contains("popovertarget=\"x\"") && html.contains("id=\"x\" popover"), "{html}");
}

#[test]
fn the_page_one_is_on_is_marked_and_zero_is_no_badge() {
    let html = html(|| {
        let items = vec![
            NavItem::new(Icon::Sun, "Today", "/me").current(true).badge(0, "nothing"),
            NavItem::new(Icon::MessageSquare, "Messages", "/me/messages").badge(2, "2 unread"),
        ];
        view! { <PhoneShell skip="Skip" nav_label="Main" items>"…"</PhoneShell> }.into_any()
    });
    assert_eq!(html.matches("aria-current=\"page\"").count(), 1);
    assert_eq!(html.matches("class=\"count\"").count(), 1);
    assert!(html.find("href=\"#main\"") < html.find("id=\"main\""));
}
