//! Every component by itself: what one presses and fills in.

use leptos::prelude::*;
use ui::*;

pub fn parts() -> AnyView {
    let periods = || vec![Choice::new("7", "7 days"), Choice::new("30", "30 days"), Choice::new("90", "90 days")];
    view! {
        <main class="form" id="main">
            <h1>"Parts"</h1>
            <h2>"Buttons"</h2>
            <div class="rowx">
                <Button look=Look::Primary>"Save lunch"</Button>
                <Button look=Look::Tonal>"Add 86 g"</Button>
                <Button>"Message"</Button>
                <Button look=Look::Bare>"Set aside"</Button>
                <Button look=Look::Danger>"Erase photos"</Button>
                <Button disabled=true>"Sign and lock"</Button>
                <IconButton icon=Icon::X label="Close"/>
                <LinkButton href="#" icon=Icon::Download>"Export"</LinkButton>
            </div>
            <h2>"Fields"</h2>
            <div class="pair">
                <TextInput name="food" label="Food" value="Porridge oats" hint="In your words; we look it up"/>
                <NumberInput name="grams" label="Grams" value="1,200 kg" unit="g" error="Use a number in grams, such as 120."/>
                <Select name="plan" label="Plan" options=vec![Choice::new("1", "Iron, week 6")] optional="(optional)"/>
                <DateInput name="day" label="Day" value="2026-05-14"/>
                <TimeInput name="time" label="Time" value="12:55" error="This is in the future."/>
                <TextInput name="secret" label="Password" kind="password" autocomplete="new-password" hint="12 characters or more"/>
            </div>
            <Textarea name="note" label="Note" voice=true value="Tight waistband by three."/>
            <CheckBox name="share" label="Share sleep with Ruth Calloway, until I end it" checked=true/>
            <h2>"Choices"</h2>
            <Seg name="period" legend="Period" options=periods() value="30" show_legend=true/>
            <Seg name="period2" legend="Period" options=periods() error="Choose a period."/>
            <Scale name="hunger" legend="Hunger before" low="not hungry" high="very hungry" value=4/>
            <Scale name="pain" legend="Pain" from=0 low="none" high="worst imaginable" unset="not answered" value=8/>
            <Picks name="mood" legend="Mood" options=vec![Choice::new("calm", "Calm"), Choice::new("tired", "Tired")] many=true values=vec!["tired".to_owned()]/>
        </main>
    }
    .into_any()
}
