//! Two people for every fact that can decide alone: a hole at that fact is a difference between these two, since nothing
//! else closes what it opens. The dice meet such pairs now and then; a proof must meet them each time.
//!
//! In each house the first two practitioners are active, and of the clients the first three and the last.

/// Care and grant between a practitioner and a client of the first house, or the second; none where the dice say.
pub fn between(house: usize, practitioner: usize, client: usize) -> Option<(&'static str, &'static str)> {
    Some(match (house, practitioner, client) {
        (0, 0, 0) => ("active", "none"),
        // Their client withdrew consent to the use of health data.
        (0, 0, 1) => ("active", "none"),
        // A grant that names entries alone: not this practitioner's own appointments with them, which care would show.
        (0, 0, 2) => ("none", "live"),
        // Their client is suspended.
        (0, 0, 3) => ("active", "none"),
        (0, 0, 5) => ("invited", "ended"),
        (0, 1, 0) => ("paused", "expired"),
        (0, 1, 2) => ("ended", "emergency over"),
        (0, 1, 5) => ("none", "emergency"),
        // Those whose journal and whose account are being erased, and one in care to whom nothing happens.
        (1, 0, 0 | 2 | 5) => ("active", "none"),
        // One who has not agreed to the terms.
        (1, 0, 1) => ("active", "none"),
        _ => return None,
    })
}

/// How a client of the first house, or the second, stands to the use of their data.
pub fn consent(house: usize, client: usize) -> Option<&'static str> {
    Some(match (house, client) {
        (0, 1) => "withdrew health data",
        (1, 1) => "never asked",
        (0, 0 | 2 | 3 | 5) | (1, 0 | 2 | 5) => "agrees",
        _ => return None,
    })
}
