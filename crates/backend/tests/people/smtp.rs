//! Letters over real SMTP, against a small server in the test: what arrives, that names break no header, that refusals
//! and silence are tried again. S12

use std::sync::Arc;

use backend::Backend;
use backend::clock::Clock;
use contract::team::InviteInput;
use testkit::{MailSink, World};

use crate::support::{HERE, sign_up, work};

async fn with_sink(world: &World) -> (Arc<MailSink>, Backend) {
    let sink = MailSink::start().await;
    let config = backend::config::Config { smtp_url: Some(sink.url().into()), ..testkit::config(&world.db) };
    (sink, Backend::new(config, Clock::System).unwrap())
}

#[tokio::test]
async fn a_letter_arrives_with_its_link() {
    let world = World::new().await;
    let (sink, backend) = with_sink(&world).await;
    assert!(backend.mailbox().is_none(), "letters are sent and shown");
    backend.sign_up(&sign_up("ruth@kestrel.test"), HERE).await.unwrap();
    work(&backend).await;
    let mails = sink.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, ["ruth@kestrel.test"]);
    let (head, body) = mails[0].text.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("Subject: Confirm your e-mail address"), "{head}");
    assert!(head.contains("Auto-Submitted: auto-generated"), "{head}");
    assert!(body.replace("=\r\n", "").contains("http://localhost:3000/confirm/"), "{body}");
}

// Header injection: names that found their way past the forms stay inside their header.
#[tokio::test]
async fn names_break_no_header() {
    let mut world = World::new().await;
    let (sink, backend) = with_sink(&world).await;
    // And past the checks of the database.
    for table in [
        "app.organisation drop constraint name_is_line",
        "auth.person drop constraint display_name_is_line",
        "app.membership drop constraint display_name_is_line",
    ] {
        world.by_hand(format!("alter table {table}")).await;
    }
    let organisation = world.organisation("Kestrel\r\nBcc: all@evil.test\r\n\r\nbody").await;
    let ruth = world.practitioner(organisation, "Ruth\nX-Evil: 1\n\nhello \u{201c}R\u{201d} <a@evil.test>").await;
    let input = InviteInput { name: "Maya \"M\" Osei, esq.".into(), email: "maya@x.test".into(), role: String::new() };
    backend.invite_client(&ruth.token, "test", &input).await.unwrap();
    work(&backend).await;
    let mails = sink.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, ["maya@x.test"]);
    let head = mails[0].text.split("\r\n\r\n").next().unwrap();
    let names: Vec<_> = head
        .split("\r\n")
        .filter(|line| !line.starts_with([' ', '\t']))
        .filter_map(|line| line.split_once(':'))
        .map(|(name, _)| name.to_ascii_lowercase())
        .collect();
    assert!(!names.iter().any(|name| name == "bcc" || name == "x-evil"), "{head}");
    assert_eq!(names.iter().filter(|name| *name == "to").count(), 1, "{head}");
}

// A server that refuses now and takes later: the letter waits and arrives once; why is kept without the address.
#[tokio::test]
async fn a_refused_letter_is_tried_again() {
    let mut world = World::new().await;
    let (sink, backend) = with_sink(&world).await;
    sink.refuse(true);
    backend.sign_up(&sign_up("ruth@kestrel.test"), HERE).await.unwrap();
    work(&backend).await;
    assert!(sink.mails().is_empty());
    let why: String = sqlx::query_scalar("select last_error from ops.job").fetch_one(&mut world.hand).await.unwrap();
    assert_eq!(why, "the mail server did not take the letter");
    sink.refuse(false);
    sqlx::query("update ops.job set run_at = now()").execute(&mut world.hand).await.unwrap();
    work(&backend).await;
    assert_eq!(sink.mails().len(), 1);
}
