//! What can be booked: the list, and the form of one.

use crate::frames::Practice;
use leptos::prelude::*;
use ui::*;

pub fn list() -> AnyView {
    let services = [
        ("Follow-up", "45 min, video or in person", "65.00 GBP", true),
        ("Reintroduction review, with written plan", "60 min, in person", "95.00 GBP", true),
        ("Group class", "90 min, video", "20.00 GBP", false),
    ];
    let services = services.map(|(name, detail, price, on)| {
        view! {
            <li class=(!on).then_some("off")>
                <div><b>{name}</b><p class="quiet">{detail}</p></div>
                <span class="num">{price}</span>
                <div class="actions">
                    {(!on).then(|| view! { <Tag>"not offered"</Tag> })}
                    <LinkButton href="service.html" look=Look::Bare icon=Icon::Pencil>"Change"</LinkButton>
                </div>
            </li>
        }
    });
    view! {
        <Practice current=4>
            <PageHead title="Services" detail="What your clients can book and what it costs">
                <LinkButton href="service.html" look=Look::Primary icon=Icon::Plus>"New service"</LinkButton>
            </PageHead>
            <ul class="items">{services.into_iter().collect_view()}</ul>
        </Practice>
    }
    .into_any()
}

pub fn form() -> AnyView {
    let places = [("video", "Video"), ("in_person", "In person"), ("phone", "Telephone")]
        .map(|(value, label)| Choice::new(value, label))
        .to_vec();
    let currencies = vec![Choice::new("GBP", "GBP"), Choice::new("EUR", "EUR")];
    let faults = vec![Fault::new("minutes", "The length is not a number of minutes")];
    view! {
        <Practice current=4>
            <PageHead title="New service" back=Link::new("Services", "services.html")/>
            <form class="form" method="post" action="#" novalidate=true>
                <ErrorSummary title="One thing to put right" faults/>
                <TextInput name="name" label="Name" value="Follow-up" hint="As a client reads it when booking"/>
                <Textarea name="about" label="What happens in it" optional="(optional)" rows=3/>
                <div class="pair">
                    <NumberInput name="minutes" label="Length" unit="min" whole=true value="3 quarters" error="Write a whole number of minutes, such as 45."/>
                    <NumberInput name="buffer" label="Pause after it" unit="min" whole=true value="15"/>
                </div>
                <div class="pair">
                    <NumberInput name="price" label="Price" value="65.00" hint="0 is free: booked without paying"/>
                    <Select name="currency" label="Currency" options=currencies value="GBP"/>
                </div>
                <Picks name="place" legend="Where" options=places values=vec!["video".to_owned()] many=true show_legend=true/>
                <CheckBox name="offered" label="Clients can book it" checked=true/>
                <div class="actions"><Button look=Look::Primary>"Save service"</Button><LinkButton href="services.html">"Back without saving"</LinkButton></div>
            </form>
        </Practice>
    }
    .into_any()
}
