//! Log a symptom, shown after a refused post: summary, errors beside their fields, every value kept.

use leptos::prelude::*;
use ui::*;

pub fn symptom() -> AnyView {
    let usual = [
        ("bloating", "Bloating"),
        ("pain", "Abdominal pain"),
        ("headache", "Headache"),
        ("fatigue", "Fatigue"),
        ("nausea", "Nausea"),
        ("heartburn", "Heartburn"),
    ];
    let usual = usual.map(|(value, label)| Choice::new(value, label)).to_vec();
    let more = vec![Choice::new("hives", "Hives"), Choice::new("dizziness", "Dizziness")];
    let trend = vec![Choice::new("worse", "Worse"), Choice::new("same", "Same"), Choice::new("better", "Better")];
    let head =
        view! { <SheetHead title="Log a symptom" back=Link::new("Close, keep as draft", "today.html") icon=Icon::X/> };
    let dock = view! {
        <section class="dock save" aria-label="Save"><Button look=Look::Primary wide=true form="symptom">"Save symptom"</Button></section>
    };
    let faults =
        vec![Fault::new("severity", "Say how strong it was"), Fault::new("ended", "The end is before the start")];
    view! {
        <PhoneShell skip="Skip to the form" nav_label="Main" head=head.into_any() dock=dock.into_any()>
            <form id="symptom" action="#" method="post">
                <ErrorSummary title="Two things to put right" faults/>
                <div class="blk stack">
                    <Picks name="code" legend="What is it" options=usual values=vec!["bloating".to_owned()] show_legend=true/>
                    <Select name="other" label="Another" optional="(optional)" options=more prompt="Choose from the list"/>
                </div>
                <div class="blk"><Scale name="severity" legend="How strong" from=0 low="none" high="worst imaginable" error="Choose a figure from 0 to 10."/></div>
                <div class="blk stack">
                    <div class="pair">
                        <DateInput name="day" label="Day" value="2026-05-14"/>
                        <TimeInput name="started" label="Began" value="15:05"/>
                        <TimeInput name="ended" label="Ended" value="14:05" optional="(optional)" error="This is before it began. Leave it empty if it is still there."/>
                    </div>
                    <Seg name="trend" legend="Compared with an hour ago" options=trend show_legend=true value="better"/>
                </div>
                <div class="blk stack">
                    <Textarea name="note" label="Note" voice=true value="Tight waistband by three. Walked to the post office and that helped."/>
                    <CheckBox name="private" label="Keep this entry private" hint="Nobody at your practice sees it."/>
                    <CheckBox name="exclude" label="I was ill: leave it out of the statistics"/>
                </div>
            </form>
        </PhoneShell>
    }
    .into_any()
}
