//! The seal of a form: whom and where it was made for, and the names of its fixed values, under a keyed hash that covers
//! the values too. Nothing in it is secret; none of it can be made by anybody else.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::id::{MembershipId, PersonId};
use uuid::Uuid;

use crate::Backend;
use crate::secret::Purpose;

/// Where a session is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub person: PersonId,
    /// Not chosen yet, with several to choose from.
    pub membership: Option<MembershipId>,
    /// `client`, `practice` or `clinic`.
    pub portal: Option<String>,
}

/// For whom and where a form was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    pub person: PersonId,
    pub membership: MembershipId,
    pub portal: String,
}

impl Made {
    /// Whether it was made where the session is.
    pub fn is_at(&self, place: &Place) -> bool {
        place.person == self.person
            && place.membership == Some(self.membership)
            && place.portal.as_deref() == Some(self.portal.as_str())
    }
}

/// Longer than any form's.
const MOST: usize = 4096;

impl Backend {
    /// The seal of a form made for `made`, with the fields that stay as they are and their values.
    pub fn seal_form(&self, made: &Made, fixed: &[(String, String)]) -> String {
        let names: Vec<&str> = fixed.iter().map(|(name, _)| name.as_str()).collect();
        let head =
            format!("{}.{}.{}.{}", made.person.0.simple(), made.membership.0.simple(), made.portal, names.join(","));
        let tag = self.keys.mac(Purpose::Form, &message(&head, fixed.iter().map(|(_, value)| value.as_str())));
        format!("{}.{}", URL_SAFE_NO_PAD.encode(&head), URL_SAFE_NO_PAD.encode(tag))
    }

    /// For whom and where the form was made that was posted with `seal`. `None` when the seal is none of ours, or a fixed
    /// value is another one than it was made with. `value` finds what was posted under a name.
    pub fn read_seal<'a>(&self, seal: &str, value: impl Fn(&str) -> Option<&'a str>) -> Option<Made> {
        if seal.len() > MOST {
            return None;
        }
        let (head, tag) = seal.split_once('.')?;
        let head = String::from_utf8(URL_SAFE_NO_PAD.decode(head).ok()?).ok()?;
        let tag = URL_SAFE_NO_PAD.decode(tag).ok()?;
        let mut parts = head.splitn(4, '.');
        let (person, membership, portal, names) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let names = names.split(',').filter(|name| !name.is_empty());
        let values: Vec<&str> = names.map(|name| value(name).unwrap_or_default()).collect();
        let known = tag.len() == 32 && self.keys.is_mac(Purpose::Form, &message(&head, values.into_iter()), &tag);
        known.then_some(Made {
            person: PersonId(Uuid::try_parse(person).ok()?),
            membership: MembershipId(Uuid::try_parse(membership).ok()?),
            portal: portal.to_owned(),
        })
    }
}

/// Each part with its length before it, so that no two read the same.
fn message<'a>(head: &'a str, values: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let mut message = Vec::new();
    for part in std::iter::once(head).chain(values) {
        message.extend((part.len() as u64).to_be_bytes());
        message.extend_from_slice(part.as_bytes());
    }
    message
}
