use super::*;
use proptest::prelude::*;

// P5: what cannot be written to is not an address.
#[test]
fn addresses_that_cannot_be_written_to_are_refused() {
    for bad in [
        "maya",
        "maya@",
        "@x.org",
        "maya@x",
        "maya@x.",
        "maya@.x.org",
        "ma ya@x.org",
        "maya@x..org",
        ".maya@x.org",
        "maya@-x.org",
        "maya@x.o",
        "maya@1.2.3.4",
        "maya@x.org\r\nBcc: all@x.org",
        "\"a b\"@x.org",
        // KELVIN SIGN, which databases fold into an ordinary k: somebody else's mailbox
        "maya@\u{212a}estrel.test",
    ] {
        assert_eq!(Email::parse(bad), Err(Code::Malformed), "{bad:?}");
    }
    assert_eq!(Email::parse("  "), Err(Code::Required));
    assert_eq!(Email::parse(&format!("{}@x.org", "a".repeat(300))), Err(Code::TooLong));
    let good = Email::parse(" Maya.O'Brien+diary@Kestrel.example ").unwrap();
    assert_eq!(good.as_str(), "Maya.O'Brien+diary@Kestrel.example");
    assert_eq!(good.canonical(), "maya.o'brien+diary@kestrel.example");
}

// A name stands in letters to other people: no header ends in it and no address hides in it.
#[test]
fn names_are_one_plain_line() {
    for bad in ["Anna\nBcc: x", "see http://evil.example", "www.evil.example", "<b>"] {
        assert_eq!(Name::parse(bad), Err(Code::Malformed), "{bad:?}");
    }
    assert_eq!(Name::parse("Anna\u{202e}annA"), Err(Code::Unprintable));
    assert_eq!(Name::parse(" Zo\u{eb} D'Arcy-\u{141}uk ").unwrap().as_str(), "Zo\u{eb} D'Arcy-\u{141}uk");
    assert_eq!(Name::parse(&"x".repeat(121)), Err(Code::TooLong));
}

#[test]
fn sign_up_hears_of_all_fields_at_once() {
    let Err(AppError::Invalid(fields)) = SignUpInput { currency: "btc".into(), ..SignUpInput::default() }.parse()
    else {
        panic!("an empty form passed");
    };
    let names: Vec<_> = fields.iter().map(|refused| refused.field.as_str()).collect();
    assert_eq!(names, ["organisation", "zone", "currency", "name", "email", "new_password"]);
    assert_eq!(fields[2].code, Code::Unknown);
}

proptest! {
    // Whatever is typed, an accepted address and name cannot end a mail header.
    #[test]
    fn nothing_accepted_breaks_a_header(typed in "\\PC{0,20}[@. \\r\\n<>]{0,3}\\PC{0,20}") {
        if let Ok(email) = Email::parse(&typed) {
            prop_assert!(email.as_str().bytes().all(|b| b.is_ascii_graphic()));
        }
        if let Ok(name) = Name::parse(&typed) {
            prop_assert!(!name.as_str().chars().any(char::is_control));
        }
    }
}
