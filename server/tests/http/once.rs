//! Sent twice at once, done once (N4): every form that makes something, with rows and letters counted; and no key is the
//! name of somebody else's row.

use app::access::Role;
use app::features::RULES;
use axum::Router;
use backend::clock::Clock;
use backend::form::{Asked, Begun};
use contract::team::InviteInput;
use server::web::once::is_asked;
use testkit::{Actor, World};
use uuid::Uuid;

use crate::support::{Answer, app, ask, post, seal};
use crate::sweep::FILLED;

struct House {
    world: World,
    service: Router,
    people: Vec<(Role, String)>,
    client: String,
    practitioner: String,
}

async fn house() -> House {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel Street").await;
    let client = world.client(clinic, "Maya").await;
    let practitioner = world.practitioner(clinic, "Ruth").await;
    let admin: Actor<backend::db::Clinic> = world.somebody(clinic, "Noor", "owner").await;
    let front_desk = world.front_desk(clinic, "Iris").await;
    world.relate(&practitioner, &client, "active").await;
    world.by_hand("update auth.session set proved_at = now()".into()).await;
    let cookie = |one: &str| format!("ns={one}");
    let people = vec![
        (Role::Client, cookie(&client.cookie)),
        (Role::Practitioner, cookie(&practitioner.cookie)),
        (Role::Admin, cookie(&admin.cookie)),
        (Role::FrontDesk, cookie(&front_desk.cookie)),
    ];
    // One connection of each login is enough: no function holds one while it waits for another.
    let service = server::router::router(app(world.db.narrow_backend(Clock::System), 0));
    let (client, practitioner) = (client.member.to_string(), practitioner.member.to_string());
    House { world, service, people, client, practitioner }
}

impl House {
    /// Rows of every table of `app`, and letters and jobs waiting.
    async fn rows(&mut self) -> Vec<(String, i64)> {
        let tables: Vec<String> = sqlx::query_scalar(
            "select format('%I.%I', schemaname, relname) from pg_stat_user_tables where schemaname = 'app' and relname not in ('read_log', 'activity', 'activity_head') or (schemaname, relname) = ('ops', 'job') order by 1",
        )
        .fetch_all(&mut self.world.hand)
        .await
        .unwrap();
        let mut rows = Vec::new();
        for table in tables {
            let sql = format!("select count(*) from {table}");
            let count = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&mut self.world.hand).await.unwrap();
            rows.push((table, count));
        }
        rows
    }

    async fn send(&self, endpoint: &str, cookie: &str, key: &str, email: &str, times: usize) -> Vec<Answer> {
        let named = ["key", "client", "practitioner", "email", "service"];
        let mut form: Vec<_> = FILLED.iter().copied().filter(|(name, _)| !named.contains(name)).collect();
        form.extend([("key", key), ("client", &self.client), ("practitioner", &self.practitioner), ("email", email)]);
        let seal = seal(&self.service, endpoint, cookie, &form).await;
        form.push(("_seal", &seal));
        let mut answers = Vec::new();
        let all = (0..times).map(|_| ask(&self.service, post(endpoint, cookie, &form, "empty")));
        for answer in futures_util::future::join_all(all).await {
            answers.push(answer);
        }
        answers
    }
}

fn grown(before: &[(String, i64)], after: &[(String, i64)]) -> Vec<(String, i64)> {
    let more = before.iter().zip(after).map(|((table, before), (_, after))| (table.clone(), after - before));
    more.filter(|(_, more)| *more != 0).collect()
}

