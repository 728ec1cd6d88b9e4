//! What is wrong with a form is in sight (N8), wherever on its page the form stands.

use backend::db::Clinic;
use testkit::{Actor, World};
use uuid::Uuid;

use crate::found::form;
use crate::support::{app, submit, visit};

// What is wrong is in sight: a form that is folded away is open when it was refused.
#[tokio::test]
async fn a_refused_form_is_unfolded() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel Street").await;
    let noor: Actor<Clinic> = world.admin(clinic, "Noor").await;
    let maya = world.client(clinic, "Maya").await;
    let hold = Uuid::now_v7();
    world
        .by_hand(format!(
            "insert into app.legal_hold (organisation_id, hold_id, client_id, reason, told, placed_by)
             values ('{clinic}', '{hold}', '{}', 'An open complaint', true, '{}'); update auth.session set proved_at = now()",
            maya.member, noor.member
        ))
        .await;
    let service = server::router::router(app(world.backend.clone(), 0));
    let noor = format!("ns={}", noor.cookie);
    let action = "/api/privacy/release_hold";
    let opened = visit(&service, "/clinic/holds", &noor).await;
    let folded = "<details class=\"more\"><summary>";
    assert!(opened.body.contains(folded), "{}", opened.body);
    let sent = form(&opened.body, action);
    let refused = submit(&service, action, &noor, &sent.filled(&[("released_why", "")])).await;
    assert_eq!(refused.status, 422);
    assert!(
        !refused.body.contains(folded) && refused.body.contains("<details open class=\"more\"><summary>Release"),
        "{}",
        refused.body
    );
    assert!(refused.body.contains("Write in a sentence why the record need no longer be kept."), "{}", refused.body);
}
