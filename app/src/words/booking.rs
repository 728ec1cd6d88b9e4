//! Booking and paying.

use chrono::{Datelike, NaiveDate};
use contract::booking::{AppointmentStatus, HOLD_MINUTES, Money, Place, REFUND_HOURS, ReleasedWhy};

words! {
    book = "Book a time";
    back_to_today = "Back to today";
    what_for = "What for";
    when = "When";
    earlier = "Earlier";
    later = "Later";
    days = "Days";
    no_services = "Nothing to book yet";
    no_services_text = "Your practitioner has not opened any times for booking. Write to your practice if you need one.";
    none_on_day = "No free times on this day.";
    none_ahead = "No free times in the next two months. Write to your practice if you need one.";
    next_free = "Next free day";
    morning = "Morning";
    afternoon = "Afternoon";
    evening = "Evening";
    full = "none";
    policy = "Changes and privacy";
    appointments = "Appointments";
    all_appointments = "Your appointments";
    ahead = "Ahead";
    past = "Past and cancelled";
    none_booked = "Nothing booked";
    none_booked_text = "What you book appears here, with the way to cancel it.";
    appointment = "Appointment";
    pay_later = "You pay on Stripe's page; we never see your card. Leave it and the time goes back, nothing is charged.";
    give_back = "Release it now";
    cancel = "Cancel the appointment";
    keep = "Keep it";
    cancel_question = "Cancel this appointment?";
    cancel_free = "The time goes back to others.";
    see = "See";
    choose_again = "Choose another time";
    checking = "Checking with Stripe";
    checking_text = "This takes a few seconds. The page looks again by itself.";
    checking_long = "Stripe has not told us yet. You do not need to pay again: look at this page in a few minutes.";
    held_for_you = "Held for you";
    booked = "Booked";
    is_paid = "paid";
    where_ = "Where";
    with = "With";
    price = "Price";
    state = "State";
    you_paid = "Paid";
    your_money = "What you paid";
    look_at_money = "money to settle";
    see_agenda = "See it in the agenda";
    settle_it = "Settle it";
    overview = "Overview";
    money_tasks = "Money to settle";
    money_tasks_text = "What could not go back by itself, and what only a person can decide";
    no_money_tasks = "Nothing to settle";
    no_money_tasks_text = "Every payment is where it should be.";
    admins_settle = "An administrator settles these.";
    refund_again = "Send the refund again";
    refund_again_text = "It goes to the card it came from, as before. Both of you are told when it arrives, or if it fails again.";
    paid_back_how = "Or say how it was paid back another way";
    settled_how = "How it was settled with the client";
    how_hint = "The client reads this, and it stays with the payment: for instance “by bank transfer on 3 December”";
    settle_another_way = "It is settled";
    gone = "No longer offered";
    gone_text = "What you were looking for cannot be booked any more. Here is what can.";
    left_payment = "You left the payment";
    left_payment_text = "Your time is still held for a few minutes. You can release it now, or go back to your appointment and pay after all. If you do nothing, it is released when the hold runs out.";
    release_time = "Release the time";
    to_appointment = "Back to my appointment";
    coming_back = "Back from the payment";
    coming_back_text = "We check with Stripe and show you your appointment.";
    go_on = "To your appointment";
    agenda = "Agenda";
    nothing_booked = "nothing booked";
    this_week = "This week";
    completed = "Took place";
    no_show = "Did not come";
    practice_cancel = "Cancel";
    practice_cancel_title = "Cancel this appointment?";
    services = "Services";
    services_detail = "What clients can book and what it costs";
    new_service = "New service";
    change_service = "Change service";
    no_services_yet = "No services yet";
    no_services_yet_text = "Add what clients can book: a first talk, a follow-up.";
    not_offered = "not offered";
    change = "Change";
    name = "Name";
    name_hint = "As a client reads it when booking";
    length = "Length";
    minutes = "min";
    place = "Where";
    online = "Video";
    in_person = "In person";
    offered = "Clients can book it";
    limits = "How much one client can book";
    limits_text = "All bookings with the same practitioner count, whatever the service. A client who reaches a limit is told the number, and to write to the practice.";
    most_ahead = "Upcoming bookings";
    most_ahead_hint = "How many times that still lie ahead one client can hold at once";
    most_daily = "New bookings within 24 hours";
    most_daily_hint = "Each one writes a letter to both of you";
    most_cancelled = "Cancellations within 24 hours";
    most_cancelled_hint = "After so many they book again a day later";
    save_service = "Save service";
    leave = "Back without saving";
    free = "free";
    availability = "Availability";
    availability_detail = "Hours repeat each week";
    zone = "Time zone";
    zone_hint = "Nine o'clock stays nine o'clock there all year";
    to = "to";
    copy_monday = "Use Monday's hours for Tuesday to Friday";
    save_week = "Save availability";
    not_bookable = "Not bookable";
    hours_of = "Hours";
    from = "from";
    until = "until";
    row = "hours";
    team_services = "Services of the team";
    hours = "Hours";
    no_team = "Nobody to book yet";
    no_team_text = "Invite a practitioner first.";
}

