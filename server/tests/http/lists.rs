//! A list with more rows than a page says so and leads on by a plain link, until all of it is shown: every list of every
//! portal that grows with the years.

use testkit::World;

use crate::support::{Answer, app, visit};

/// Rows of each list: three more than a page shows at first.
const ROWS: usize = 203;

/// A page, a piece of HTML that stands there once for every row, and who looks.
struct List {
    page: String,
    row: &'static str,
    cookie: String,
}

#[tokio::test]
async fn what_is_cut_off_is_said_and_led_to() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel Street").await;
    let maya = world.client(clinic, "Maya").await;
    let ruth = world.practitioner(clinic, "Ruth").await;
    let noor = world.admin(clinic, "Noor").await;
    world.relate(&ruth, &maya, "active").await;
    let (org, client, reader, admin) = (clinic, maya.member, ruth.member, noor.member);
    let incident = uuid::Uuid::now_v7();
    let rows = format!("from generate_series(1, {ROWS}) n");
    let ago = "now() - interval '100 days' - n * interval '1 hour'";
    let mark = "'Row ' || to_char(n, 'FM000') || ' of many'";
    world
        .by_hand(format!(
            "set session_replication_role = replica;
             insert into app.access_grant (organisation_id, grant_id, client_id, practitioner_id, kind, permissions, reason, granted_by, starts_at, expires_at)
               select '{org}', gen_random_uuid(), '{client}', '{reader}', 'grant', '{{observation.read}}', {mark}, '{client}', now() - n * interval '1 minute', now() + interval '1 day' {rows};
             insert into app.appointment (organisation_id, appointment_id, client_id, practitioner_id, service_id, service_name, place, price_minor, currency, starts_at, ends_at, status)
               select '{org}', gen_random_uuid(), '{client}', '{reader}', gen_random_uuid(), {mark}, 'online', 0, 'gbp', {ago}, {ago} + interval '30 minutes', 'completed' {rows};
             insert into app.document (organisation_id, document_id, client_id, text_id, version, kind, title, body, text_hash, asked_by, status_changed_at)
               select '{org}', gen_random_uuid(), '{client}', gen_random_uuid(), 1, 'consent', {mark}, 'B', sha256('t'), '{admin}', {ago} {rows};
             insert into app.ai_use (organisation_id, client_id, use_id, step, purpose) select '{org}', '{client}', gen_random_uuid(), 'asked', 'insights' {rows};
             insert into app.export (organisation_id, export_id, scope, member_id, asked_by, reason, status)
               select '{org}', gen_random_uuid(), 'client', '{client}', '{admin}', {mark}, 'cancelled' {rows};
             insert into app.legal_hold (organisation_id, hold_id, client_id, reason, told, placed_by)
               select '{org}', gen_random_uuid(), '{client}', {mark}, true, '{admin}' {rows};
             insert into app.erasure_request (organisation_id, request_id, client_id, category, status, finished_at)
               select '{org}', gen_random_uuid(), '{client}', 'journal', 'undone', now() {rows};
             insert into app.invitation (organisation_id, invitation_id, role, email, display_name, invited_by, token_hash, status, expires_at)
               select '{org}', gen_random_uuid(), 'client', 'row' || n || '@example.test', {mark}, '{reader}', sha256(n::text::bytea), 'open', now() + interval '1 day' {rows};
             insert into app.incident (organisation_id, incident_id, number, title, is_drill, aware_at, status)
               select '{org}', case n when 1 then '{incident}'::uuid else gen_random_uuid() end, n, {mark}, false, {ago}, 'opened' {rows};
             insert into app.incident_note (organisation_id, incident_id, note_id, kind, text, by_member)
               select '{org}', '{incident}', gen_random_uuid(), 'note', 'Note ' || to_char(n, 'FM000') || ' of many', '{admin}' {rows};
             update auth.session set proved_at = now();
             reset session_replication_role"
        ))
        .await;
    let service = server::router::router(app(world.backend.clone(), 0));
    let [as_client, as_reader, as_admin] = [&maya.cookie, &ruth.cookie, &noor.cookie].map(|id| format!("ns={id}"));
    let list = |page: String, row: &'static str, cookie: &String| List { page, row, cookie: cookie.clone() };
    let lists = [
        list("/me/access".into(), " of many", &as_client),
        list("/me/appointments".into(), " of many", &as_client),
        list("/me/documents".into(), " of many", &as_client),
        list("/me/ai?language=nl".into(), "<li><div><b>", &as_client),
        list("/me/export".into(), "<li", &as_client),
        list("/me/privacy".into(), "<li class=\"off\"", &as_client),
        list("/practice/access".into(), " of many", &as_reader),
        list("/practice/clients/invite".into(), " of many</b>", &as_reader),
        list(format!("/practice/clients/{client}/documents"), " of many", &as_reader),
        list("/clinic/access".into(), " of many", &as_admin),
        list("/clinic/team".into(), " of many</b>", &as_admin),
        list("/clinic/documents".into(), " of many", &as_admin),
        list("/clinic/ai".into(), "<th scope=\"row\"", &as_admin),
        list("/clinic/exports".into(), " of many", &as_admin),
        list("/clinic/holds".into(), " of many", &as_admin),
        list("/clinic/data-requests".into(), "<th scope=\"row\"", &as_admin),
        list("/clinic/incidents".into(), " of many", &as_admin),
        list(format!("/clinic/incidents/{incident}"), " of many</p>", &as_admin),
    ];
    let mut tried = 0;
    for List { page, row, cookie } in &lists {
        let first = visit(&service, page, cookie).await;
        assert_eq!(first.status, 200, "{page}: {}", first.body);
        let on = if page.contains('?') { format!("{page}&shown=400") } else { format!("{page}?shown=400") };
        let said = if page.contains("language=nl") { "De eerste 200 staan hier." } else { "The first 200 are shown." };
        let link = format!("href=\"{}\"", on.replace('&', "&amp;"));
        assert!(first.body.contains(said), "{page} does not say that it is cut off");
        assert!(first.body.contains(&link), "{page} does not lead on: {link}");
        let all = visit(&service, &on, cookie).await;
        assert_eq!(all.status, 200, "{on}");
        let count = |answer: &Answer| answer.body.matches(row).count();
        assert_eq!(count(&all) - count(&first), ROWS - 200, "{page}: {} and {}", count(&first), count(&all));
        assert!(!all.body.contains(said) && !all.body.contains("shown=600"), "{on} shows everything");
        // No link leads to another length.
        let join = if page.contains('?') { '&' } else { '?' };
        for odd in ["0", "201", "100000", "-200", "x"] {
            assert_eq!(visit(&service, &format!("{page}{join}shown={odd}"), cookie).await.status, 404, "{page} {odd}");
        }
        tried += 1;
    }
    println!("{tried} lists of {ROWS} rows each");
}
