//! A practitioner with a free and a paid service, clients in care, a stand-in that posts to a webhook, and a worker.

use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::routing::post;
use backend::Backend;
use backend::booking::{BookOrder, PaymentJob};
use backend::clock::Clock;
use backend::config::Config;
use backend::db::{Client, Practice};
use backend::identity::SessionToken;
use backend::payment::{ReceiveError, StripeEventJob};
use backend::stripe::{Patience, StripeConfig};
use chrono::{DateTime, Utc};
use contract::booking::{ServiceInput, WEEKDAYS, WeekInput};
use contract::id::{AppointmentId, ServiceId};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client as Http;
use hyper_util::rt::TokioExecutor;
use secrecy::SecretString;
use sqlx::{PgConnection, Row};
use stripe_standin::Running;
use testkit::{Actor, World};
use uuid::Uuid;

const SECRET: &str = "whsec_of_this_test_alone";

pub struct House {
    pub world: World,
    pub backend: Backend,
    pub standin: Running,
    pub webhook: String,
    pub practitioner: Actor<Practice>,
    pub clients: Vec<Actor<Client>>,
    pub free: ServiceId,
    pub paid: ServiceId,
}

impl House {
    pub async fn build(clients: usize) -> Self {
        let mut world = World::new().await;
        let standin = stripe_standin::start(stripe_standin::Config {
            webhook_secrets: vec![SECRET.to_owned()],
            retry_base: Duration::from_millis(20),
            ..Default::default()
        })
        .await
        .unwrap();
        let stripe = StripeConfig {
            secret_key: SecretString::from("sk_test_of_this_test"),
            webhook_secrets: vec![SecretString::from(SECRET)],
            api_base: standin.base.clone(),
        };
        let patience = Patience { tries: 2, time_limit: Duration::from_secs(3), pause: Duration::from_millis(5) };
        let config = Config { stripe: Some(stripe), ..testkit::config(&world.db) };
        let backend = Backend::new(config, Clock::System).unwrap().with_patience(patience);
        let webhook = serve(backend.clone()).await;
        let organisation = world.organisation("Fern House").await;
        let practitioner = world.practitioner(organisation, "Ruth").await;
        let mut people = Vec::new();
        for at in 0..clients {
            let client = world.client(organisation, &format!("Client {at}")).await;
            world.relate(&practitioner, &client, "active").await;
            people.push(client);
        }
        let token = &practitioner.token;
        backend.save_own_service(token, "test", None, &service("Intro", "15", "0")).await.unwrap();
        backend.save_own_service(token, "test", None, &service("Follow-up", "45", "60")).await.unwrap();
        backend.save_own_week(token, "test", "Europe/London", &every_day()).await.unwrap();
        let offer = backend.list_own_offer(&mut practitioner.read(&backend).await).await.unwrap();
        let find = |name: &str| offer.services.iter().find(|service| service.name == name).unwrap().id;
        let (free, paid) = (find("Intro"), find("Follow-up"));
        let house = Self { world, backend, standin, webhook, practitioner, clients: people, free, paid };
        house.press("/standin/settings", &format!("webhook_url={}", house.webhook)).await;
        house
    }

    /// The n-th free time of a service, as the client sees it, from a week ahead on.
    pub async fn slot(&self, client: &Actor<Client>, service: ServiceId, at: usize) -> DateTime<Utc> {
        let today =
            self.backend.show_booking(&mut client.read(&self.backend).await, Some(service), None).await.unwrap().today;
        let day = today + chrono::Days::new(7 + u64::try_from(at / 10).unwrap());
        self.backend
            .show_booking(&mut client.read(&self.backend).await, Some(service), contract::day::Day::new(day))
            .await
            .unwrap()
            .slots[at % 10]
            .0
    }

    pub async fn book(&self, client: &Actor<Client>, service: ServiceId, starts_at: DateTime<Utc>) -> AppointmentId {
        let order = BookOrder { service, starts_at, key: Uuid::now_v7() };
        self.backend.book(&client.token, "test", order).await.unwrap().appointment
    }

    /// Books the paid service and opens its checkout: the appointment and Stripe's id of the checkout.
    pub async fn checkout(&self, client: &Actor<Client>, at: usize) -> (AppointmentId, String) {
        let slot = self.slot(client, self.paid, at).await;
        let appointment = self.book(client, self.paid, slot).await;
        (appointment, self.pay_now(client, appointment).await)
    }

    pub async fn pay_now(&self, client: &Actor<Client>, appointment: AppointmentId) -> String {
        let url = self.backend.open_checkout(&client.token, "test", appointment).await.unwrap();
        url.as_str().rsplit('/').next().unwrap().to_owned()
    }

    /// Posts a form to the stand-in.
    pub async fn press(&self, path: &str, form: &str) -> StatusCode {
        let http = Http::builder(TokioExecutor::new()).build_http();
        let body = Full::new(Bytes::from(form.to_owned()));
        http.request(Request::post(format!("{}{path}", self.standin.base)).body(body).unwrap()).await.unwrap().status()
    }

    pub async fn act(&self, checkout: &str, action: &str) {
        self.press(&format!("/standin/sessions/{checkout}/{action}"), "").await;
    }

    /// What the stand-in holds about a checkout.
    pub async fn at_stripe(&self, checkout: &str) -> serde_json::Value {
        self.ask(&format!("/v1/checkout/sessions/{checkout}")).await
    }

    /// Asks the stand-in.
    pub async fn ask(&self, path: &str) -> serde_json::Value {
        let http = Http::builder(TokioExecutor::new()).build_http();
        let request = Request::get(format!("{}{path}", self.standin.base))
            .header("authorization", "Bearer sk_test_of_this_test")
            .body(Full::new(Bytes::new()))
            .unwrap();
        let body = http.request(request).await.unwrap().into_body().collect().await.unwrap().to_bytes();
        serde_json::from_slice(&body).unwrap()
    }

