//! Every component by itself: what one reads.

use leptos::prelude::*;
use ui::*;

pub fn parts_more() -> AnyView {
    let erase = view! { <Button look=Look::Danger>"Erase photos"</Button> };
    view! {
        <main class="form" id="main">
            <h1>"More parts"</h1>
            <Patterns/>
            <h2>"Marks, severity, tags"</h2>
            <p class="rowx small">
                <Mark kind=Mark::Meal/>"meal "<Mark kind=Mark::Drink/>"drink "<Mark kind=Mark::Symptom/>"symptom "<Mark kind=Mark::SymptomB/>"second symptom "
                <Mark kind=Mark::Dose/>"dose "<Mark kind=Mark::Sleep/>"sleep "<Mark kind=Mark::Visit/>"appointment "<Mark kind=Mark::Planned/>"planned"
            </p>
            <p class="rowx small"><Ticks n=0/>"none "<Ticks n=4/>"4 of 10 "<Ticks n=8/>"8 of 10"</p>
            <p class="rowx">
                <Tag tone=Tone::Ok icon=Icon::Check>"sent"</Tag>
                <Tag icon=Icon::CloudOff>"only on this phone"</Tag>
                <Tag tone=Tone::Warn icon=Icon::TriangleAlert>"worse"</Tag>
                <Tag tone=Tone::Danger icon=Icon::Siren boxed=true>"Emergency access"</Tag>
                <Tag filled=true>"draft"</Tag>
                <Count count=3 label="3 unread"/>
                <Unseen label="new"/>
            </p>
            <div class="stack"><Bar share=0.84/><Bar share=0.61 least=true/></div>
            <h2>"Strips"</h2>
            <NoticeStrip title="2 entries only on this phone" icon=Icon::CloudOff>"They are kept and sent by themselves."</NoticeStrip>
            <NoticeStrip tone=Tone::Ok title="Lunch saved at 12:58"><a href="#">"Undo"</a></NoticeStrip>
            <NoticeStrip tone=Tone::Warn title="Access ends in 3 days">"Shared by Dr A. Lindgren until 17 May."</NoticeStrip>
            <NoticeStrip tone=Tone::Danger title="Payment did not go through">"Nothing was charged. Your time is held for 6 more minutes."</NoticeStrip>
            <Progress id="export" label="Preparing your export" figure="1,840 of 4,118 entries" value=1840 max=4118/>
            <h2>"Table"</h2>
            <DataTable caption="Iron by day">
                <thead><tr><th scope="col">"Day"</th><th scope="col" class="num">"Iron"</th><th scope="col" class="num">"Known"</th><th scope="col"><span class="sr">"Bar"</span></th></tr></thead>
                <tbody>
                    <tr><th scope="row">"Thu 14 May"</th><td class="num">"at least 9.1 mg"</td><td class="num">"62 %"</td><td><Bar share=0.61 least=true/></td></tr>
                    <tr><th scope="row">"Tue 12 May"</th><td class="num">"12.4 mg"</td><td class="num">"94 %"</td><td><Bar share=0.84/></td></tr>
                </tbody>
            </DataTable>
            <Pager label="Pages" info="21 to 40 of 212" previous=Some(Link::new("Earlier", "#")) next=Some(Link::new("Later", "#"))/>
            <h2>"Dialog"</h2>
            <p>
                <Confirm id="erase" open="Erase photos" look=Look::Danger title="Erase 611 meal photos?" close="Keep them" action=erase.into_any()>
                    <p class="quiet small">"They are older than 12 months. The meals stay; the photos cannot be brought back."</p>
                </Confirm>
            </p>
            <Disclosure summary="More about this">"What is seldom needed."</Disclosure>
            <h2>"Empty and loading"</h2>
            <div class="pair">
                <EmptyState title="No entries yet"><p>"Start with what you had last."</p><Button look=Look::Tonal>"Log a meal"</Button></EmptyState>
                <Skeleton label="Loading entries" lines=5/>
            </div>
        </main>
    }
    .into_any()
}
