use super::*;

const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
const ELSEWHERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(198, 51, 100, 9));

// T6: ten wrong tries, then waiting; it ends; the owner elsewhere is not locked out.
#[tokio::test(start_paused = true)]
async fn wrong_tries_pause_where_they_are_made() {
    let limits = Limits::default();
    for n in 0..10 {
        assert!(limits.try_password("maya@x.test", HERE, None).is_ok(), "try {n}");
        tokio::time::advance(Duration::from_secs(1)).await;
    }
    let Err(AppError::TooMany { retry_seconds }) = limits.try_password("maya@x.test", HERE, None) else {
        panic!("the eleventh try was let through");
    };
    assert!((890..=900).contains(&retry_seconds), "{retry_seconds}");
    assert!(limits.try_password("maya@x.test", ELSEWHERE, None).is_ok(), "the owner was locked out from elsewhere");
    assert!(limits.try_password("noor@x.test", HERE, None).is_ok(), "another account was locked out");
    tokio::time::advance(Duration::from_secs(u64::from(retry_seconds))).await;
    assert!(limits.try_password("maya@x.test", HERE, None).is_ok(), "waiting as long as told was not enough");
}

#[tokio::test(start_paused = true)]
async fn a_right_password_clears_the_count() {
    let limits = Limits::default();
    for _ in 0..50 {
        let tried = limits.try_password("maya@x.test", HERE, None).ok().unwrap();
        limits.succeeded(&tried);
    }
}

// Tries from everywhere slow an account down and never close it.
#[tokio::test(start_paused = true)]
async fn tries_from_everywhere_only_delay() {
    let limits = Limits::default();
    for n in 0..60_u8 {
        let from = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, n));
        let tried = limits.try_password("maya@x.test", from, None).ok().unwrap();
        let expected = match n {
            0..10 => 0,
            10..20 => 500,
            20..50 => 1_000,
            _ => 2_000,
        };
        assert_eq!(tried.delay, Duration::from_millis(expected), "try {n}");
    }
}

// IPv6 customers have a whole /64 to try from: it counts as one.
#[test]
fn a_slash_64_is_one_caller() {
    let [a, b, other] =
        ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1"].map(|a| network(a.parse().unwrap()));
    assert_eq!(a, b);
    assert_ne!(a, other);
    assert_eq!(network("::ffff:192.0.2.1".parse().unwrap()), network(HERE));
}

#[tokio::test(start_paused = true)]
async fn letters_to_one_address_stop_silently_and_by_one_caller_aloud() {
    let limits = Limits::default();
    for n in 0..20 {
        assert_eq!(limits.ask_letter("maya@x.test", HERE), Ok(n < 3), "letter {n}");
    }
    assert!(matches!(limits.ask_letter("noor@x.test", HERE), Err(AppError::TooMany { .. })));
}

// The owner on a browser they have used is not locked out and not slowed down, whatever others do from anywhere, their
// own address included; their own mistakes there are counted all the same.
#[tokio::test(start_paused = true)]
async fn a_known_device_never_waits_for_others() {
    let limits = Limits::default();
    let mut refused = 0;
    for n in 0..300_u16 {
        let [a, b] = n.to_be_bytes();
        _ = limits.try_password("maya@x.test", IpAddr::V4(std::net::Ipv4Addr::new(10, 0, a, b)), None);
        refused += usize::from(limits.try_password("maya@x.test", HERE, None).is_err());
    }
    assert!(refused > 0, "the attack was not even limited");
    for _ in 0..20 {
        let tried = limits.try_password("maya@x.test", HERE, Some(b"device")).ok().unwrap();
        assert_eq!(tried.delay, Duration::ZERO);
    }
    assert!(limits.try_password("maya@x.test", HERE, Some(b"device")).is_err());
    assert!(limits.try_password("maya@x.test", HERE, Some(b"another")).is_ok());
}

// One address that tries many accounts is slowed down too; a right password in between is no credit for the others.
#[tokio::test(start_paused = true)]
async fn many_accounts_from_one_address_wait() {
    let limits = Limits::default();
    for n in 0..60 {
        let tried = limits.try_password(&format!("{n}@x.test"), HERE, None).ok().unwrap();
        assert_eq!(tried.delay.is_zero(), n < 10, "try {n}");
    }
    let tried = limits.try_password("mine@x.test", HERE, None).ok().unwrap();
    limits.succeeded(&tried);
    let tried = limits.try_password("next@x.test", HERE, None).ok().unwrap();
    assert_eq!(tried.delay, Duration::from_secs(2));
    // Nor does signing in to one's own account on one's own browser buy tries on others.
    for _ in 0..60 {
        let tried = limits.try_password("mine@x.test", HERE, Some(b"device")).ok().unwrap();
        limits.succeeded(&tried);
    }
    let tried = limits.try_password("last@x.test", HERE, None).ok().unwrap();
    assert_eq!(tried.delay, Duration::from_secs(2));
}
