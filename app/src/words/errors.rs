//! The pages that say something went wrong. No blame, no jargon; what happened and what to do.

/// Heading and text for an HTTP status.
pub fn status(status: u16) -> (&'static str, &'static str) {
    match status {
        400 => ("This request cannot be read", "Go back and try again. If it happens twice, tell us the reference."),
        401 => ("Sign in first", "This page is for people who are signed in."),
        403 => ("This was refused", "The request did not come from this site, so nothing was done."),
        404 => ("There is nothing here", "The address may be old, or this page is not yours to see."),
        405 => ("That does not work here", "This address does not take that kind of request."),
        408 => ("That took too long", "The connection was too slow and nothing was saved. Try again."),
        409 => ("Somebody was faster", "This changed in the meantime. Go back and look again."),
        410 => ("This is over", "The link was used already or is too old."),
        413 => ("That is too large", "Send less at once."),
        415 => ("That cannot be read", "This address does not take that kind of content."),
        422 => ("Something has to be put right", "Go back, check what you wrote and send it again."),
        429 => ("Too many tries", "Wait a little and try again."),
        503 => ("Not just now", "Something we need is not answering. Nothing is lost. Try again in a minute."),
        _ => (
            "Something failed on our side",
            "Nothing you did was wrong. Try again; if it happens twice, tell us the reference.",
        ),
    }
}

words! {
    reference = "Reference";
    back = "To the start page";
    moving_on = "One moment";
    go_on = "Go on";
}
