//! Words of a food name or a query, made comparable: lower case, accents off, plural folded.
//! Guarantees: never panics on any input; byte ranges always lie on character boundaries of the text given.
//! To treat a new irregular plural alike, add it to `IRREGULAR`.

/// One word of a text: folded letters and where it stands (bytes of the original).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub text: String,
    pub start: usize,
    pub end: usize,
}

/// Splits at everything that is neither letter nor digit; an apostrophe joins ("KELLOGG'S" is `kelloggs`).
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut current: Option<Token> = None;
    for (at, letter) in text.char_indices() {
        let end = at + letter.len_utf8();
        if letter.is_alphanumeric() {
            let token = current.get_or_insert_with(|| Token { text: String::new(), start: at, end });
            fold_into(letter, &mut token.text);
            token.end = end;
        } else if !matches!(letter, '\'' | '\u{2019}' | '\u{0300}'..='\u{036f}') {
            found.extend(current.take());
        }
    }
    found.extend(current);
    found.retain(|token| !token.text.is_empty());
    found
}

/// Lower case without accents: `É` is `e`, `ß` is `ss`.
pub(super) fn fold_into(letter: char, out: &mut String) {
    if letter.is_ascii() {
        out.push(letter.to_ascii_lowercase());
        return;
    }
    for lower in letter.to_lowercase() {
        match lower {
            'à'..='å' | 'ā' | 'ă' | 'ą' => out.push('a'),
            'ç' | 'ć' | 'č' => out.push('c'),
            'è'..='ë' | 'ē' | 'ę' | 'ě' => out.push('e'),
            'ì'..='ï' | 'ī' | 'ı' => out.push('i'),
            'ñ' | 'ń' | 'ň' => out.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ő' => out.push('o'),
            'ù'..='ü' | 'ū' | 'ů' | 'ű' => out.push('u'),
            'ý' | 'ÿ' => out.push('y'),
            'š' | 'ś' | 'ş' => out.push('s'),
            'ž' | 'ź' | 'ż' => out.push('z'),
            'ł' => out.push('l'),
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            other if other.is_alphanumeric() => out.push(other),
            _ => {} // a combining mark that lower-casing split off
        }
    }
}

const IRREGULAR: [(&str, &str); 7] = [
    ("leaves", "leaf"),
    ("loaves", "loaf"),
    ("halves", "half"),
    ("knives", "knife"),
    ("geese", "goose"),
    ("fries", "fries"), // not "fry": french fries are no frying
    ("calves", "calf"),
];

/// The same stem for singular and plural. Not a dictionary form: only good for comparing.
pub(super) fn stem(word: &str) -> String {
    if let Some((_, single)) = IRREGULAR.iter().find(|(plural, _)| *plural == word) {
        return (*single).to_owned();
    }
    let mut stem = word.to_owned();
    if !word.is_ascii() || word.len() < 4 {
        return stem;
    }
    let cut = if ends(word, &["ches", "shes", "xes", "sses", "oes"]) {
        2
    } else if word.ends_with('s') && !ends(word, &["ss", "us", "is"]) {
        1
    } else {
        0
    };
    stem.truncate(word.len() - cut);
    // After cutting: "berrie" and "cookie" meet "berry" and "cooky"; "quiche" meets "quich(es)".
    if stem.len() > 4 && stem.ends_with("ie") {
        stem.truncate(stem.len() - 2);
        stem.push('y');
    } else if stem.len() > 4 && stem.ends_with("che") {
        stem.truncate(stem.len() - 1);
    }
    stem
}

fn ends(word: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| word.ends_with(ending))
}
