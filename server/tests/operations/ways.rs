//! Ways out of the table (`backend::export::ways`) that need pages, a terminal or the server's log: each is performed in a
//! world with marked words, and what came out and what the clients learn is what the table says. N4 P12 N8

use std::path::PathBuf;

use axum::Router;
use backend::Backend;
use backend::client_keys::step;
use backend::clock::Clock;
use backend::db::{Client, Practice};
use backend::export::ways::{OUTSIDE, WAYS, Way};
use backend::secret::MasterKeys;
use testkit::marked::{self, Came};
use testkit::{Actor, World};

use crate::canaries::{Kept, application_log};
use crate::closed_pipe::{KEY, command};
use crate::postgres_log::Log;
use crate::support::{app, visit};

struct Town {
    world: World,
    service: Router,
    ruth: Actor<Practice>,
    clients: [Actor<Client>; 3],
    application: Kept,
    postgres: Log,
}

impl Town {
    async fn new() -> Self {
        let application = application_log();
        let mut world = World::new().await;
        // The key that the commands are given: whatever of it lies sealed would open to them.
        let mut config = testkit::config(&world.db);
        config.master_keys = MasterKeys::parse(&KEY.repeat(4)).unwrap();
        step::put(&world.db.url(Some("ns_migrator")), &config.master_keys).await.unwrap();
        world.backend = Backend::new(config, Clock::System).unwrap();
        let postgres = Log::from_now(&world.db).await;
        let clinic = world.organisation("Kestrel Street").await;
        let ruth = world.practitioner(clinic, "Ruth Calloway").await;
        let maya = world.client(clinic, "Maya Osei").await;
        let tom = world.client(clinic, "Tom").await;
        let una = world.client(clinic, "Una").await;
        for client in [&maya, &tom, &una] {
            world.relate(&ruth, client, "active").await;
        }
        marked::write(&mut world, [&maya, &tom, &una]).await;
        let service = server::router::router(app(world.backend.clone(), 0));
        Self { world, service, ruth, clients: [maya, tom, una], application, postgres }
    }

    /// What these pages say to whoever holds the cookie; one that is not there says so.
    async fn pages(&self, cookie: &str, paths: &[String]) -> String {
        let mut all = String::new();
        for path in paths {
            let answer = visit(&self.service, path, &format!("ns={cookie}")).await;
            assert!(answer.status.as_u16() < 500, "{path}: {}", answer.status);
            all.push_str(&answer.body);
        }
        all
    }

    /// The day, and each entry with its history, as its own client opens them.
    async fn own_pages(&mut self) -> String {
        let day = marked::day(&self.world);
        let mut all = String::new();
        for at in 0..self.clients.len() {
            let (cookie, member) = (self.clients[at].cookie.clone(), self.clients[at].member);
            let mut paths: Vec<_> = ["/me", "/me/activity", "/me/privacy", "/me/access"].map(String::from).to_vec();
            paths.push(format!("/me/day/{day}"));
            let entries: Vec<uuid::Uuid> =
                sqlx::query_scalar("select observation_id from app.observation where client_id = $1")
                    .bind(member.0)
                    .fetch_all(&mut self.world.hand)
                    .await
                    .unwrap();
            assert!(entries.len() >= 3, "{}", entries.len());
            paths.extend(entries.iter().map(|id| format!("/me/symptom/{id}")));
            paths.extend(entries.iter().map(|id| format!("/me/entry/{id}/history")));
            all.push_str(&self.pages(&cookie, &paths).await);
        }
        all
    }

    async fn practice_pages(&self) -> String {
        let mut paths = vec!["/practice".to_owned(), "/practice/agenda".to_owned(), "/practice/activity".to_owned()];
        for client in &self.clients {
            paths.push(format!("/practice/clients/{}", client.member));
            paths.push(format!("/practice/clients/{}/activity", client.member));
        }
        self.pages(&self.ruth.cookie, &paths).await
    }

    /// Every command that reads or moves what lies in the database, with all it says and writes.
    fn terminal(&self) -> Vec<u8> {
        let dir = folder(&self.world, "terminal");
        std::fs::create_dir_all(&dir).unwrap();
        let (organisation, out) = (self.ruth.organisation.to_string(), dir.join("bundle").display().to_string());
        let affected = [
            "incident-affected",
            "--organisation",
            &organisation,
            "--from",
            "2020-01-01T00:00:00Z",
            "--until",
            "2100-01-01T00:00:00Z",
            "--out",
            &out,
        ];
        let mut bytes = Vec::new();
        for arguments in [
            &["doctor"][..],
            &["verify-audit"],
            &["prove-isolation"],
            &["rotate-client-keys", "--status"],
            &["rotate-keys"],
            &["reapply-erasures"],
            &affected,
        ] {
            let said = command(&self.world.db, &dir, arguments).output().unwrap();
            assert!(!said.stdout.is_empty(), "{arguments:?}: {}", String::from_utf8_lossy(&said.stderr));
            bytes.extend(said.stdout);
            bytes.extend(said.stderr);
        }
        let mut folders = vec![dir.clone()];
        let mut files = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    bytes.extend(std::fs::read(path).unwrap());
                    files += 1;
                }
            }
        }
        assert!(files >= 5, "{files}: the bundle is among them");
        std::fs::remove_dir_all(dir).unwrap();
        bytes
    }

    async fn logs(&mut self) -> String {
        let application = self.application.text();
        assert!(application.lines().count() > 20, "the application's log was really written");
        application + &self.postgres.text().await
    }

    async fn perform(&mut self, way: &Way) -> Came {
        let (maya, una) = (self.clients[0].member, self.clients[2].member);
        match way.name {
            "a client's pages" => Came::plain(self.own_pages().await, &[]),
            // The record of whoever withdrew does not open. That of whose journal is being erased does, with nothing of the
            // journal in it: that somebody looked is told all the same.
            "review, caseload, timeline" => Came::plain(self.practice_pages().await, &[maya, una]),
            "command line" => Came::plain(self.terminal(), &[]),
            "the server's log" => Came::plain(self.logs().await, &[]),
            other => panic!("nobody performs {other:?}"),
        }
    }
}

fn folder(world: &World, name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("{}_{name}", world.db.name))
}

#[tokio::test]
async fn every_way_out_from_outside_lets_out_what_the_table_says() {
    let mut town = Town::new().await;
    let clients = [town.clients[0].member, town.clients[1].member, town.clients[2].member];
    let mut walked = 0;
    for way in WAYS.iter().filter(|way| way.performed == OUTSIDE) {
        let came = town.perform(way).await;
        walked += marked::compare(&mut town.world, way, &came, clients).await;
    }
    println!("operations: {walked} cells of the table of ways out performed");
    assert!(walked >= 16, "{walked}");
}
