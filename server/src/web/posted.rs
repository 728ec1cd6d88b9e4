//! The body of a post: read within limits, then taken apart.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use backend::form::KeptForm;
use contract::form::{CARRIED_FIELD, PAGE_FIELD, SEAL_FIELD, THEN_FIELD};
use contract::journal::Observation;
use http_body_util::{BodyExt, LengthLimitError, Limited};

/// Bytes of a form. The largest, a meal of many foods with a note, takes a tenth of it.
const FORM_BYTES: usize = 64 * 1024;
/// What is carried through a page fits into a form.
pub const CARRIED_BYTES: usize = FORM_BYTES - 4096;

/// The arguments that have parts, as `meal[items][0][grams]`. Every other one is a plain field: its name is spelled in one
/// way and given once, so that what is counted by it is what is decoded.
/// Beside these the form of each kind of entry.
const NESTED: &[&str] = &["answers", "week", "fields", "ticked"];

/// Whether an argument has parts.
pub fn is_nested(argument: &str) -> bool {
    NESTED.contains(&argument) || Observation::KINDS.contains(&argument)
}

/// A form as it was posted.
#[derive(Debug)]
pub struct Posted {
    pub bytes: Bytes,
    pub values: Vec<(String, String)>,
}

impl Posted {
    /// # Errors
    /// 408, 413, 415 or 400: what the browser is told about a body that cannot be read.
    pub async fn read(headers: &HeaderMap, body: Body, patience: Duration) -> Result<Self, StatusCode> {
        let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if kind
            .split(';')
            .next()
            .is_none_or(|kind| !kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"))
        {
            return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
        }
        let announced = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
        if announced.is_some_and(|length| length > FORM_BYTES) {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        let bytes = match tokio::time::timeout(patience, Limited::new(body, FORM_BYTES).collect()).await {
            Err(_) => return Err(StatusCode::REQUEST_TIMEOUT),
            Ok(Err(error)) if error.is::<LengthLimitError>() => return Err(StatusCode::PAYLOAD_TOO_LARGE),
            Ok(Err(_)) => return Err(StatusCode::BAD_REQUEST),
            Ok(Ok(collected)) => collected.to_bytes(),
        };
        Self::new(form_urlencoded::parse(&bytes).into_owned().collect()).ok_or(StatusCode::BAD_REQUEST)
    }

    /// From fields and their values. The function gets these and nothing else, written anew. `None` when a plain field is
    /// given twice or spelled with brackets.
    pub fn new(values: Vec<(String, String)>) -> Option<Self> {
        let mut plain: Vec<&str> = Vec::new();
        for (name, _) in &values {
            match name.find(['[', ']']) {
                Some(at) if name.get(..at).is_some_and(is_nested) => {}
                Some(_) => return None,
                None if plain.contains(&name.as_str()) => return None,
                None => plain.push(name),
            }
        }
        let written = form_urlencoded::Serializer::new(String::new()).extend_pairs(&values).finish();
        Some(Self { bytes: written.into(), values })
    }

    /// The form that a page of ours carried back.
    pub fn from_kept(form: &KeptForm) -> Option<Self> {
        let page = [(PAGE_FIELD.to_owned(), form.page.clone())];
        Self::new(form.values.iter().cloned().chain(page).collect())
    }

    /// What was typed, to be kept. Goes on by itself only when nothing is missing from it.
    pub fn to_keep(&self, action: &str, page: &str, goes_on: bool) -> KeptForm {
        let is_step = |name: &str| [PAGE_FIELD, THEN_FIELD, CARRIED_FIELD].contains(&name);
        let kept = self.values.iter().filter(|(name, _)| !is_secret(name) && !is_step(name)).cloned().collect();
        let is_whole = !self.values.iter().any(|(name, _)| is_secret(name));
        KeptForm { page: page.to_owned(), action: action.to_owned(), values: kept, goes_on: goes_on && is_whole }
    }

    /// The same with another key.
    pub fn with_key(&self, key: uuid::Uuid) -> Self {
        let is_key = |name: &str| name == app::form::KEY_FIELD;
        let others = self.values.iter().filter(|(name, _)| !is_key(name)).cloned();
        let values: Vec<_> = others.chain([(app::form::KEY_FIELD.to_owned(), key.to_string())]).collect();
        let written = form_urlencoded::Serializer::new(String::new()).extend_pairs(&values).finish();
        Self { bytes: written.into(), values }
    }

    pub fn seal(&self) -> Option<&str> {
        self.value(SEAL_FIELD)
    }

    /// The form's own key.
    pub fn key(&self) -> Option<uuid::Uuid> {
        self.value(app::form::KEY_FIELD)?.parse().ok()
    }

    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The page the form stands on, if it is one of ours.
    pub fn page(&self) -> Option<&str> {
        self.value(PAGE_FIELD).filter(|page| app::local::is_local(page))
    }

    /// What may be shown again: everything but secrets.
    pub fn kept(self) -> Vec<(String, String)> {
        self.values
            .into_iter()
            .filter(|(name, _)| name != PAGE_FIELD && name != SEAL_FIELD && !is_secret(name))
            .collect()
    }
}

/// Passwords, codes and what an authenticator said: never kept and never sent back.
fn is_secret(name: &str) -> bool {
    name.contains("password") || name == "code" || name.ends_with("_code") || name == "passkey" || name == "ceremony"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(body: &str) -> Option<Posted> {
        Posted::new(form_urlencoded::parse(body.as_bytes()).into_owned().collect())
    }

    // T6: a limit counts what the function decodes, so a plain field has one spelling and comes once.
    #[test]
    fn a_plain_field_is_spelled_in_one_way_and_given_once() {
        for body in [
            "email[]=a",
            "[email]=a",
            "email%5B%5D=a",
            "%5Bemail%5D=a",
            "email=a&email=b",
            "email=a&%65mail=b",
            "email[0]=a",
            "email=a&email[x]=b",
            "email]=a",
            "[]=a",
            "key=1&key=2",
            "_page=/&_page=/me",
        ] {
            assert!(posted(body).is_none(), "{body}");
        }
        let whole = posted("email=a%26b&meal[items][0][grams]=1&meal%5Bitems%5D%5B0%5D%5Bname%5D=x").unwrap();
        assert_eq!(whole.value("email"), Some("a&b"));
        assert_eq!(whole.value("meal[items][0][name]"), Some("x"));
        assert!(String::from_utf8_lossy(&whole.bytes).starts_with("email=a%26b&"));
    }

    #[test]
    fn secrets_are_not_kept_and_such_a_form_does_not_go_on_by_itself() {
        let form = posted("email=a&password=p&_seal=s&_then=t&_page=/account/email").unwrap();
        let kept = form.to_keep("/api/identity/change_email", "/account/email", true);
        assert_eq!(kept.values, [("email".to_owned(), "a".to_owned()), ("_seal".to_owned(), "s".to_owned())]);
        assert!(!kept.goes_on);
        let again = Posted::from_kept(&kept).unwrap();
        assert_eq!((again.page(), again.seal()), (Some("/account/email"), Some("s")));
        assert!(posted("reason=r").unwrap().to_keep("/api/grants/give", "/clinic/access", true).goes_on);
    }
}
