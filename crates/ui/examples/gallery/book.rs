//! Book a time, and the list of what is booked.

use crate::frames::client_items;
use leptos::prelude::*;
use ui::*;

pub fn book() -> AnyView {
    let head = view! { <SheetHead title="Book with Ruth Calloway" back=Link::new("Back to today", "today.html")/> };
    let dock = view! {
        <section class="dock pay" aria-label="Held time and payment">
            <div>
                <div class="hold-top">
                    <p><strong>"Follow-up, Tue 19 May, 11:15"</strong><span class="quiet">"until 12:00, video"</span></p>
                    <p class="left"><b>"8:41"</b><span class="quiet">"held until 09:52"</span></p>
                </div>
                <Bar share=0.87 accent=true/>
            </div>
            <Button look=Look::Primary wide=true form="book">"Pay 65.00 GBP with Stripe"<Icon icon=Icon::ExternalLink/></Button>
            <p class="tiny quiet">"You pay on Stripe's page; we never see your card. Leave it and the time goes back, nothing is charged. "<a href="#">"Release it now"</a></p>
        </section>
    };
    view! {
        <PhoneShell skip="Skip to the form" nav_label="Main" head=head.into_any() dock=dock.into_any()>
            <form id="book" action="#" method="post">
                <section class="blk" aria-labelledby="what">
                    <h2 id="what">"What for"</h2>
                    <ChoiceRows legend="Service" name="service">
                        <ChoiceRow name="service" id="service" value="1" title="Follow-up" detail="45 min, video or in person" figure="65.00 GBP" checked=true/>
                        <ChoiceRow name="service" value="2" title="Short check-in" detail="20 min, video" figure="1 credit" figure_detail="2 of 4 left"/>
                        <ChoiceRow name="service" value="3" title="Reintroduction review, with written plan for you and your GP" detail="60 min, in person" figure="95.00 GBP"/>
                    </ChoiceRows>
                </section>
                <section class="blk" aria-labelledby="when">
                    <h2 id="when">"When"</h2>
                    <div class="month">
                        <span>"May 2026, your time, London"</span>
                        <span>
                            <IconLink icon=Icon::ChevronLeft label="Earlier" href="#"/>
                            <IconLink icon=Icon::ChevronRight label="Later" href="#"/>
                        </span>
                    </div>
                    <ol class="days">
                        <li><span class="day none"><span>"Mo"</span><b>"18"</b><span>"full"</span></span></li>
                        <li><a href="#" aria-current="date"><span>"Tu"</span><b>"19"</b><span>"5 free"</span></a></li>
                        <li><a href="#"><span>"We"</span><b>"20"</b><span>"2 free"</span></a></li>
                        <li><span class="day none"><span>"Th"</span><b>"21"</b><span>"closed"</span></span></li>
                        <li><a href="#"><span>"Fr"</span><b>"22"</b><span>"7 free"</span></a></li>
                    </ol>
                    <NoticeStrip tone=Tone::Warn title="10:30 was taken a moment ago">
                        "Someone else finished paying first. You have not been charged. 11:15 is the nearest free time, so we held it."
                    </NoticeStrip>
                    <h3 class="part">"Morning"</h3>
                    <ol class="slots">
                        <li><label class="slot"><input type="radio" name="slot" value="0900"/><b>"09:00"</b></label></li>
                        <li><label class="slot"><input type="radio" name="slot" value="0945"/><b>"09:45"</b></label></li>
                        <li><span class="slot taken"><s>"10:30"</s><span>"taken"</span></span></li>
                        <li><label class="slot"><input type="radio" name="slot" value="1115" checked=true/><b>"11:15"</b><span>"held for you"</span></label></li>
                    </ol>
                    <h3 class="part">"Afternoon"</h3>
                    <ol class="slots">
                        <li><button class="slot" name="slot" value="1330"><b>"13:30"</b></button></li>
                        <li><button class="slot" name="slot" value="1415"><b>"14:15"</b></button></li>
                        <li><a class="slot" href="#"><b>"16:30"</b></a></li>
                    </ol>
                </section>
                <section class="blk" aria-label="Changes">
                    <SeenBy icon=Icon::CalendarX>"Move or cancel free of charge until Monday 18 May, 11:15. After that the fee is kept."</SeenBy>
                </section>
            </form>
        </PhoneShell>
    }
    .into_any()
}

/// What is booked, with a question before it is cancelled.
pub fn appointments() -> AnyView {
    let head = view! { <DayHead title="Appointments" detail="Your time, London"/> };
    let cancel =
        view! { <form method="post" action="#"><Button look=Look::Danger>"Cancel the appointment"</Button></form> };
    view! {
        <PhoneShell skip="Skip to content" nav_label="Main" items=client_items(2) head=head.into_any()>
            <NoticeStrip tone=Tone::Ok title="Booked: Tuesday 19 May, 11:15">"A confirmation is on its way to you by e-mail."</NoticeStrip>
            <section aria-labelledby="ahead">
                <h2 id="ahead" class="part">"Ahead"</h2>
                <ul class="appts">
                    <li>
                        <time datetime="2026-05-19T11:15"><b>"19"</b><span>"Tue, May"</span></time>
                        <div><h3>"Follow-up"</h3><p class="quiet">"11:15 to 12:00, video, Ruth Calloway"</p></div>
                        <Tag tone=Tone::Ok icon=Icon::Check>"paid"</Tag>
                        <div class="rowx">
                            <LinkButton href="#" icon=Icon::Video>"Join"</LinkButton>
                            <Confirm id="cancel-1" open="Cancel" look=Look::Bare title="Cancel Tuesday 11:15?" close="Keep it" action=cancel.into_any()>
                                <p class="quiet small">"You are in time: 65.00 GBP goes back to your card in a few days."</p>
                            </Confirm>
                        </div>
                    </li>
                </ul>
                <p class="rowx blk"><LinkButton href="book.html" look=Look::Primary icon=Icon::Plus>"Book a time"</LinkButton></p>
            </section>
            <section aria-labelledby="past">
                <h2 id="past" class="part">"Past"</h2>
                <ul class="appts">
                    <li>
                        <time datetime="2026-04-16T10:00"><b>"16"</b><span>"Thu, Apr"</span></time>
                        <div><h3>"First appointment"</h3><p class="quiet">"10:00 to 11:00, in person"</p></div>
                        <Tag>"done"</Tag>
                    </li>
                </ul>
            </section>
        </PhoneShell>
    }
    .into_any()
}
