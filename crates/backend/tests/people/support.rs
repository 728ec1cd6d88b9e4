//! What these tests share.

use std::net::{IpAddr, Ipv4Addr};

use backend::mail::Delivered;
use backend::{Backend, Refusal};
use contract::identity::SignUpInput;
use contract::{AppError, Code};
use testkit::World;

pub const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));
pub const PASSWORD: &str = "violet staircase umbrella";
pub const OTHER_PASSWORD: &str = "wet teapots glimmer sideways";

pub fn sign_up(email: &str) -> SignUpInput {
    SignUpInput {
        name: "Ruth Calloway".into(),
        email: email.into(),
        password: PASSWORD.into(),
        organisation: "Kestrel Street".into(),
        zone: "Europe/London".into(),
        currency: "gbp".into(),
        sees_clients: true,
    }
}

/// Runs every due job.
pub async fn work(backend: &Backend) {
    while backend.run_next_job().await.unwrap() {}
}

/// All letters so far, newest first.
pub async fn letters(backend: &Backend) -> Vec<Delivered> {
    work(backend).await;
    backend.mailbox().unwrap()
}

/// The secret at the end of a letter's link.
pub fn secret(letter: &Delivered) -> String {
    letter.link.rsplit('/').next().unwrap().to_owned()
}

/// A confirmed owner, who is a practitioner too.
pub async fn owner(world: &World, email: &str) {
    world.backend.sign_up(&sign_up(email), HERE).await.unwrap();
    let letter = letters(&world.backend).await.remove(0);
    world.backend.confirm_email(&secret(&letter), HERE).await.unwrap();
}

pub fn refused<T: std::fmt::Debug>(result: Result<T, Refusal>) -> AppError {
    match result.unwrap_err() {
        Refusal::App(error) => error,
        other => panic!("a fault, not a refusal: {other}"),
    }
}

pub fn gone() -> AppError {
    AppError::Gone(Code::LinkUsedOrExpired)
}
