//! The demo's people: a clinic with two practitioners and six clients, and a second one that must never see any of it.

use std::collections::HashMap;

use contract::consent::{Answer, Language};
use contract::id::{MembershipId, PersonId};
use contract::identity::{AcceptInput, SignUpInput};
use contract::team::{InviteInput, MemberRole};
use time::OffsetDateTime;
use tower_sessions_core::SessionStore as _;
use tower_sessions_core::session::{Id, Record};

use crate::Backend;
use crate::activity::{Action, Activity};
use crate::config::Mode;
use crate::db::{Client, Clinic, Practice};
use crate::identity::{SessionStore, SessionToken, sign_up};
use crate::refusal::Refusal;
use crate::team::{invite_client, invite_member};

/// The one password of all demo people.
pub const DEMO_PASSWORD: &str = "kestrel-orchard-lantern-42";

/// Address and who that is, for printing.
pub const SIGN_INS: &[(&str, &str)] = &[
    ("ines@demo.nutriscope.test", "Ines Marchetti, owner of Kestrel Street Nutrition"),
    ("ruth@demo.nutriscope.test", "Ruth Calloway, practitioner"),
    ("anna@demo.nutriscope.test", "Anna Lindgren, practitioner"),
    ("maya@demo.nutriscope.test", "Maya Osei, client of Ruth"),
    ("tom@demo.nutriscope.test", "Tom Whitfield, client of Ruth"),
    ("priya@demo.nutriscope.test", "Priya Raman, client of Ruth"),
    ("elif@demo.nutriscope.test", "Elif Demir, client of Ruth, paused"),
    ("joost@demo.nutriscope.test", "Joost van Dalen, client of Anna"),
    ("carys@demo.nutriscope.test", "Carys Bevan, client of Anna"),
    ("hanna@demo.nutriscope.test", "Hanna Virtanen, owner and practitioner of Harbour Dietetics"),
    ("oscar@demo.nutriscope.test", "Oscar Blom, client of Hanna"),
];

/// Somebody of the demo, signed in until `People::leave`.
#[derive(Debug, Clone)]
pub struct Seat {
    pub email: &'static str,
    pub person: PersonId,
    pub member: MembershipId,
    pub role: MemberRole,
    pub token: SessionToken,
}

/// Everybody, so that other demo data is written under the name of who would write it.
#[derive(Debug, Clone)]
pub struct People {
    pub owner: Seat,
    pub ruth: Seat,
    pub anna: Seat,
    /// In the order of `SIGN_INS`: Maya, Tom, Priya, Elif (paused), Joost, Carys.
    pub clients: Vec<Seat>,
    pub other_owner: Seat,
    pub other_practitioner: Seat,
    pub other_client: Seat,
}

impl People {
    fn all(&self) -> impl Iterator<Item = &Seat> {
        [&self.owner, &self.ruth, &self.anna, &self.other_owner, &self.other_practitioner, &self.other_client]
            .into_iter()
            .chain(&self.clients)
    }

    /// Ends the sessions they were seeded with.
    ///
    /// # Errors
    /// Database faults.
    pub async fn leave(&self, backend: &Backend) -> Result<(), Refusal> {
        let store = SessionStore::new(backend.clone());
        for seat in self.all() {
            store.learn(seat.token.clone());
            store.delete(&seat.token.id()).await.map_err(|error| Refusal::Fault(error.to_string()))?;
        }
        Ok(())
    }
}

/// Makes whoever is missing and seats everybody.
///
/// # Errors
/// A fault in production, where demo data does not belong (N3); database faults.
pub async fn seat(backend: &Backend) -> Result<People, Refusal> {
    if backend.config.mode == Mode::Production {
        return Err(Refusal::Fault("demo data is refused in production".into()));
    }
    organisation(backend, SIGN_INS[0].0, "Ines Marchetti", "Kestrel Street Nutrition", ("Europe/London", "gbp"), false)
        .await?;
    organisation(backend, SIGN_INS[9].0, "Hanna Virtanen", "Harbour Dietetics", ("Europe/Helsinki", "eur"), true)
        .await?;
    let owner = sit(backend, SIGN_INS[0].0, MemberRole::Owner).await?;
    let ruth = colleague(backend, &owner, SIGN_INS[1].0, "Ruth Calloway").await?;
    let anna = colleague(backend, &owner, SIGN_INS[2].0, "Anna Lindgren").await?;
    let mut clients = Vec::new();
    for (practitioner, email, name, zone) in [
        (&ruth, SIGN_INS[3].0, "Maya Osei", "Europe/London"),
        (&ruth, SIGN_INS[4].0, "Tom Whitfield", "Europe/London"),
        (&ruth, SIGN_INS[5].0, "Priya Raman", "Europe/London"),
        (&ruth, SIGN_INS[6].0, "Elif Demir", "Europe/London"),
        (&anna, SIGN_INS[7].0, "Joost van Dalen", "Europe/Amsterdam"),
        (&anna, SIGN_INS[8].0, "Carys Bevan", "Europe/London"),
    ] {
        clients.push(client(backend, practitioner, email, name, zone).await?);
    }
    let other_owner = sit(backend, SIGN_INS[9].0, MemberRole::Owner).await?;
    let other_practitioner = sit(backend, SIGN_INS[9].0, MemberRole::Practitioner).await?;
    let other_client = client(backend, &other_practitioner, SIGN_INS[10].0, "Oscar Blom", "Europe/Helsinki").await?;
    if let Some(paused) = clients.get(3) {
        pause(backend, &ruth, paused).await?;
    }
    Ok(People { owner, ruth, anna, clients, other_owner, other_practitioner, other_client })
}

