//! The secret a browser's cookie carries. The database is given something derived from it, and stores a hash of that.

use tower_sessions_core::session::Id;

use crate::secret::Keys;

/// A session id as read from the cookie; proves nothing until the database finds it alive.
#[derive(Clone)]
pub struct SessionToken(Id);

impl SessionToken {
    pub fn new(id: Id) -> Self {
        Self(id)
    }

    pub(crate) fn database_token(&self, keys: &Keys) -> String {
        keys.database_token(&self.0.to_string())
    }
}

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken(…)")
    }
}
