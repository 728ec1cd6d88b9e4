//! A clinic with a practitioner, an administrator and a client who agreed to everything and has just proved who they are.

use backend::Backend;
use backend::db::{Client, Clinic, Practice};
use backend::identity::Arrival;
use contract::consent::{Answer, ConsentKind, Language};
use contract::error::AppError;
use contract::id::OrganisationId;
use testkit::{Actor, World};

pub struct House {
    pub world: World,
    pub clinic: OrganisationId,
    pub ruth: Actor<Practice>,
    pub noor: Actor<Clinic>,
    pub maya: Actor<Client>,
}

pub fn app_error<T>(result: Result<T, backend::Refusal>) -> AppError {
    match result {
        Ok(_) => panic!("it was not refused"),
        Err(refusal) => refusal.into_app("test"),
    }
}

impl House {
    pub async fn new() -> Self {
        let mut world = World::new().await;
        let clinic = world.organisation("Kestrel Street").await;
        let ruth = world.practitioner(clinic, "Ruth Calloway").await;
        let noor = world.admin(clinic, "Noor Aziz").await;
        let maya = world.client(clinic, "Maya Osei").await;
        world.relate(&ruth, &maya, "active").await;
        Self { world, clinic, ruth, noor, maya }
    }

    pub fn backend(&self) -> &Backend {
        &self.world.backend
    }

    pub fn from(&self) -> Arrival {
        Arrival::from_address("192.0.2.7".parse().unwrap())
    }

    /// Everybody has proved who they are, just now or long ago.
    pub async fn proved(&mut self, now: bool) {
        let at = if now { "now()" } else { "now() - interval '2 days'" };
        self.world.by_hand(format!("update auth.session set proved_at = {at}")).await;
    }

    /// Maya says yes or no to a text, as on the page.
    pub async fn say(&self, kind: ConsentKind, agrees: bool) {
        let backend = self.backend();
        let mut tx = backend.read_even_closed::<Client>(&self.maya.token).await.unwrap();
        let mine = backend.load_my_consents(&mut tx, Language::En).await.unwrap();
        drop(tx);
        let shown = mine.consents.into_iter().find(|one| one.kind == kind).unwrap().hash;
        let answer = Answer { kind, agrees, language: Language::En, shown };
        let tx = backend.write_even_closed::<Client>(&self.maya.token, "test").await.unwrap();
        backend.decide_consents(tx, &[answer], &self.from()).await.unwrap();
    }
}