async fn organisation(
    backend: &Backend,
    email: &str,
    name: &str,
    organisation: &str,
    (zone, currency): (&str, &str),
    sees_clients: bool,
) -> Result<(), Refusal> {
    if backend.find_demo_person(email).await?.is_some() {
        return Ok(());
    }
    let input = SignUpInput {
        name: name.to_owned(),
        email: email.to_owned(),
        password: DEMO_PASSWORD.to_owned(),
        organisation: organisation.to_owned(),
        zone: zone.to_owned(),
        currency: currency.to_owned(),
        sees_clients,
    };
    let made = sign_up(backend, input.parse()?, true).await?;
    backend.confirm_demo_email(&made.link_token).await
}

async fn colleague(backend: &Backend, owner: &Seat, email: &'static str, name: &str) -> Result<Seat, Refusal> {
    if backend.find_demo_person(email).await?.is_none() {
        let tx = backend.write::<Clinic>(&owner.token, "demo").await?;
        let (name, role) = (name.to_owned(), "practitioner".to_owned());
        let invite = InviteInput { name, email: email.to_owned(), role }.parse_team()?;
        let (_, link) = invite_member(backend, tx, &invite, false).await?;
        accept(backend, &link, invite.name.as_str(), "Europe/London").await?;
    }
    sit(backend, email, MemberRole::Practitioner).await
}

async fn client(
    backend: &Backend,
    practitioner: &Seat,
    email: &'static str,
    name: &str,
    zone: &str,
) -> Result<Seat, Refusal> {
    if backend.find_demo_person(email).await?.is_none() {
        let tx = backend.write::<Practice>(&practitioner.token, "demo").await?;
        let input = InviteInput { name: name.to_owned(), email: email.to_owned(), role: String::new() };
        let (_, link) = invite_client(backend, tx, &input.parse_client()?, false).await?;
        accept(backend, &link, name, zone).await?;
    }
    let seat = sit(backend, email, MemberRole::Client).await?;
    agree(backend, &seat).await?;
    Ok(seat)
}

/// To everything that is asked, as the form at the first sign-in does.
async fn agree(backend: &Backend, seat: &Seat) -> Result<(), Refusal> {
    let mut tx = backend.read_even_closed::<Client>(&seat.token).await?;
    let mine = backend.load_my_consents(&mut tx, Language::En).await?;
    drop(tx);
    let asked = mine.consents.into_iter().filter(contract::consent::ConsentView::is_asked);
    let answers: Vec<_> = asked
        .map(|asked| Answer { kind: asked.kind, agrees: true, language: Language::En, shown: asked.hash })
        .collect();
    let tx = backend.write_even_closed::<Client>(&seat.token, "demo").await?;
    let here = std::net::IpAddr::from(std::net::Ipv4Addr::LOCALHOST);
    backend.decide_consents(tx, &answers, &here.into()).await
}

async fn accept(backend: &Backend, link: &str, name: &str, zone: &str) -> Result<(), Refusal> {
    let input = AcceptInput {
        name: name.to_owned(),
        zone: zone.to_owned(),
        new_password: DEMO_PASSWORD.to_owned(),
        password: String::new(),
    };
    // Seeding comes from the machine itself: its own limits would stop it at the thirtieth person.
    backend.accept_invitation(link, &input, std::net::IpAddr::from(std::net::Ipv4Addr::LOCALHOST)).await?;
    Ok(())
}

async fn sit(backend: &Backend, email: &'static str, role: MemberRole) -> Result<Seat, Refusal> {
    let missing = || Refusal::Fault(format!("the demo's {email} is not there"));
    let (proof, places) = backend.find_demo_person(email).await?.ok_or_else(missing)?;
    let person = proof.person;
    let place = places.iter().find(|place| place.role == role).ok_or_else(missing)?;
    let data = HashMap::from([
        ("person".to_owned(), serde_json::json!(person)),
        ("membership".to_owned(), serde_json::json!(place.membership)),
        ("proof".to_owned(), serde_json::json!(proof.version)),
    ]);
    let expiry_date = OffsetDateTime::from_unix_timestamp(backend.clock.now().timestamp() + 3600)
        .map_err(|error| Refusal::Fault(error.to_string()))?;
    let mut record = Record { id: Id::default(), data, expiry_date };
    let store = SessionStore::new(backend.clone());
    store.create(&mut record).await.map_err(|error| Refusal::Fault(error.to_string()))?;
    let token = store.token(record.id).ok_or_else(missing)?;
    Ok(Seat { email, person, member: place.membership, role, token })
}

/// One relationship rests, so that the caseload shows what that looks like.
async fn pause(backend: &Backend, practitioner: &Seat, client: &Seat) -> Result<(), Refusal> {
    let mut tx = backend.write::<Practice>(&practitioner.token, "demo").await?;
    let (organisation, member) = (tx.scope().organisation().0, practitioner.member.0);
    let paused = sqlx::query(
        "update app.care_relationship set status = 'paused'
          where organisation_id = $1 and practitioner_id = $2 and client_id = $3 and status = 'active'",
    )
    .bind(organisation)
    .bind(member)
    .bind(client.member.0)
    .execute(tx.conn())
    .await?;
    if paused.rows_affected() == 0 {
        return Ok(());
    }
    let what = Activity::new(Action::RelationshipPaused).on(client.member.0).about(client.member.0);
    tx.commit(what.moved("active", "paused")).await
}