#[tokio::test]
async fn whatever_is_sent_twice_at_once_is_done_once() {
    let (mut asked, mut made) = (0, 0);
    for rule in RULES.iter().filter(|rule| is_asked(rule)) {
        let mut house = house().await;
        let (_, cookie) = house.people.iter().find(|(role, _)| rule.roles.contains(role)).unwrap().clone();
        // What one sending makes, in a house of its own; then three at once in this one.
        let mut other = self::house().await;
        let (_, alone) = other.people.iter().find(|(role, _)| rule.roles.contains(role)).unwrap().clone();
        let key = Uuid::now_v7().to_string();
        let before = other.rows().await;
        let once = other.send(rule.endpoint, &alone, &key, "ana@example.org", 1).await;
        let one = grown(&before, &other.rows().await);
        let before = house.rows().await;
        let answers = house.send(rule.endpoint, &cookie, &key, "ana@example.org", 3).await;
        let three = grown(&before, &house.rows().await);
        assert_eq!(three, one, "{}: {:?}", rule.endpoint, answers.iter().map(|one| one.status).collect::<Vec<_>>());
        for answer in &answers {
            assert!(answer.status.as_u16() < 500, "{}: {}", rule.endpoint, answer.status);
            // A new factor renews the session: what comes a moment later with the old one is not let in, and does nothing.
            let is_renewed = rule.endpoint.starts_with("/api/account/") && answer.status == 401;
            if once[0].status == 200 && !is_renewed {
                let first = answers.iter().find(|one| one.status == 200).unwrap();
                assert_eq!((answer.status, &answer.body), (first.status, &first.body), "{}", rule.endpoint);
            }
        }
        asked += 1;
        made += usize::from(!one.is_empty());
    }
    println!("{asked} functions asked, {made} of them made something");
    assert!(asked >= 25 && made >= 8, "{asked} asked, {made} made something");
}

// The same key with other values is another form; a key that names somebody else's row is no fault.
#[tokio::test]
async fn a_key_is_ones_own() {
    let mut house = house().await;
    let ruth = house.people[1].1.clone();
    let key = Uuid::now_v7().to_string();
    for email in ["one@example.org", "two@example.org"] {
        let sent = house.send("/api/team/invite_client", &ruth, &key, email, 1).await;
        assert_eq!(sent[0].status, 200, "{}", sent[0].body);
    }
    let count: i64 =
        sqlx::query_scalar("select count(*) from app.invitation").fetch_one(&mut house.world.hand).await.unwrap();
    assert_eq!(count, 2);
    // Every id there is, of another house, as the key of every function that makes something.
    let elsewhere = house.world.organisation("Magpie Lane").await;
    let stranger: Actor<backend::db::Practice> = house.world.practitioner(elsewhere, "Mallory").await;
    let victim: Actor<backend::db::Client> = house.world.client(elsewhere, "Eve").await;
    let grant = Uuid::now_v7();
    house
        .world
        .by_hand(format!(
            "set session_replication_role = replica;
             insert into app.access_grant (organisation_id, grant_id, client_id, practitioner_id, kind, permissions, reason, granted_by, starts_at, expires_at)
             values ('{elsewhere}', '{grant}', '{v}', '{s}', 'grant', '{{observation.read}}', 'R', '{v}', now(), now() + interval '1 hour');
             reset session_replication_role",
            v = victim.member,
            s = stranger.member
        ))
        .await;
    let mut asked = 0;
    for id in [grant, stranger.member.0, victim.member.0, elsewhere.0] {
        for rule in RULES.iter().filter(|rule| is_asked(rule)) {
            for (_, cookie) in house.people.clone().iter().filter(|(role, _)| rule.roles.contains(role)) {
                let sent = house.send(rule.endpoint, cookie, &id.to_string(), "ana@example.org", 1).await;
                assert!(sent[0].status.as_u16() < 500, "{} with {id}: {}", rule.endpoint, sent[0].status);
                asked += 1;
            }
        }
    }
    println!("{asked} keys of others tried");
    assert!(asked > 100, "{asked}");
}

async fn invited(world: &mut World, email: &str) -> i64 {
    let sql = "select count(*) from app.invitation where email = $1";
    sqlx::query_scalar(sql).bind(email).fetch_one(&mut world.hand).await.unwrap()
}

fn invite(email: &str) -> InviteInput {
    InviteInput { name: "Ana".into(), email: email.into(), role: String::new() }
}

