use super::*;
use crate::error::{AppError, Code};
use proptest::prelude::*;

fn codes(error: AppError) -> Vec<(String, Code)> {
    match error {
        AppError::Invalid(fields) => fields.into_iter().map(|refused| (refused.field, refused.code)).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn prices_are_read_as_people_write_them() {
    // N13: an amount is never rounded
    for (typed, currency, minor) in [
        ("60", "gbp", 6000),
        ("60.5", "gbp", 6050),
        ("60,50", "eur", 6050),
        ("0", "gbp", 0),
        ("1200", "jpy", 1200),
        ("1.23", "kwd", 1230),
        ("1.230", "kwd", 1230),
        ("500", "isk", 50_000),
        ("500.00", "isk", 50_000),
    ] {
        assert_eq!(Money::parse(typed, currency).map(|money| money.minor), Ok(minor), "{typed}");
    }
    for wrong in ["6.005", "-1", "1e3", ".5", "sixty", "1 000", "1.2.3", "12345678901234567890"] {
        assert_eq!(Money::parse(wrong, "gbp"), Err(Code::Malformed), "{wrong}");
    }
    assert_eq!(Money::parse(" ", "gbp"), Err(Code::Required), "nothing is free by oversight");
    for (typed, currency) in [("1.5", "jpy"), ("1.234", "kwd"), ("500.50", "isk"), ("500.01", "ugx")] {
        assert_eq!(Money::parse(typed, currency), Err(Code::Malformed), "{typed} {currency}: Stripe refuses it");
    }
    assert_eq!(Money::parse("100000.01", "gbp"), Err(Code::TooLarge));
    assert_eq!(Money::new(6005, "gbp").to_string(), "£60.05");
}

// What Stripe refuses is refused in the form, and nothing above it.
#[test]
fn a_price_is_free_or_can_be_charged() {
    for (currency, least) in [
        ("gbp", "0.30"),
        ("eur", "0.50"),
        ("usd", "0.50"),
        ("czk", "15"),
        ("dkk", "2.50"),
        ("nok", "3"),
        ("sek", "3"),
        ("pln", "2"),
        ("ron", "2"),
        ("chf", "0.50"),
    ] {
        let least = Money::parse(least, currency).unwrap();
        assert_eq!(least.clone().chargeable(), Ok(least.clone()));
        assert_eq!(Money::new(least.minor - 1, currency).chargeable(), Err(Code::TooSmall));
        assert!(Money::new(0, currency).chargeable().is_ok());
    }
    // A currency without decimals, one with three, and one that is written with two that must be zero.
    for (currency, least) in [("jpy", "50"), ("kwd", "1"), ("isk", "1"), ("huf", "175"), ("hkd", "4")] {
        let least = Money::parse(least, currency).unwrap();
        assert_eq!((least.minor, least.clone().chargeable()), (minimum(currency), Ok(least)), "{currency}");
        assert!(Money::figure(Code::TooSmall, currency).is_some());
    }
    for currency in crate::identity::CURRENCIES {
        assert!((30..=1_500).contains(&minimum(currency)), "{currency}");
    }
}

proptest! {
    #[test]
    fn what_is_shown_reads_back(minor in 0_i64..=10_000_000, currency in prop::sample::select(vec!["gbp", "jpy", "kwd", "isk"])) {
        let money = Money::new(minor - minor % step(currency), currency);
        prop_assert_eq!(Money::parse(&money.amount(), currency), Ok(money));
    }
}

#[test]
fn a_service_hears_about_all_its_faults_at_once() {
    let bad =
        ServiceInput { minutes: "3 quarters".into(), price: "0.10".into(), place: "moon".into(), ..Default::default() };
    let expected = [
        ("name", Code::Required),
        ("minutes", Code::Malformed),
        ("price", Code::TooSmall),
        ("place", Code::Unknown),
        ("most_ahead", Code::TooSmall),
        ("most_daily", Code::Required),
        ("most_cancelled", Code::TooLarge),
    ];
    let bad = ServiceInput { most_ahead: "0".into(), most_cancelled: "201".into(), ..bad };
    let AppError::Invalid(fields) = bad.check("gbp").unwrap_err() else { panic!("another error") };
    assert_eq!(fields[2].figure.as_deref(), Some("£0.30"), "the sentence names the least");
    assert_eq!(codes(bad.check("gbp").unwrap_err()), expected.map(|(field, code)| (field.to_owned(), code)));
    let good = ServiceInput {
        name: " Follow-up ".into(),
        minutes: "45".into(),
        price: "60".into(),
        place: "online".into(),
        active: None,
        most_ahead: "2".into(),
        most_daily: "3".into(),
        most_cancelled: "200".into(),
    };
    let draft = good.check("gbp").unwrap();
    assert_eq!(draft.limits, BookingLimits { ahead: 2, daily: 3, cancelled: 200 });
    assert_eq!((draft.name.as_str(), draft.minutes, draft.price.minor, draft.active), ("Follow-up", 45, 6000, false));
}

fn week(times: &[(&str, &str)]) -> WeekInput {
    WeekInput(times.iter().map(|(name, time)| ((*name).to_owned(), (*time).to_owned())).collect())
}

#[test]
fn a_week_refuses_halves_disorder_and_overlaps() {
    let bad = week(&[
        ("1_0_from", "09:00"),
        ("2_0_from", "12:00"),
        ("2_0_to", "09:00"),
        ("3_0_from", "9 am"),
        ("3_0_to", "10:00"),
    ]);
    let expected =
        [("week[1_0_to]", Code::Required), ("week[2_0_to]", Code::TooSmall), ("week[3_0_from]", Code::Malformed)];
    assert_eq!(codes(bad.check().unwrap_err()), expected.map(|(field, code)| (field.to_owned(), code)));
    let overlapping = week(&[("1_0_from", "13:00"), ("1_0_to", "17:00"), ("1_2_from", "09:00"), ("1_2_to", "13:01")]);
    assert_eq!(codes(overlapping.check().unwrap_err()), [("week[1_0_from]".to_owned(), Code::Overlaps)]);
}

#[test]
fn mondays_hours_are_copied_to_the_weekdays() {
    let input = week(&[
        ("1_0_from", "09:00"),
        ("1_0_to", "12:30"),
        ("3_0_from", "nonsense"),
        ("6_1_from", "10:00"),
        ("6_1_to", "11:00"),
        ("copy", "1"),
    ]);
    let days: Vec<u8> = input.check().unwrap().into_iter().map(|window| window.weekday).collect();
    assert_eq!(days, [1, 2, 3, 4, 5, 6]);
}

#[test]
fn words_of_states_read_back() {
    for status in AppointmentStatus::ALL {
        assert_eq!(AppointmentStatus::parse(status.as_str()), Some(*status));
    }
    for status in PaymentStatus::ALL {
        assert_eq!(PaymentStatus::parse(status.as_str()), Some(*status));
    }
    assert_eq!(AppointmentStatus::parse("paid"), None);
}

#[test]
fn a_day_may_end_at_midnight_and_hours_may_cross_it() {
    let ends = |from: &str, to: &str| week(&[("7_0_from", from), ("7_0_to", to)]).check().map(|week| week[0].ends);
    for (from, to, expected) in [
        ("09:00", "24:00", "00:00:00"),
        ("09:00", "00:00", "00:00:00"),
        ("22:00", "02:00", "02:00:00"),
        ("00:00", "00:00", "00:00:00"),
    ] {
        assert_eq!(ends(from, to).unwrap(), expected.parse().unwrap(), "{from} to {to}");
    }
    assert_eq!(codes(ends("09:00", "09:00").unwrap_err()), [("week[7_0_to]".to_owned(), Code::TooSmall)]);
    // Sunday's evening reaches into Monday, Monday's into Tuesday.
    for (late, early) in [(7, 1), (1, 2)] {
        let fields = [
            (format!("{late}_0_from"), "22:00"),
            (format!("{late}_0_to"), "02:00"),
            (format!("{early}_1_from"), "01:30"),
            (format!("{early}_1_to"), "03:00"),
        ];
        let typed: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        assert_eq!(codes(week(&typed).check().unwrap_err()), [(format!("week[{early}_1_from]"), Code::Overlaps)]);
    }
}
