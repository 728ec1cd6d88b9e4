//! A clinic with clients and staff, another clinic beside it, and archives read back as a person's program would.

use contract::paging::Reach;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use backend::db::{Client, Clinic, Portal, Practice};
use backend::export::binding;
use backend::secret::chunk::{ChunkKey, Place};
use backend::secret::{ReceiveKey, Recipient};
use backend::{Backend, Refusal};
use contract::AppError;
use contract::export::{ExportState, ExportView};
use contract::id::{ExportId, MembershipId, PersonId};
use sha2::{Digest, Sha256};
use sqlx::{Executor, PgConnection};
use testkit::{Actor, Journal as _, World};
use uuid::Uuid;

pub struct House {
    pub world: World,
    pub ruth: Actor<Practice>,
    pub noor: Actor<Clinic>,
    pub ines: Actor<Clinic>,
    pub maya: Actor<Client>,
    /// Another client of the same practitioner.
    pub tom: Actor<Client>,
    /// And one more.
    pub una: Actor<Client>,
    /// A client of another clinic.
    pub stranger: Actor<Client>,
}

/// An archive, unpacked.
pub type Files = BTreeMap<String, Vec<u8>>;

impl House {
    pub async fn new() -> Self {
        let mut world = World::new().await;
        let clinic = world.organisation("Kestrel Street").await;
        let other = world.organisation("Harbour").await;
        let ruth = world.practitioner(clinic, "Ruth Calloway").await;
        let noor = world.admin(clinic, "Noor Haddad").await;
        let ines = world.somebody::<Clinic>(clinic, "Ines Duarte", "owner").await;
        let maya = world.client(clinic, "Maya Osei").await;
        let tom = world.client(clinic, "Tom Foreign-Canary").await;
        let una = world.client(clinic, "Una Third-Canary").await;
        let stranger = world.client(other, "Stranger Foreign-Canary").await;
        world.relate(&ruth, &maya, "active").await;
        world.relate(&ruth, &tom, "active").await;
        let mut house = Self { world, ruth, noor, ines, maya, tom, una, stranger };
        house.prove().await;
        house
    }

    pub fn backend(&self) -> &Backend {
        &self.world.backend
    }

    /// Everybody signed in so far has just proved who they are.
    pub async fn prove(&mut self) {
        self.world.by_hand("update auth.session set proved_at = now() where portal <> 'worker'".into()).await;
    }

    pub async fn forget_proofs(&mut self) {
        self.world.by_hand("update auth.session set proved_at = now() - interval '11 minutes'".into()).await;
    }

    /// `count` entries of a client over ten years, with `word` in each.
    pub async fn log_of(&mut self, organisation: Uuid, client: Uuid, count: u32, word: &str) {
        let sql = format!(
            "insert into app.observation (organisation_id, client_id, observation_id, kind, occurred_at, zone, local_date, payload, note)
             select '{organisation}', '{client}', gen_random_uuid(), 'symptom', at, 'Europe/London', (at at time zone 'Europe/London')::date,
                    jsonb_build_object('code', 'bloating', 'present', true, 'severity', n % 11, 'scale', '0-10'), '{word} ' || n
               from (select n, now() - interval '87600 hours' * (n::float8 / {count}) as at from generate_series(1, {count}) n) s"
        );
        self.world.by_hand(sql).await;
    }

    /// An entry of Maya's as she writes it today.
    pub async fn write_sealed(&self, day: u32, note: &str) {
        let input = contract::journal::SymptomInput {
            id: Uuid::now_v7().to_string(),
            code: "bloating".into(),
            present: "yes".into(),
            severity_ten: "4".into(),
            day: format!("2026-11-0{day}"),
            time: "13:00".into(),
            note: note.into(),
            ..Default::default()
        };
        self.backend().save_symptom(&self.maya.token, "test", &input).await.unwrap();
    }

    pub async fn run_jobs(&self) {
        while self.backend().run_next_job().await.unwrap() {}
    }

