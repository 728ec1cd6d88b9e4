//! Links in letters to pages inside a portal: they name the membership they are for, so that whoever is at another place
//! of theirs is asked, and goes on in the right one.

use contract::id::MembershipId;
use uuid::Uuid;

use crate::Backend;
use crate::secret::Purpose;

/// Bytes of the tag in a link: enough that nobody guesses one.
const TAG: usize = 16;

impl Backend {
    /// The address of `path` (inside a portal, from `/` on) for `membership`, as letters have it.
    pub fn mailed_link(&self, membership: MembershipId, path: &str) -> String {
        let tag = self.keys.mac(Purpose::MailedLink, &message(membership, path));
        let tag = hex::encode(tag.get(..TAG).unwrap_or_default());
        let site = self.config.public_url.trim_end_matches('/');
        format!("{site}/go/{}-{tag}{path}", membership.0.simple())
    }

    /// The membership that a link in a letter is for. `None` for one that we did not write.
    pub fn read_mailed_link(&self, seal: &str, path: &str) -> Option<MembershipId> {
        let (membership, tag) = seal.split_once('-')?;
        let membership = MembershipId(Uuid::try_parse(membership).ok()?);
        let tag = hex::decode(tag).ok().filter(|tag| tag.len() == TAG)?;
        self.keys.is_mac(Purpose::MailedLink, &message(membership, path), &tag).then_some(membership)
    }
}

fn message(membership: MembershipId, path: &str) -> Vec<u8> {
    [membership.0.as_bytes().as_slice(), path.as_bytes()].concat()
}
