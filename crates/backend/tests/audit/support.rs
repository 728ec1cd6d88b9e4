//! Lines in the logs of the house, and the viewer.

use backend::Refusal;
use backend::db::Clinic;
use contract::audit::{AuditPage, AuditQuery};
use testkit::{Actor, House};

/// `amount` lines by Ruth about Maya, a second apart, the newest last; and looks, several in one moment.
pub async fn fill(house: &mut House, amount: u32) {
    let (organisation, ruth, maya) = (house.maya.organisation, house.ruth.member, house.maya.member);
    let person = house.ruth.person;
    house.world
        .by_hand(format!(
            "set session_replication_role = replica;
             insert into app.activity (organisation_id, seq, at, actor_kind, actor_id, actor_member, action, subject_id, client_id, salt, commitment, hash)
             select '{organisation}', 1000 + n, timestamptz '2026-11-01 09:00Z' + n / 3 * interval '1 second', 'person', '{person}', '{ruth}',
                    case when n % 10 = 0 then 'relationship.paused' else 'appointment.confirmed' end, gen_random_uuid(), '{maya}', '', '', ''
               from generate_series(1, {amount}) n;
             insert into app.record_read (organisation_id, client_id, reader_id, kind, via, basis_id, window_at, at)
             select '{organisation}', '{maya}', '{ruth}', case when n % 2 = 0 then 'review' else 'list' end, 'care', gen_random_uuid(),
                    timestamptz '2026-11-01 09:00Z' + n * interval '1 hour', timestamptz '2026-11-01 09:00Z' + n / 2 * interval '1 second'
               from generate_series(1, {amount}) n;
             reset session_replication_role; analyze app.activity; analyze app.record_read"
        ))
        .await;
}

pub async fn audit(house: &House, who: &Actor<Clinic>, query: &AuditQuery) -> Result<AuditPage, Refusal> {
    let (filter, cursor) = query.parse()?;
    let mut tx = who.read(house.backend()).await;
    house.backend().load_audit(&mut tx, &filter, cursor.as_ref()).await
}