    pub async fn ask_mine(&self, who: &Actor<Client>) -> Uuid {
        let key = Uuid::now_v7();
        self.backend().ask_my_export(who.write(self.backend()).await, key).await.unwrap();
        key
    }

    pub async fn list(&self, who: &Actor<Client>) -> Vec<ExportView> {
        self.backend().list_my_exports(&mut who.read(self.backend()).await, Reach::default()).await.unwrap()
    }

    pub async fn state(&self, who: &Actor<Client>) -> ExportState {
        self.list(who).await.first().expect("an export").state
    }

    /// Asked for, put together and fetched.
    pub async fn export(&self, who: &Actor<Client>) -> Files {
        let id = self.ask_mine(who).await;
        self.run_jobs().await;
        self.fetch(who, id).await.unwrap()
    }

    pub async fn fetch<P: Portal>(&self, who: &Actor<P>, id: Uuid) -> Result<Files, AppError> {
        Ok(unpack(&self.fetch_raw(who, id).await?))
    }

    pub async fn fetch_raw<P: Portal>(&self, who: &Actor<P>, id: Uuid) -> Result<Vec<u8>, AppError> {
        let tx = who.write(self.backend()).await;
        let mut download =
            self.backend().download_export(tx, ExportId(id)).await.map_err(|refusal| refusal.into_app("test"))?;
        let mut bytes = Vec::new();
        while let Some(chunk) = download.chunks.recv().await {
            bytes.extend(chunk.expect("the archive ends well"));
        }
        Ok(bytes)
    }

    /// The clinic's own login in the hands of somebody who writes statements of their own, as this person.
    pub async fn by_own_hand(&mut self, person: PersonId, member: MembershipId) -> PgConnection {
        self.world.sign_in(person, member).await;
        let token = format!("by hand {member}");
        let sql = format!(
            "update auth.session set token_hash = sha256('{token}'), proved_at = now() where session_id = (
               select session_id from auth.session where membership_id = '{}' order by created_at desc limit 1)",
            member
        );
        self.world.by_hand(sql).await;
        let mut login = self.world.db.as_role("ns_clinic").await;
        login.execute(sqlx::AssertSqlSafe(format!("begin; select authz.enter('{token}')"))).await.unwrap();
        login
    }

    pub async fn text(&mut self, sql: &'static str) -> String {
        sqlx::query_scalar::<_, Option<String>>(sql).fetch_one(&mut self.world.hand).await.unwrap().unwrap_or_default()
    }

    pub async fn count(&mut self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&mut self.world.hand).await.unwrap()
    }

    pub fn folder(&self, export: Uuid) -> std::path::PathBuf {
        self.backend().config.data_dir.join("exports").join(export.to_string())
    }
}

pub fn unpack(zip: &[u8]) -> Files {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    (0..archive.len())
        .map(|n| {
            let mut file = archive.by_index(n).unwrap();
            let mut content = Vec::new();
            // The archive's own checksums are checked while reading.
            file.read_to_end(&mut content).unwrap();
            (file.name().unwrap().into_owned(), content)
        })
        .collect()
}

