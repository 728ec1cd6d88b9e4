//! What a live session sees: rows of its own organisation, and of no other. Only who holds a session's cookie can enter
//! it, so it is theirs that is looked through.

use super::{Check, queries};
use crate::Backend;
use crate::db::{Client, Clinic, Portal, Practice};
use crate::identity::SessionToken;
use crate::refusal::Refusal;

const WHAT: &str = "signed in, sees rows of its own organisation and of no other";

pub(super) async fn check(backend: &Backend, token: &SessionToken) -> Check {
    let (of, found) = match look::<Clinic>(backend, token).await {
        Ok(None) => match look::<Practice>(backend, token).await {
            Ok(None) => ("ns_client", look::<Client>(backend, token).await),
            found => ("ns_practice", found),
        },
        found => ("ns_clinic", found),
    };
    let wrong = match found {
        Ok(Some(wrong)) => wrong,
        Ok(None) => vec!["the session is not live".to_owned()],
        Err(_) => vec!["it could not be asked".to_owned()],
    };
    Check { of: of.to_owned(), what: WHAT.to_owned(), wrong }
}

/// Tables with a foreign row, and a word if there is nothing to see at all; none where the session is not of this portal.
async fn look<P: Portal>(backend: &Backend, token: &SessionToken) -> Result<Option<Vec<String>>, Refusal> {
    let Ok(mut tx) = backend.read::<P>(token).await else { return Ok(None) };
    let organisation = tx.scope().organisation().0;
    let (mut wrong, mut own) = (Vec::new(), 0);
    for table in queries::list_tenant_tables(tx.conn()).await? {
        let (mine, foreign) = queries::whose_rows(tx.conn(), &table, organisation).await?;
        own += u32::from(mine);
        if foreign {
            wrong.push(table);
        }
    }
    if own == 0 {
        wrong.push("it sees nothing, so nothing was proved".to_owned());
    }
    Ok(Some(wrong))
}