    pub async fn paid_at_stripe(&self, checkout: &str) -> bool {
        self.at_stripe(checkout).await["payment_status"] == "paid"
    }

    /// The secret part of the address Stripe was given for a client who leaves.
    pub async fn return_code(&self, appointment: AppointmentId, checkout: &str) -> String {
        let session = self.at_stripe(checkout).await;
        let url = session["cancel_url"].as_str().unwrap();
        let (rest, code) = url.rsplit_once('/').unwrap();
        assert!(rest.ends_with(&format!("/paid/{appointment}/left")));
        code.to_owned()
    }

    /// Waits until the inbox holds `count` events.
    pub async fn events(&self, count: i64) {
        let mut hand = self.world.db.superuser().await;
        for _ in 0..1000 {
            let stored: i64 =
                sqlx::query_scalar("select count(*) from ops.stripe_event").fetch_one(&mut hand).await.unwrap();
            if stored >= count {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{count} events did not come");
    }

    /// Runs what is due, once each; answers how many failed.
    pub async fn work(&self) -> usize {
        let mut queue = self.world.db.as_role("ns_worker").await;
        let mut failed = 0;
        loop {
            let hash = [Uuid::now_v7().into_bytes(), Uuid::now_v7().into_bytes()].concat();
            let job =
                sqlx::query("select * from ops.claim_job($1)").bind(&hash).fetch_optional(&mut queue).await.unwrap();
            let Some(job) = job else { return failed };
            let (id, kind, payload): (Uuid, String, serde_json::Value) =
                (job.get("job_id"), job.get("kind"), job.get("payload"));
            let done = run(&self.backend, &kind, payload).await;
            failed += usize::from(done.is_err());
            let error = done.err();
            sqlx::query("select ops.finish_job($1, $2, $3, $4)")
                .bind(id)
                .bind(job.get::<i32, _>("attempts"))
                .bind(&hash)
                .bind(error)
                .execute(&mut queue)
                .await
                .unwrap();
        }
    }

    /// As if time had passed: holds are over and every job is due.
    pub async fn later(&self) {
        let mut hand = self.world.db.superuser().await;
        sqlx::query("update app.appointment set hold_expires_at = now() - interval '1 second' where status = 'held'")
            .execute(&mut hand)
            .await
            .unwrap();
        sqlx::query("update ops.job set run_at = now() where status = 'queued'").execute(&mut hand).await.unwrap();
    }

    /// `appointment/why/payment`, as stored.
    pub async fn state(&self, appointment: AppointmentId) -> String {
        let mut hand = self.world.db.superuser().await;
        state(&mut hand, appointment).await
    }

    /// What a statement that counts answers.
    pub async fn count(&self, sql: &str) -> i64 {
        let mut hand = self.world.db.superuser().await;
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql.to_owned())).fetch_one(&mut hand).await.unwrap()
    }

    pub async fn entries(&self, appointment: AppointmentId) -> i64 {
        let mut hand = self.world.db.superuser().await;
        sqlx::query_scalar("select count(*) from app.activity where subject_id = $1")
            .bind(appointment.0)
            .fetch_one(&mut hand)
            .await
            .unwrap()
    }
}

pub async fn state(hand: &mut PgConnection, appointment: AppointmentId) -> String {
    sqlx::query_scalar(
        "select a.status || '/' || coalesce(a.released_why, '') || '/' || coalesce(p.status, '') from app.appointment a
           left join app.payment p on p.appointment_id = a.appointment_id where a.appointment_id = $1",
    )
    .bind(appointment.0)
    .fetch_one(hand)
    .await
    .unwrap()
}

async fn run(backend: &Backend, kind: &str, payload: serde_json::Value) -> Result<(), String> {
    let token = SessionToken::random();
    let done = match kind {
        "apply_stripe_event" => {
            let event: StripeEventJob = serde_json::from_value(payload).unwrap();
            backend.apply_event(&token, &event).await
        }
        "release_hold" | "settle_payment" => {
            let job: PaymentJob = serde_json::from_value(payload).unwrap();
            backend.settle_payment(&token, job).await.map(|_| ())
        }
        "refund_again" => {
            let job: PaymentJob = serde_json::from_value(payload).unwrap();
            backend.refund_again(&token, job).await.map(|_| ())
        }
        _ => Ok(()),
    };
    done.map_err(|error| error.to_string())
}

pub fn service(name: &str, minutes: &str, price: &str) -> ServiceInput {
    ServiceInput {
        name: name.into(),
        minutes: minutes.into(),
        price: price.into(),
        place: "online".into(),
        active: Some("on".into()),
        // Tests book more than anybody does; what the limits do is a test of its own.
        most_ahead: "200".into(),
        most_daily: "200".into(),
        most_cancelled: "200".into(),
    }
}

pub fn every_day() -> WeekInput {
    let times =
        WEEKDAYS.flat_map(|day| [(format!("{day}_0_from"), "08:00".into()), (format!("{day}_0_to"), "18:00".into())]);
    WeekInput(times.collect())
}

async fn serve(backend: Backend) -> String {
    async fn receive(State(backend): State<Backend>, headers: HeaderMap, body: Bytes) -> StatusCode {
        let signature = headers.get("stripe-signature").map_or("", |value| value.to_str().unwrap());
        match backend.receive_event(&body, signature).await {
            Ok(()) => StatusCode::OK,
            Err(ReceiveError::Refused(_)) => StatusCode::BAD_REQUEST,
            Err(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
    let routes = Router::new().route("/webhooks/stripe", post(receive)).with_state(backend);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    format!("http://{address}/webhooks/stripe")
}
