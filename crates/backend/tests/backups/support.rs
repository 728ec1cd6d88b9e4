//! A clinic with something in it, a folder for backups, and an empty database to restore into.

use std::path::{Path, PathBuf};

use backend::backup::{Config, Keep, Taken, take};
use backend::clock::Clock;
use backend::secret::MasterKeys;
use secrecy::SecretString;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use testkit::World;

/// Written into the database before each backup, and looked for afterwards.
pub const CANARY: &str = "canary-quince-48151623";

pub struct Clinic {
    pub world: World,
    pub dir: PathBuf,
    pub config: Config,
}

pub async fn clinic() -> Clinic {
    let mut world = World::new().await;
    let house = world.organisation("Kestrel").await;
    let maya = world.client(house, "Maya").await;
    world.practitioner(house, "Ruth").await;
    let (organisation, member) = (house.0, maya.member.0);
    world
        .by_hand(format!(
            "update app.membership set display_name = '{CANARY}' where membership_id = '{member}';
             select app.append_activity('{organisation}', null, null, 'meal.logged', null, '{member}', null, null, null);
             select app.append_activity('{organisation}', null, null, 'meal.logged', null, '{member}', null, null, null)"
        ))
        .await;
    let dir = std::env::temp_dir().join(format!("{}_backups", world.db.name));
    let files = dir.join("files");
    std::fs::create_dir_all(files.join("a/b")).unwrap();
    std::fs::write(files.join("a/b/picture"), vec![7; 200_000]).unwrap();
    std::fs::write(files.join("empty"), "").unwrap();
    let config = Config {
        dir: dir.join("kept"),
        database: world.db.url(Some("ns_backup")),
        masters: MasterKeys::only([7; 32]),
        folders: vec![("files".to_owned(), files)],
        keep: Keep::default(),
        postgres_bin: None,
        clock: Clock::System,
    };
    Clinic { world, dir, config }
}

impl Clinic {
    pub async fn backup(&self) -> Taken {
        take(&self.config).await.unwrap()
    }

    /// Every file in the folder of backups, but the lock.
    pub fn lying(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.config.dir).into_iter().flatten().flatten();
        let mut names: Vec<_> = entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
        names.retain(|name| name != ".lock" && name != "client-keys.sealed");
        names.sort();
        names
    }
}

impl Drop for Clinic {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

/// An empty database in the test cluster, dropped with it.
pub struct Empty {
    pub url: SecretString,
    name: String,
}

impl Empty {
    pub async fn new(like: &World) -> Self {
        let name = format!("{}_restored", like.db.name);
        let mut hand = like.db.superuser().await;
        hand.execute(AssertSqlSafe(format!("drop database if exists {name} with (force)"))).await.unwrap();
        hand.execute(AssertSqlSafe(format!("create database {name} template template0"))).await.unwrap();
        Self { url: other(like, &name), name }
    }

    pub async fn hand(&self) -> PgConnection {
        use secrecy::ExposeSecret;
        PgConnection::connect(self.url.expose_secret()).await.unwrap()
    }

    pub async fn remove(self, like: &World) {
        let drop = format!("drop database {} with (force)", self.name);
        like.db.superuser().await.execute(AssertSqlSafe(drop)).await.unwrap();
    }
}

/// The superuser's address of another database of the cluster.
fn other(like: &World, name: &str) -> SecretString {
    use secrecy::ExposeSecret;
    like.db.url(None).expose_secret().replacen(&like.db.name, name, 1).into()
}

/// Every byte of every file below `dir`.
pub fn bytes_below(dir: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap().flatten() {
        match entry.file_type().unwrap().is_dir() {
            true => bytes.extend(bytes_below(&entry.path())),
            false => bytes.extend(std::fs::read(entry.path()).unwrap()),
        }
    }
    bytes
}

pub fn holds(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|window| window == words.as_bytes())
}