pub fn book_with(name: &str) -> String {
    format!("Book with {name}")
}

pub fn place_word(place: Place) -> &'static str {
    match place {
        Place::Online => "video",
        Place::InPerson => "in person",
    }
}

pub fn detail(minutes: i32, place: Place) -> String {
    format!("{minutes} min, {}", place_word(place))
}

pub fn amount(price: &Money) -> String {
    if price.is_free() { free().to_owned() } else { price.to_string() }
}

/// `least` is what a card can be charged.
pub fn price_hint(least: &Money) -> String {
    format!("0 is free: booked without paying. Otherwise at least {least}")
}

pub fn pay(price: &Money) -> String {
    format!("Pay {price} with Stripe")
}

pub fn days_free(count: usize) -> String {
    if count == 0 { full().to_owned() } else { format!("{count} free") }
}

/// `London` of `Europe/London`.
pub fn city(zone: &str) -> String {
    zone.rsplit('/').next().unwrap_or(zone).replace('_', " ")
}

/// What zone the times are in, and the practitioner's if it is another.
pub fn your_time(month: &str, zone: &str, practitioner_zone: &str) -> String {
    let mine = city(zone);
    if zone == practitioner_zone {
        format!("{month}, your time, {mine}")
    } else {
        format!("{month}, your time, {mine} (your practitioner is in {})", city(practitioner_zone))
    }
}

pub fn refund_policy() -> String {
    format!("Cancel up to {REFUND_HOURS} hours before and the price goes back in full. After that it is kept.")
}

pub fn hold_policy() -> String {
    format!("A paid time is held for {HOLD_MINUTES} minutes while you pay. Nobody else can take it meanwhile.")
}

pub fn held_until(time: &str) -> String {
    format!("held until {time}")
}

/// For who listens: `Held for another 8 minutes`.
pub fn held_for(seconds: i64) -> String {
    format!("Held for another {} minutes", (seconds.max(0) + 59) / 60)
}

pub fn refund_yes(price: &Money) -> String {
    format!("You are in time: {price} goes back to your card in a few days.")
}

pub fn refund_no(price: &Money) -> String {
    format!("It is less than {REFUND_HOURS} hours away, so {price} is kept.")
}

/// Title and what it means for the time; what it means for the money are its facts.
pub fn released(why: Option<ReleasedWhy>) -> (&'static str, &'static str) {
    match why {
        Some(ReleasedWhy::Declined) => ("The card was declined", "The time is free for others again."),
        Some(ReleasedWhy::Cancelled) => ("You gave the time back", "It is free for others again."),
        Some(ReleasedWhy::Unavailable) => (
            "The payment page could not be opened",
            "Stripe, which takes the payments, did not answer. The time is free for others again: please try once more in a few minutes.",
        ),
        Some(ReleasedWhy::SlotLost) => {
            ("The payment came too late", "The time had run out and somebody else has it now.")
        }
        Some(ReleasedWhy::Expired) | None => ("The time to pay ran out", "The time is free for others again."),
    }
}

