//! Log a meal: type three letters, choose, choose a portion, save.

use leptos::prelude::*;
use ui::*;

pub fn meal() -> AnyView {
    let kinds = [("breakfast", "Breakfast"), ("lunch", "Lunch"), ("dinner", "Dinner"), ("snack", "Snack")];
    let kinds = kinds.map(|(value, label)| Choice::new(value, label)).to_vec();
    let head =
        view! { <SheetHead title="Log a meal" back=Link::new("Close, keep as draft", "today.html") icon=Icon::X/> };
    let dock = view! {
        <section class="dock save" aria-label="Save">
            <p><span>"2 foods, 268 g"</span><span>"kept as a draft at 12:56"</span></p>
            <Button look=Look::Primary wide=true form="meal">"Save lunch"</Button>
        </section>
    };
    view! {
        <PhoneShell skip="Skip to the form" nav_label="Main" head=head.into_any() dock=dock.into_any()>
            <form id="meal" action="#" method="post">
                <div class="blk stack">
                    <Seg name="kind" legend="Meal" options=kinds value="lunch"/>
                    <div class="pair">
                        <DateInput name="day" label="Day" value="2026-05-14"/>
                        <TimeInput name="time" label="Time" value="12:55"/>
                    </div>
                </div>
                {add_food()}
                {chosen()}
                <section class="blk scales" aria-label="How it felt">
                    <Scale name="hunger" legend="Hunger before" low="not hungry" high="very hungry" value=7 unset="not answered"/>
                    <Scale name="fullness" legend="Fullness after" low="still hungry" high="too full" unset="not answered"/>
                </section>
                <section class="blk">
                    <Textarea name="note" label="Note" voice=true placeholder="Anything worth remembering"/>
                    <SeenBy>"Shared with Ruth Calloway. "<a href="#">"Keep this note private"</a></SeenBy>
                </section>
            </form>
        </PhoneShell>
    }
    .into_any()
}

/// A page is put together from erased sections: one deep type would reach the compiler's limit.
fn add_food() -> AnyView {
    view! {
        <section class="blk" aria-labelledby="add">
            <h2 id="add"><label for="food">"Add food"</label></h2>
            <div class="with-icon">
                <Icon icon=Icon::Search/>
                <input class="input" id="food" name="food" type="search" value="chiken" autocomplete="off" aria-describedby="food-said"/>
            </div>
            <p class="small quiet" id="food-said" role="status">"Showing "<strong>"chicken"</strong>". "<a href="#">"Search for “chiken” as typed"</a></p>
            <ul class="results">
                <li class="open">
                    <button type="button" class="hit" aria-expanded="true">
                        <b><mark>"Chicken"</mark>" breast, meat only, roasted"</b>
                        <span>"Last time: half a breast, 86 g"</span>
                        <Icon icon=Icon::ChevronUp/>
                    </button>
                    <Portion/>
                </li>
                <li><Hit name=" breast, meat and skin, fried, batter" detail="½ breast, 140 g"/></li>
                <li><Hit name=" and barley soup, your recipe" detail="1 bowl, 350 g"/></li>
            </ul>
            <p class="small"><a class="btn bare" href="#">"Not here? Add your own food"</a></p>
        </section>
    }
    .into_any()
}

/// What is in the meal so far.
fn chosen() -> AnyView {
    view! {
        <section class="blk" aria-labelledby="chosen">
            <h2 id="chosen">"In this lunch"</h2>
            <ul class="chosen">
                <li>
                    <div><b>"Beans, snap, green, frozen, microwaved"</b><span>"1 cup"</span></div>
                    <span>"111 g"</span>
                    <IconButton icon=Icon::X label="Remove green beans" name="remove" value="0"/>
                </li>
                <li>
                    <div><b>"Couscous, cooked"</b><span>"1 cup"</span></div>
                    <span>"157 g"</span>
                    <IconButton icon=Icon::X label="Remove couscous" name="remove" value="1"/>
                </li>
            </ul>
        </section>
    }
    .into_any()
}

#[component]
fn Hit(name: &'static str, detail: &'static str) -> impl IntoView {
    view! {
        <button type="button" class="hit">
            <b><mark>"Chicken"</mark>{name}</b>
            <span>{detail}</span>
            <Icon icon=Icon::Plus/>
        </button>
    }
}

#[component]
fn Portion() -> impl IntoView {
    view! {
        <div class="portion">
            <fieldset>
                <legend>"Portion"</legend>
                <label class="pick"><input type="radio" name="portion" checked=true/><span>"½ breast, bone and skin removed"</span><span>"86 g"</span></label>
                <label class="pick"><input type="radio" name="portion"/><span>"1 cup, chopped or diced"</span><span>"140 g"</span></label>
                <label class="pick"><input type="radio" name="portion"/><span>"Grams"</span><span>"weigh it"</span></label>
            </fieldset>
            <div class="row">
                <div class="stepper" role="group" aria-label="How many">
                    <button type="button" aria-label="Less"><Icon icon=Icon::Minus/></button>
                    <input aria-label="Count" value="1" inputmode="decimal"/>
                    <button type="button" aria-label="More"><Icon icon=Icon::Plus/></button>
                </div>
                <Button look=Look::Tonal kind="button">"Add 86 g"</Button>
            </div>
            <p class="small quiet">"Protein 26.7 g, iron 0.9 mg. Iodine is not known for this food. Source: USDA SR28."</p>
        </div>
    }
    .into_any()
}