const AGES: &str = "update auth.form_use set begun_at = now() - interval '2 minutes'";

// The change and the note that it was done are one transaction: a process that dies leaves both or neither, and of two
// that run at once one changes something.
#[tokio::test]
async fn a_change_and_the_note_of_it_are_one() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel Street").await;
    let ruth: Actor<backend::db::Practice> = world.practitioner(clinic, "Ruth").await;
    let (backend, me) = (world.backend.clone(), ruth.member);
    let sent = async |what: &[u8]| {
        let sending = backend.form_use(me, what);
        let begun = backend.begin_form(&sending, me).await.unwrap();
        (sending, begun)
    };
    let run = async |sending: &backend::form::Use, email: &str| {
        let asked = Asked { id: "test", sending: Some(sending) };
        backend.invite_client(&ruth.token, asked, &invite(email)).await
    };
    // Refused: nothing is noted, and whoever died here leaves it to be begun anew.
    let (first, begun) = sent(b"one").await;
    assert_eq!(begun, Begun::Now);
    assert!(run(&first, "no address").await.is_err() && !first.is_done());
    assert_eq!(sent(b"one").await.1, Begun::Running);
    world.by_hand(AGES.into()).await;
    let (second, begun) = sent(b"one").await;
    assert_eq!(begun, Begun::Now);
    // Done, and the process dies before it says where it led: done it stays, however old it gets.
    run(&second, "one@example.org").await.unwrap();
    assert!(second.is_done());
    world.by_hand(AGES.into()).await;
    assert_eq!(sent(b"one").await.1, Begun::Committed);
    // The one that was taken for dead comes to its end after all: it changes nothing, and takes no note away.
    assert!(run(&first, "one@example.org").await.is_err());
    backend.end_form(&first, None).await.unwrap();
    assert_eq!((sent(b"one").await.1, invited(&mut world, "one@example.org").await), (Begun::Committed, 1));
    let letters: i64 = sqlx::query_scalar("select count(*) from ops.job where kind = 'send_letter'")
        .fetch_one(&mut world.hand)
        .await
        .unwrap();
    assert_eq!(letters, 1);
    // Where it led; and what was refused after a change of its own may be sent again.
    backend.end_form(&second, Some("there")).await.unwrap();
    assert_eq!(sent(b"one").await.1, Begun::Done("there".into()));
    backend.end_form(&second, None).await.unwrap();
    assert_eq!(sent(b"one").await.1, Begun::Now);
    // Somebody else's sending cannot be noted, nor one that was never begun.
    let stranger: Actor<backend::db::Practice> = world.practitioner(clinic, "Mallory").await;
    let theirs = backend.form_use(stranger.member, b"theirs");
    assert_eq!(backend.begin_form(&theirs, stranger.member).await.unwrap(), Begun::Now);
    assert!(run(&theirs, "two@example.org").await.is_err());
    assert!(run(&backend.form_use(me, b"never begun"), "two@example.org").await.is_err());
    assert_eq!(invited(&mut world, "two@example.org").await, 0);
}

// Sent again after its process died: led back to its page, and nothing is done a second time.
#[tokio::test]
async fn what_a_dead_process_did_is_not_done_again() {
    let mut house = house().await;
    let (ruth, key) = (house.people[1].1.clone(), Uuid::now_v7().to_string());
    let sent = house.send("/api/team/invite_client", &ruth, &key, "ana@example.org", 1).await;
    assert_eq!(sent[0].status, 200, "{}", sent[0].body);
    house.world.by_hand("update auth.form_use set outcome = '', begun_at = now() - interval '2 minutes'".into()).await;
    let again = house.send("/api/team/invite_client", &ruth, &key, "ana@example.org", 1).await;
    assert_eq!(again[0].status, 200, "{}", again[0].body);
    assert!(again[0].body.contains("goto"), "{}", again[0].body);
    assert_eq!(invited(&mut house.world, "ana@example.org").await, 1);
}