pub fn more_money(more: usize) -> String {
    if more == 1 { "One more payment to settle".to_owned() } else { format!("{more} more payments to settle") }
}

/// Above what waits for a person.
pub fn money_of(day: NaiveDate) -> String {
    format!("Appointment on {} {}: money to settle", long_day(day), day.year())
}

/// What the practice's button does.
pub fn practice_cancel_do(refunds: bool) -> &'static str {
    if refunds { "Cancel and refund" } else { "Cancel the appointment" }
}

/// What follows when the practice cancels.
pub fn practice_cancel_text(back: Option<&Money>, waits: bool) -> String {
    let money = match back {
        Some(back) => format!(" {back} goes back to them."),
        None if waits => " Nothing has been paid so far; should a payment come in, it goes back in full.".to_owned(),
        None => String::new(),
    };
    format!("The client is told at once.{money}")
}

pub fn status(status: AppointmentStatus) -> &'static str {
    match status {
        AppointmentStatus::Held => "held, not paid",
        AppointmentStatus::Confirmed => "booked",
        AppointmentStatus::Completed => "done",
        AppointmentStatus::NoShow => "did not come",
        AppointmentStatus::CancelledByClient => "cancelled by the client",
        AppointmentStatus::CancelledByPractice => "cancelled by the practice",
        AppointmentStatus::Released => "not booked",
    }
}

/// The same, as the client reads it.
pub fn own_status(status: AppointmentStatus) -> &'static str {
    match status {
        AppointmentStatus::CancelledByClient => "cancelled by you",
        AppointmentStatus::NoShow => "not attended",
        other => self::status(other),
    }
}

pub fn weekday(number: u8) -> &'static str {
    match number {
        1 => "Monday",
        2 => "Tuesday",
        3 => "Wednesday",
        4 => "Thursday",
        5 => "Friday",
        6 => "Saturday",
        _ => "Sunday",
    }
}

fn weekday_of(day: NaiveDate) -> &'static str {
    weekday(u8::try_from(day.weekday().number_from_monday()).unwrap_or(7))
}

/// `Mo`
pub fn weekday_short(day: NaiveDate) -> &'static str {
    let word = weekday_of(day);
    word.get(..2).unwrap_or(word)
}

/// `Tuesday 19 May`
pub fn long_day(day: NaiveDate) -> String {
    format!("{} {} {}", weekday_of(day), day.day(), month_of(day))
}

/// `Tue, May`
pub fn short_day(day: NaiveDate) -> String {
    let (weekday, month) = (weekday_of(day), month_of(day));
    format!("{}, {}", weekday.get(..3).unwrap_or(weekday), month.get(..3).unwrap_or(month))
}

/// `May 2026`
pub fn month(day: NaiveDate) -> String {
    format!("{} {}", month_of(day), day.year())
}

fn month_of(day: NaiveDate) -> &'static str {
    match day.month() {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        _ => "December",
    }
}

/// `11 to 17 May, London time`
pub fn week_of(monday: NaiveDate, zone: &str) -> String {
    let sunday = monday.checked_add_days(chrono::Days::new(6)).unwrap_or(monday);
    format!("{} to {} {}, {} time", monday.day(), sunday.day(), month_of(sunday), city(zone))
}

pub fn booked_count(count: usize) -> String {
    match count {
        0 => nothing_booked().to_owned(),
        count => format!("{count} booked"),
    }
}

pub fn from_to(from: &str, to: &str) -> String {
    format!("{from} to {to}")
}

pub fn cancel_title(time: &str, who: &str) -> String {
    format!("Cancel {time} with {who}?")
}

pub fn hours_label(weekday: u8, window: usize, which: &str) -> String {
    format!("{}, {} {}, {which}", self::weekday(weekday), row(), window + 1)
}

pub fn hours_title(name: &str) -> String {
    format!("Hours of {name}")
}

pub fn services_of(name: &str, zone: &str) -> String {
    format!("{name}, {} time", city(zone))
}
