//! N13: the key goes nowhere but to Stripe or this machine, and a browser nowhere but to the checkout host.

use secrecy::SecretString;

use super::{StripeClient, StripeConfig, StripeError};

fn config(key: &str, base: &str) -> StripeConfig {
    StripeConfig {
        secret_key: SecretString::from(key),
        webhook_secrets: vec![SecretString::from("whsec_long_enough_to_pass")],
        api_base: base.to_owned(),
    }
}

fn passes(url: &str, base: &str) -> bool {
    config("sk_test_x", base).api().unwrap().checkout_url(url).is_some()
}

#[test]
fn keys_and_bases_that_do_not_belong_together_are_refused() {
    // N13
    for (key, base, sound) in [
        ("sk_test_x", "https://api.stripe.com", true),
        ("rk_live_x", "https://api.stripe.com/", true),
        ("sk_test_x", "http://127.0.0.1:4242", true),
        ("sk_test_x", "http://[::1]:4242/", true),
        ("sk_live_x", "http://127.0.0.1:4242", false),
        ("sk_test_x", "http://api.stripe.com", false),
        ("sk_test_x", "https://api.stripe.com.example.org", false),
        ("sk_test_x", "http://127.0.0.1.example.org:80", false),
        ("sk_test_x", "http://127.0.0.1:4242@example.org:80", false),
        ("sk_test_x", "http://127.0.0.1:4242/v2", false),
        ("sk_test_x", "http://127.0.0.1", false),
        ("sk_test_x", "", false),
        ("pk_test_x", "https://api.stripe.com", false),
        ("sk_test_x\r\nx: y", "https://api.stripe.com", false),
        ("", "https://api.stripe.com", false),
    ] {
        let result = StripeClient::new(&config(key, base));
        assert_eq!(result.is_ok(), sound, "{key} {base}");
        assert!(sound || matches!(result, Err(StripeError::Misconfigured(_))));
    }
}

#[test]
fn webhook_secrets_must_be_there_and_look_like_it() {
    // N12
    for secrets in [&[][..], &[""], &["whsec_"], &["whsec_long_enough_to_pass", "secret"]] {
        let secrets = secrets.iter().map(|secret| SecretString::from(*secret)).collect();
        let config = StripeConfig { webhook_secrets: secrets, ..config("sk_test_x", "https://api.stripe.com") };
        assert!(config.check().is_err());
    }
}

#[test]
fn browsers_are_sent_to_the_checkout_host_only() {
    // N13
    const LIVE: &str = "https://api.stripe.com";
    const LOCAL: &str = "http://127.0.0.1:4242";
    assert!(passes("https://checkout.stripe.com/c/pay/cs_test_1#fid", LIVE));
    assert!(passes("http://127.0.0.1:4242/c/pay/cs_test_1", LOCAL));
    assert!(passes("http://localhost:4242/c/pay/cs_test_1", LOCAL));
    for url in [
        "http://checkout.stripe.com/c/pay/1",
        "https://checkout.stripe.com.example.org/",
        "https://checkout.stripe.com@example.org/",
        "https://checkout.stripe.com\\@example.org/",
        "https://example.org/https://checkout.stripe.com/",
        "//checkout.stripe.com/",
        "https:checkout.stripe.com",
        "javascript://checkout.stripe.com/%0aalert(1)",
        "https://checkout.stripe.com/ x",
        "https://checkout.stripe.com/\r\nSet-Cookie: a=b",
        "http://127.0.0.1:4242/c/pay/cs_test_1",
        "",
    ] {
        assert!(!passes(url, LIVE), "{url}");
    }
    for url in [
        "http://127.0.0.1:4243/",
        "https://127.0.0.1:4242/",
        "http://127.0.0.1:4242@example.org/",
        "https://checkout.stripe.com/",
    ] {
        assert!(!passes(url, LOCAL), "{url}");
    }
}

#[test]
fn secrets_are_not_printed() {
    // N10
    let config = config("sk_test_CANARY", "https://api.stripe.com");
    let printed = format!("{config:?} {:?}", StripeClient::new(&config).unwrap());
    assert!(!printed.contains("CANARY") && !printed.contains("whsec_"), "{printed}");
}

#[test]
fn the_mode_and_the_checkout_origin_follow_from_key_and_base() {
    let live = config("rk_live_x", "https://api.stripe.com");
    assert!(live.is_live() && !live.is_stand_in());
    assert_eq!(live.checkout_origin().unwrap(), "https://checkout.stripe.com");
    let local = config("sk_test_x", "http://localhost:4242/");
    assert!(!local.is_live() && local.is_stand_in());
    assert_eq!(local.checkout_origin().unwrap(), "http://localhost:4242");
}
