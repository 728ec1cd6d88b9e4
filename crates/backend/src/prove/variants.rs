//! Rows that somebody might add in their own name, or in another's. The rows that are there were added by whoever may; a
//! hole through which somebody else adds theirs is met only by trying such a row.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::house::House;
use super::model::Role;
use super::people::Asker;
use super::reading::{self, Found};

/// The rows with the asker, or somebody they are not, in the place of the people they name. Of each way one for every
/// kind of row there is, and never one that says what a row says already.
pub(super) fn of(rows: &[&Found], house: &House, asker: &Asker) -> Vec<Found> {
    if asker.who.job.is_some() {
        return vec![];
    }
    let me = asker.who.member.id;
    let active = |id: Option<Uuid>| house.facts.active(id);
    let other = house.of_role(|role| role != Role::Client).find(|id| *id != me && active(Some(*id)));
    let mut made: Vec<Found> = Vec::new();
    // Whom the row is about, whose it is, who made it.
    for [client, whose, by] in [
        [None, None, Some(me)],
        [None, Some(me), Some(me)],
        [None, Some(me), None],
        [Some(me), None, None],
        [Some(me), None, Some(me)],
        [None, None, other],
    ] {
        let mut kinds = BTreeSet::new();
        for row in rows.iter().filter(|row| row.says.org == house.org) {
            let kind = (row.says.mark, active(row.says.client), active(row.says.practitioner));
            let Some(variant) = reading::put(row, client, whose, by, &house.asked) else { continue };
            let is_new = |other: &Found| other.says != variant.says;
            if rows.iter().all(|other| is_new(other)) && made.iter().all(is_new) && kinds.insert(kind) {
                made.push(variant);
            }
        }
    }
    made
}