pub fn repack(files: &Files) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in files {
        zip.start_file(path.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// What is sealed in a move, as the receiving installation's key opens it: written here a second time, without the
/// product's reader.
pub fn open_move(zip: &[u8], receive: &ReceiveKey) -> Files {
    let outer = unpack(zip);
    let list: serde_json::Value = serde_json::from_slice(&outer["move.json"]).unwrap();
    let id = |name: &str| list[name].as_str().unwrap().parse::<Uuid>().unwrap();
    let (organisation, export) = (id("organisation"), id("export"));
    let sealed = hex::decode(list["key"].as_str().unwrap()).unwrap();
    let key = ChunkKey::received(receive, &binding(organisation, export), &sealed).expect("the key opens");
    let open = |file: &str| {
        let (mut rest, mut plain, mut number) = (&outer[&format!("sealed/{file}")][..], Vec::new(), 0);
        while let Some((length, after)) = rest.split_first_chunk::<4>() {
            let (chunk, after) = after.split_at(u32::from_be_bytes(*length) as usize);
            plain.extend(key.open(Place { set: export, part: file, number }, chunk).expect("a chunk opens"));
            (rest, number) = (after, number + 1);
        }
        plain
    };
    let manifest = open(list["manifest"].as_str().unwrap());
    let parsed: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let parts = parsed["parts"].as_array().unwrap().iter();
    let mut files: Files =
        parts.map(|part| (part["path"].as_str().unwrap().to_owned(), open(part["file"].as_str().unwrap()))).collect();
    files.insert("manifest.json".into(), manifest);
    files
}

/// The other way round: what somebody could make who knows the public key and nothing else.
pub fn seal_move(files: &Files, organisation: Uuid, export: Uuid, recipient: &Recipient) -> Vec<u8> {
    let key = ChunkKey::random();
    let manifest: serde_json::Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
    let file = |path: &str| {
        let part = manifest["parts"].as_array().unwrap().iter().find(|part| part["path"] == path);
        part.map_or("manifest".to_owned(), |part| part["file"].as_str().unwrap().to_owned())
    };
    let (mut outer, mut parts) = (Files::new(), Vec::new());
    for (path, content) in files {
        let (name, mut sealed) = (file(path), Vec::new());
        for (number, chunk) in (0..).zip(content.chunks(64 * 1024)) {
            let chunk = key.seal(Place { set: export, part: &name, number }, chunk);
            sealed.extend(u32::try_from(chunk.len()).unwrap().to_be_bytes());
            sealed.extend(chunk);
        }
        parts.push(
            serde_json::json!({ "file": name, "bytes": sealed.len(), "sha256": hex::encode(Sha256::digest(&sealed)) }),
        );
        outer.insert(format!("sealed/{name}"), sealed);
    }
    let list = serde_json::json!({
        "format": "nutriscope-move", "version": 1, "program": "test", "organisation": organisation, "organisation_name": "test", "export": export,
        "recipient": recipient.to_string(), "fingerprint": recipient.fingerprint(),
        "key": hex::encode(key.sealed_for(recipient, &binding(organisation, export)).unwrap()), "manifest": "manifest", "parts": parts,
    });
    outer.insert("README.txt".into(), b"test".to_vec());
    outer.insert("move.json".into(), serde_json::to_vec(&list).unwrap());
    repack(&outer)
}

pub fn manifest(files: &Files) -> serde_json::Value {
    serde_json::from_slice(&files["manifest.json"]).unwrap()
}

/// Every part is there, as long and with the hash that the manifest says; nothing else is.
pub fn check_parts(files: &Files) {
    let manifest = manifest(files);
    let parts = manifest["parts"].as_array().unwrap();
    for part in parts {
        let path = part["path"].as_str().unwrap();
        let content = &files[path];
        assert_eq!(part["sha256"], hex::encode(Sha256::digest(content)), "{path}");
        assert_eq!(part["bytes"], content.len(), "{path}");
    }
    assert_eq!(parts.len() + 1, files.len(), "a file that the manifest does not name");
}

/// The rows of a table, from its JSON.
pub fn rows(files: &Files, table: &str) -> Vec<serde_json::Value> {
    let Some(text) = files.get(&format!("data/{table}.json")) else { return vec![] };
    serde_json::from_slice::<Vec<_>>(text).unwrap()
}

pub fn holds(files: &Files, needle: &str) -> bool {
    let finder = needle.as_bytes();
    files.values().any(|content| content.windows(finder.len()).any(|bytes| bytes == finder))
}

pub fn refused<T>(result: Result<T, Refusal>) -> AppError {
    match result {
        Err(Refusal::App(error)) => error,
        Err(other) => other.into_app("test"),
        Ok(_) => panic!("it was not refused"),
    }
}
