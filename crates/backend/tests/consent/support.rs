//! A clinic with a practitioner, an administrator and a client who agreed to everything.

use backend::Backend;
use backend::db::{Client, Clinic, Look, Practice};
use backend::identity::{Arrival, SessionToken};
use contract::consent::{Answer, ConsentKind, Language, MyConsents};
use contract::error::AppError;
use contract::id::OrganisationId;
use contract::journal::SymptomInput;
use contract::review::{ClientPage, Rows, Span};
use testkit::{Actor, Journal as _, World};
use uuid::Uuid;

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

    pub async fn mine(&self) -> MyConsents {
        let mut tx = self.backend().read_even_closed::<Client>(&self.maya.token).await.unwrap();
        self.backend().load_my_consents(&mut tx, Language::En).await.unwrap()
    }

    /// An answer to the text as it stands now.
    pub async fn answer(&self, kind: ConsentKind, agrees: bool) -> Answer {
        let mine = self.mine().await;
        let shown = mine.consents.into_iter().find(|one| one.kind == kind).unwrap().hash;
        Answer { kind, agrees, language: Language::En, shown }
    }

    /// Maya says yes or no, as on the page.
    pub async fn say(&self, kind: ConsentKind, agrees: bool) {
        let answer = self.answer(kind, agrees).await;
        let tx = self.backend().write_even_closed::<Client>(&self.maya.token, "test").await.unwrap();
        self.backend().decide_consents(tx, &[answer], &self.from()).await.unwrap();
    }

    /// Maya logs a symptom.
    pub async fn log(&self) -> Result<Uuid, AppError> {
        log_as(self.backend(), &self.maya.token).await
    }

    /// What Ruth's page of Maya is.
    pub async fn review(&self) -> Option<ClientPage> {
        let mut tx = self.backend().open_records(&self.ruth.token, Look::Review(self.maya.member)).await.unwrap();
        let now = self.backend().clock.now();
        backend::review::open(&mut tx, now, self.maya.member, Span::Month, &Rows::default()).await.ok()
    }

    /// How many entries Ruth sees of Maya.
    pub async fn seen_by_ruth(&self) -> usize {
        match self.review().await {
            Some(ClientPage::Open(review)) => review.days.iter().map(|day| day.entries.len()).sum(),
            _ => 0,
        }
    }
}

/// Logs that a symptom was absent, at the beginning of today.
pub async fn log_as(backend: &Backend, token: &SessionToken) -> Result<Uuid, AppError> {
    let id = Uuid::now_v7();
    let zone: chrono_tz::Tz = "Europe/London".parse().unwrap();
    let today = backend.clock.now().with_timezone(&zone).date_naive();
    let input = SymptomInput {
        id: id.to_string(),
        code: "bloating".into(),
        present: "no".into(),
        day: today.to_string(),
        time: "00:00".into(),
        ..SymptomInput::default()
    };
    match backend.save_symptom(token, "test", &input).await {
        Ok(_) => Ok(id),
        Err(refusal) => Err(refusal.into_app("test")),
    }
}
