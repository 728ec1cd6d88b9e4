//! Certificates of destroyed keys, each to be read and saved.

use crate::words::keys as w;
use backend::client_keys::Certificate;
use leptos::prelude::*;
use ui::{Disclosure, EmptyState, Icon};

pub fn certificates(listed: Vec<Certificate>) -> AnyView {
    if listed.is_empty() {
        return view! { <EmptyState title=w::no_certificate() icon=Icon::Key><p>{w::no_certificate_text()}</p></EmptyState> }
            .into_any();
    }
    let lines = listed
        .into_iter()
        .map(|certificate| {
            let text = certificate.to_text();
            view! {
                <li>
                    <div class="stack">
                        <b>{w::destroyed_on(certificate.at.date_naive())}</b>
                        <p>
                            <a class="btn" download="certificate-of-destroyed-keys.txt" href=link(&text)>{w::save()}</a>
                        </p>
                        <Disclosure summary=w::read()><pre class="small">{text}</pre></Disclosure>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="items">{lines}</ul> }.into_any()
}

/// The file travels in its link: it is saved as it was signed, without script.
fn link(text: &str) -> String {
    let encoded = text.bytes().fold(String::new(), |mut link, byte| {
        if byte.is_ascii_alphanumeric() {
            link.push(char::from(byte));
        } else {
            use std::fmt::Write as _;
            _ = write!(link, "%{byte:02X}");
        }
        link
    });
    format!("data:text/plain;charset=utf-8,{encoded}")
}
