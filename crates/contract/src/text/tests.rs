use super::*;
use proptest::prelude::*;

const LINE: Text = Text::line(40);
const LINES: Text = Text::lines(40);

// N9: what nobody sees is nothing, whatever it is made of.
#[test]
fn a_text_of_nothing_that_is_seen_is_empty() {
    for nothing in [
        "",
        " \t ",
        "\u{a0}\u{2003}\u{3000}",
        "\u{3164}",
        "\u{ffa0}",
        "\u{115f}\u{1160}",
        "\u{2800}\u{2800}",
        "\u{ad}",
        "\u{200b}",
        "\u{200d}\u{200c}",
        "\u{feff}",
        "\u{180e}",
        "\u{34f}",
        "\u{301}",
        "\u{20dd}",
        "\u{93e}",
        "\u{fe0f}",
        "\u{e0100}",
        "\u{17b4}",
        "\u{e000}",
    ] {
        assert_eq!(LINE.required(nothing), Err(Code::Required), "{nothing:?}");
        assert_eq!(LINES.optional(nothing), Ok(None), "{nothing:?}");
        assert_eq!(name(nothing), Err(Code::Required), "{nothing:?}");
    }
}

#[test]
fn what_cannot_be_printed_or_reorders_is_refused() {
    for bad in [
        "a\0b",
        "a\u{7}",
        "\u{1b}[31m",
        "a\u{202e}b",
        "\u{202a}a",
        "\u{2066}a\u{2069}",
        "a\u{9f}",
        "a\u{fffe}",
        "a\u{206a}",
        "a\u{fff9}b",
        "a\u{e0041}",
        "a\u{7f}",
        "\u{1fffe}a",
    ] {
        assert_eq!(LINE.required(bad), Err(Code::Unprintable), "{bad:?}");
        assert_eq!(LINES.required(bad), Err(Code::Unprintable), "{bad:?}");
    }
}

// Persian, Hindi, Malayalam, families and flags are written with joiners, selectors and tags.
#[test]
fn what_scripts_and_emoji_need_survives() {
    for whole in [
        "می\u{200c}خواهم",
        "क\u{94d}\u{200d}ष",
        "ന\u{d4d}\u{200d}",
        "👩\u{200d}👩\u{200d}👧\u{200d}👦",
        "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
        "❤\u{fe0f}",
        "葛\u{e0100}城",
        "שרה",
        "سارة",
        "Nguyễn Thị Hiền",
        "1\u{fe0f}\u{20e3}",
        "½ cup — “hot”",
    ] {
        let read = LINE.required(whole).unwrap();
        let trimmed: String = whole.trim_end_matches('\u{200d}').nfc().collect();
        assert_eq!(read, trimmed);
    }
}

#[test]
fn what_looks_the_same_is_the_same() {
    for (typed, read) in [
        ("Zoe\u{308}", "Zoë"),
        ("An\u{200b}na\u{feff}", "Anna"),
        ("An\u{200d}na", "Anna"),
        ("co\u{ad}operate", "cooperate"),
        (" \u{2800}Anna\u{3164} ", "Anna"),
        ("Maya\tOsei", "Maya Osei"),
        ("שרה\u{200f}", "שרה"),
    ] {
        assert_eq!(LINE.required(typed).as_deref(), Ok(read), "{typed:?}");
    }
}

#[test]
fn lines_end_in_one_way_and_a_line_is_one() {
    assert_eq!(LINES.required(" a\r\nb\rc\u{2028}d\te \r\n").unwrap(), "a\nb\nc\nd\te");
    for two in ["a\nb", "a\rb", "a\u{2029}b", "a\u{85}b"] {
        assert_eq!(LINE.required(two), Err(Code::Malformed), "{two:?}");
    }
    assert_eq!(LINE.required("one \r\n").unwrap(), "one");
}

#[test]
fn characters_are_counted_not_bytes() {
    assert!(LINE.required(&"é".repeat(40)).is_ok() && LINE.required(&"e\u{301}".repeat(40)).is_ok());
    assert_eq!(LINE.required(&"x".repeat(41)), Err(Code::TooLong));
    assert_eq!(LINE.required(&"\u{200b}".repeat(10_000_000)), Err(Code::TooLong));
    assert_eq!(REASON.required("too short"), Err(Code::TooShort));
    assert_eq!(
        REASON.required("   e\u{301}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}"),
        Err(Code::TooShort)
    );
}

// S9: whoever signs writes letters.
#[test]
fn a_name_has_a_letter_and_no_address() {
    for good in ["O", "Zoë O'Neill-Østergård", "王", "سارة", "María José 2nd", "क", "Ngọc"] {
        assert!(name(good).is_ok(), "{good:?}");
    }
    for bad in ["7", "-", "…", "👩\u{200d}👧", "<b>x</b>", "https://x.example", "WWW.x.example", "a\nb"] {
        assert_eq!(name(bad), Err(Code::Malformed), "{bad:?}");
    }
    assert_eq!(name(&"x".repeat(121)), Err(Code::TooLong));
    // Two names that look the same are the same: what is hidden between letters is refused, what copying left beside them
    // is dropped.
    for hidden in ["An\u{200b}na", "An\u{2060}na", "Anna \u{feff}Lind"] {
        assert_eq!(name(hidden), Err(Code::Unprintable), "{hidden:?}");
    }
    assert_eq!(name("\u{feff}Anna\u{200b} ").as_deref(), Ok("Anna"));
}

proptest! {
    // Whatever is posted: refused, or within the promise; and reading what was read changes nothing.
    #[test]
    fn what_is_read_keeps_the_promise(typed in prop_oneof![".{0,60}", prop::collection::vec(any::<char>(), 0..60).prop_map(String::from_iter)]) {
        for rule in [LINE, LINES] {
            if let Ok(Some(text)) = rule.optional(&typed) {
                prop_assert!(text.chars().any(|c| !is_hidden(c)));
                prop_assert!(!text.chars().any(is_forbidden));
                prop_assert!(text.nfc().eq(text.chars()));
                prop_assert!((1..=40).contains(&text.chars().count()));
                prop_assert!(rule.many || !text.contains(['\n', '\t']));
                prop_assert_eq!(rule.optional(&text), Ok(Some(text.clone())));
            }
        }
    }
}
