//! Ids that are not the caller's, and the calls with each.

use std::collections::{BTreeMap, BTreeSet};

use testkit::Function;
use uuid::Uuid;

use backend::prove::model::Role;

use crate::world::{Principal, World};

/// Ids that are not `who`'s: each with what must not change with it.
pub fn foreign(world: &World, who: &Principal) -> Vec<(String, Vec<Uuid>)> {
    let mut found: BTreeMap<String, Vec<Uuid>> = BTreeMap::new();
    for row in &world.rows {
        let elsewhere = row.says.org != who.is.member.org;
        let others =
            who.is.member.role == Role::Client && row.says.client.is_some_and(|client| client != who.is.member.id);
        if !elsewhere && !others {
            continue;
        }
        let place = if elsewhere { "another clinic" } else { "another client" };
        let kind = format!("{} of {place}", row.says.table);
        // A few of each kind are enough.
        if found.get(&kind).is_some_and(|ids| ids.len() >= 2) {
            continue;
        }
        let id = row.key.split('\'').find_map(|part| part.parse::<Uuid>().ok());
        // In a row of another client the caller's own clinic and its staff are nobody foreign: the client is.
        let is_own = |id: &Uuid| {
            let mut staff = world.members.iter().filter(|member| member.role != Role::Client);
            *id == who.is.member.org || staff.any(|member| member.id == *id && member.org == who.is.member.org)
        };
        let id = id.filter(|id| elsewhere || !is_own(id)).or(row.says.client);
        found.entry(kind).or_default().extend(id);
    }
    for member in &world.members {
        if member.org != who.is.member.org {
            found.entry("organisation".into()).or_default().push(member.org);
        }
    }
    found
        .into_iter()
        .map(|(kind, ids)| (kind, ids.into_iter().collect::<BTreeSet<_>>().into_iter().collect()))
        .collect()
}

/// What to call a function with so that every id it takes is `id`, and every number one of `number`.
pub fn calls(function: &Function, id: Uuid, number: i64) -> Vec<String> {
    let text = |name: &str| match name {
        "what" => "payment.paid",
        "permission" => "observation.read",
        "looked" => "review",
        "wanted" | "of_category" => "health_data",
        "in_language" => "en",
        "of_kind" => "client",
        _ => "x",
    };
    let value = |(name, kind): &(String, String)| match kind.as_str() {
        "uuid" => format!("'{id}'::uuid"),
        "uuid[]" => format!("array['{id}']::uuid[]"),
        "text" => format!("'{}'", text(name)),
        "text[]" => format!("array['{}']", text(name)),
        "bigint" | "integer" => number.to_string(),
        "bigint[]" => format!("array[{number}]::bigint[]"),
        "boolean" => "true".into(),
        "bytea" => "decode(repeat('5a', 32), 'hex')".into(),
        "jsonb" if name == "looks" => {
            format!(
                "'[{{\"kind\": \"timeline\", \"clients\": [\"{id}\"]}}, {{\"kind\": \"list\", \"clients\": [\"{id}\"]}}]'::jsonb"
            )
        }
        "jsonb" => "'{}'::jsonb".into(),
        "timestamp with time zone" if ["since", "froms"].contains(&name.as_str()) => {
            "now() - interval '30 days'".into()
        }
        "timestamp with time zone" if name == "moment" => "now()".into(),
        "timestamp with time zone" => "now() + interval '30 days'".into(),
        "timestamp with time zone[]" if name == "froms" => "array[now() - interval '30 days']".into(),
        "timestamp with time zone[]" => "array[now() + interval '30 days']".into(),
        "xid" => "'3'::xid".into(),
        "refcursor" => "'lines'::refcursor".into(),
        other => panic!("{}: what is a {other}?", function.name),
    };
    if function.name == "ops.enqueue" {
        let job = |kind: &str, named: &str| {
            format!("'{kind}', '{{\"{named}\": \"{id}\"}}'::jsonb, null::bytea, null::timestamptz")
        };
        return vec![
            job("settle_payment", "payment_id"),
            job("release_hold", "payment_id"),
            job("tell_client_of_appointment", "appointment"),
            job("export", "client_id"),
            job("tell_document", "client_id"),
            job("erase", "client_id"),
            job("carry_out_factor_reset", "reset_id"),
            job("apply_stripe_event", "object_id"),
        ];
    }
    let mut calls = vec![function.takes.iter().map(value).collect::<Vec<_>>().join(", ")];
    if function.name == "app.record_activity" {
        // About whom the entry is, and what it is about, each alone.
        calls.push(format!("'payment.paid', gen_random_uuid(), '{id}', null, null, null"));
        calls.push(format!("'payment.paid', '{id}', null, null, null, null"));
    }
    calls
}
