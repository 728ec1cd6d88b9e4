//! A practitioner's days: hours, what is booked, what is free.

use crate::frames::Practice;
use leptos::prelude::*;
use ui::*;

pub fn agenda() -> AnyView {
    let spans =
        ["Day", "Week"].into_iter().enumerate().map(|(at, label)| Link::new(label, "#").current(at == 1)).collect();
    let cancel = || {
        view! { <form method="post" action="#"><Button look=Look::Danger>"Cancel and refund"</Button></form> }
            .into_any()
    };
    view! {
        <Practice current=0>
            <PageHead title="Agenda" detail="11 to 17 May, London time">
                <IconLink icon=Icon::ChevronLeft label="Earlier week" href="#"/>
                <IconLink icon=Icon::ChevronRight label="Later week" href="#"/>
                <SegLinks label="Span" links=spans/>
            </PageHead>
            <ol class="agenda">
                <li>
                    <h2>"Today, Thursday 14 May"<span class="quiet">"4 booked, 2 times free"</span></h2>
                    <ol class="agenda-day">
                        <li class="past">
                            <time><b>"09:00"</b>" to 09:45"</time><Mark kind=Mark::Visit/>
                            <div class="who-for"><a href="#">"Leonie Hartwell"</a><span class="quiet">"Follow-up, video"</span></div>
                            <div class="state"><Tag icon=Icon::Check>"done"</Tag></div>
                        </li>
                        <li class="free"><time>"10:00 to 14:30"</time><span></span><span>"free"</span></li>
                        <li class="next">
                            <time><b>"14:30"</b>" to 15:15"</time><Mark kind=Mark::Visit/>
                            <div class="who-for"><a href="review.html">"Imogen Achterberg-Osei"</a><span class="quiet">"Follow-up, video, in 12 min"</span></div>
                            <div class="state"><Tag tone=Tone::Ok icon=Icon::Check>"paid"</Tag><LinkButton href="#">"Start"</LinkButton></div>
                        </li>
                        <li>
                            <time><b>"15:30"</b>" to 16:30"</time><Mark kind=Mark::Visit/>
                            <div class="who-for"><a href="review.html">"Priyanka Raghunathan-Bellweather"</a><span class="quiet">"First appointment, in person"</span></div>
                            <div class="state">
                                <Tag tone=Tone::Warn icon=Icon::Clock>"held, not paid"</Tag>
                                <Confirm id="cancel-2" open="Cancel" look=Look::Bare title="Cancel 15:30 with Priyanka?" close="Keep it" action=cancel()>
                                    <p class="quiet small">"She is told by e-mail. What she paid goes back in full."</p>
                                </Confirm>
                            </div>
                        </li>
                    </ol>
                </li>
                <li>
                    <h2>"Friday 15 May"<span class="quiet">"nothing booked"</span></h2>
                    <ol class="agenda-day"><li class="free"><time>"09:00 to 17:00"</time><span></span><span>"free"</span></li></ol>
                </li>
            </ol>
        </Practice>
    }
    .into_any()
}
