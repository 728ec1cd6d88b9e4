//! Lines of a log as a table, and the way to older ones.

use crate::words::{activity, audit as w, grants};
use contract::audit::AuditLine;
use contract::id::MembershipId;
use leptos::prelude::*;
use ui::{DataTable, Link, Pager, Tag, Tone};

/// Whose eyes read it: a column is left out that would say the same in every line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// The client: who is "you".
    Client(MembershipId),
    /// A practitioner, of a client's record.
    Record,
    /// A practitioner, of themselves.
    Own,
    Admin,
}

/// `link` makes an address that asks for one client only.
#[component]
pub fn Lines(lines: Vec<AuditLine>, reader: Reader, caption: &'static str) -> impl IntoView {
    let has_actor = reader != Reader::Own;
    let has_client = matches!(reader, Reader::Own | Reader::Admin);
    let is_admin = reader == Reader::Admin;
    let rows = lines.into_iter().map(|line| row(line, reader)).collect_view();
    view! {
        <DataTable caption class="stacks">
            <thead>
                <tr>
                    <th scope="col">{w::when()}</th>
                    {has_actor.then(|| view! { <th scope="col">{w::person()}</th> })}
                    <th scope="col">{w::what()}</th>
                    {has_client.then(|| view! { <th scope="col">{w::about()}</th> })}
                    {is_admin.then(|| view! { <th scope="col">{w::change()}</th> })}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}

fn row(line: AuditLine, reader: Reader) -> AnyView {
    let actor = match reader {
        Reader::Client(me) if line.actor == Some(me) => w::you().to_owned(),
        _ if line.is_system => w::system().to_owned(),
        _ => line.actor_name.clone().unwrap_or_else(|| w::somebody().to_owned()),
    };
    let client = line.client.map(|client| {
        let name = line.client_name.clone().unwrap_or_else(|| w::a_client().to_owned());
        match reader {
            Reader::Admin => view! { <a href=format!("/clinic/audit?client={client}")>{name}</a> }.into_any(),
            _ => name.into_any(),
        }
    });
    let emergency = line.via == Some(contract::grant::Via::Emergency);
    let through = line.via.map(|via| match emergency {
        true => view! { " " <Tag tone=Tone::Danger>{w::emergency()}</Tag> }.into_any(),
        false => view! { " " <span class="quiet small">{grants::via(via)}</span> }.into_any(),
    });
    let change = (reader == Reader::Admin).then(|| {
        let moved = [line.from.clone(), line.to.clone()].into_iter().flatten().collect::<Vec<_>>().join(" → ");
        // A cell with nothing in it is left out on a phone.
        let moved = (!moved.is_empty()).then(|| view! { <span class="small">{moved} " "</span> });
        let number = line.seq.map(|seq| view! { <span class="quiet tiny num">{w::entry(seq)}</span> });
        // By this number an incident asks what a sign-in touched.
        let sign_in = line.subject.filter(|_| line.action.starts_with("session."));
        let sign_in = sign_in.map(|id| view! { <span class="mono tiny quiet">" "{id.to_string()}</span> });
        view! { <td data-label=w::change()>{moved}{number}{sign_in}</td> }
    });
    let when = match reader {
        Reader::Admin => w::moment(line.at),
        _ => grants::moment(line.at),
    };
    let what = activity::action(&line.action).to_owned();
    view! {
        <tr>
            <td class="num" data-label=w::when()>{when}</td>
            {(reader != Reader::Own).then(|| view! { <td data-label=w::person()>{actor}</td> })}
            <th scope="row">{what}{through}</th>
            {matches!(reader, Reader::Own | Reader::Admin).then(|| view! { <td data-label=w::about()>{client}</td> })}
            {change}
        </tr>
    }
    .into_any()
}

/// The way to older lines and back to the newest. `page` is the address without the place in it.
#[component]
pub fn Older(page: String, next: Option<String>, is_first: bool) -> impl IntoView {
    if next.is_none() && is_first {
        return ().into_any();
    }
    let join = if page.contains('?') { '&' } else { '?' };
    let next = next.map(|next| Link::new(w::older(), format!("{page}{join}before={next}")));
    let previous = (!is_first).then(|| Link::new(w::newest(), page));
    view! { <Pager label=w::pages() previous next/> }.into_any()
}
