-- Sessions: ns_public loads, keeps and ends them, ns_signin alone opens one, by a step. A token's hash comes in, never the token. An ended session is never revived: saving
-- changes a live row or nothing.

-- These have taken other arguments prev.
drop function if exists auth.open_session(bytea, jsonb, interval, interval);
drop function if exists auth.touch_session(bytea, interval);
drop function if exists auth.open_session(bytea, jsonb, bytea, text, bytea, interval, interval, interval, interval);

-- Everything that opens, moves or ends sessions of a person takes the person's row first: what opens shares it, what
-- ends has it alone. So whoever ends sessions sees every one that was opened before, and whoever opens one after finds
-- that what it stands on has ended.

-- How long a session of a portal may rest and last at most, whatever the caller's configuration says.
create or replace function auth.session_limits(portal text, client_idle interval, client_absolute interval, staff_idle interval, staff_absolute interval,
  out idle interval, out absolute interval)
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  case
    when portal = 'client' then idle := least(client_idle, interval '30 days'); absolute := least(client_absolute, interval '90 days');
    when portal in ('practice', 'clinic') then idle := least(staff_idle, interval '12 hours'); absolute := least(staff_absolute, interval '7 days');
    -- Somebody who has not said yet where to.
    else idle := interval '1 hour'; absolute := interval '1 hour';
  end case;
end $$;

-- Opens a session for a person and, when they chose one, a membership of theirs. It stands either on a password that
-- was right and is still the newest (`proof`), or on a live session whose place it takes and whose age it keeps.
create or replace function auth.open_session(step bytea, session_hash bytea, session_data jsonb, continues bytea, device_words text, from_network bytea,
  client_idle interval, client_absolute interval, staff_idle interval, staff_absolute interval, device_hash bytea) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who uuid := (session_data->>'person')::uuid;
  chosen uuid := (session_data->>'membership')::uuid;
  newest integer;
  prev record;
  m record;
  door text;
  limits record;
  made uuid;
  worth record;
begin
  perform auth.take_step(step, 'open session', encode(session_hash, 'hex'), who::text, chosen::text, encode(continues, 'hex'));
  if who is null then raise exception 'a session needs a person' using errcode = 'insufficient_privilege'; end if;
  select p.credential_version into newest from auth.person p where p.person_id = who for share;
  if not found then raise exception 'no such person' using errcode = 'insufficient_privilege'; end if;
  if continues is not null then
    update auth.session x set ended_at = now(), ended_why = 'replaced'
     where x.token_hash = continues and x.person_id = who and x.ended_at is null and x.expires_at > now() and x.idle_expires_at > now()
       and x.portal is distinct from 'worker'
    returning x.family_id, x.signed_in_at, x.device, x.network, x.proved_at, x.factor_at, x.factor_kind, x.device_hash into prev;
    if prev.family_id is null then raise exception 'the session is over' using errcode = 'insufficient_privilege'; end if;
  else
    if (session_data->>'proof')::integer is distinct from newest then
      raise exception 'the password has changed' using errcode = 'insufficient_privilege';
    end if;
    select gen_random_uuid() as family_id, now() as signed_in_at, device_words as device, from_network as network,
           null::timestamptz as proved_at, null::timestamptz as factor_at, null::text as factor_kind,
           -- Whether the browser is a known one: its wrong codes are counted apart.
           case when auth.is_known_device(who, open_session.device_hash) then open_session.device_hash end as device_hash into prev;
  end if;
  -- Assigned even when nothing was chosen: its fields are null then.
  select x.organisation_id, x.role into m from app.membership x where x.membership_id = chosen and x.person_id = who and x.status = 'active';
  if chosen is not null and m.organisation_id is null then raise exception 'no such membership' using errcode = 'insufficient_privilege'; end if;
  -- What was proved on the way here: by a ticket, or what the session was worth whose place this one takes.
  if session_data ? 'ticket' then
    select t.* into worth from auth.take_ticket(sha256(convert_to(session_data->>'ticket', 'UTF8')), who) t;
  else
    select prev.proved_at, prev.factor_at, prev.factor_kind into worth;
  end if;
  door := case m.role when 'client' then 'client' when 'practitioner' then 'practice' when 'front_desk' then 'clinic' when 'admin' then 'clinic' when 'owner' then 'clinic' end;
  select * into limits from auth.session_limits(door, client_idle, client_absolute, staff_idle, staff_absolute);
  insert into auth.session (token_hash, person_id, organisation_id, membership_id, portal, data, family_id, signed_in_at, device, network, idle_expires_at, expires_at,
                            proved_at, factor_at, factor_kind, device_hash)
  values (session_hash, who, m.organisation_id, chosen, door, session_data - 'proof' - 'ticket', prev.family_id, prev.signed_in_at,
          coalesce(prev.device, device_words), coalesce(prev.network, from_network),
          least(now() + limits.idle, prev.signed_in_at + limits.absolute), prev.signed_in_at + limits.absolute,
          worth.proved_at, worth.factor_at, worth.factor_kind, prev.device_hash)
  on conflict (token_hash) do nothing
  returning session_id into made;
  if made is not null then
    insert into auth.event (person_id, action, session_id) values (who, case when chosen is null then 'session.opened' else 'session.organisation_chosen' end, made);
    if chosen is not null then
      perform app.append_activity(m.organisation_id, who, chosen, 'session.opened', made, null, null, null, null);
    end if;
  end if;
  return made;
end $$;

create or replace function auth.load_session(session_hash bytea)
returns table (data jsonb, expires_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query select s.data, least(s.expires_at, s.idle_expires_at) from auth.session s
    where s.token_hash = session_hash and s.ended_at is null and s.expires_at > now() and s.idle_expires_at > now() and s.portal is distinct from 'worker';
end $$;

-- Keeps what the session carries, except who it belongs to. Answers whether it was still alive.
create or replace function auth.save_session(session_hash bytea, session_data jsonb) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update auth.session s set data = (session_data - 'proof' - 'ticket') || jsonb_strip_nulls(jsonb_build_object('person', s.person_id, 'membership', s.membership_id))
   where s.token_hash = session_hash and s.ended_at is null and s.portal is distinct from 'worker';
  return found;
end $$;

-- Ends what a session has become: itself, or whatever took its place in the same browser.
create or replace function auth.end_session(session_hash bytea, why text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  mine record;
begin
  select x.person_id, x.family_id into mine from auth.session x where x.token_hash = session_hash and x.portal is distinct from 'worker';
  if mine.person_id is null then return; end if;
  perform from auth.person p where p.person_id = mine.person_id for no key update;
  perform auth.end_sessions(mine.person_id, mine.family_id, null, why);
end $$;

-- Ends a person's live sessions: of one family, of all but one, or (neither named) all. The caller holds the person's row.
create or replace function auth.end_sessions(person uuid, only_family uuid, but_family uuid, why text) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  s record;
  n integer := 0;
begin
  -- Organisations in one order, since each entry takes its organisation's row.
  for s in
    with over as (
      update auth.session x set ended_at = now(), ended_why = why
       where x.person_id = person and x.ended_at is null and x.portal is distinct from 'worker'
         and (only_family is null or x.family_id = only_family) and x.family_id is distinct from but_family
      returning x.session_id, x.organisation_id, x.membership_id)
    select * from over order by organisation_id nulls first
  loop
    n := n + 1;
    insert into auth.event (person_id, action, session_id) values (person, 'session.ended', s.session_id);
    if s.organisation_id is not null then
      perform app.append_activity(s.organisation_id, person, s.membership_id, 'session.ended', s.session_id, null, null, why, null);
    end if;
  end loop;
  return n;
end $$;

-- Pushes the idle limit out; asked at most every few minutes.
create or replace function auth.touch_session(session_hash bytea, client_idle interval, staff_idle interval) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update auth.session s set last_seen_at = now(),
         idle_expires_at = least(s.expires_at, now() + (auth.session_limits(s.portal, client_idle, client_idle, staff_idle, staff_idle)).idle)
   where s.token_hash = session_hash and s.ended_at is null and s.idle_expires_at > now() and s.portal is distinct from 'worker';
end $$;

-- Where the session's person is suspended, and who there may say more: the owner, for a colleague; for a client the practice.
create or replace function auth.suspended_places(session_hash bytea) returns table (organisation_name text, role text, ask text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select o.name, m.role,
           case when m.role <> 'client' then (
             select a.display_name from app.membership a
              where a.organisation_id = m.organisation_id and a.role = 'owner' and a.status = 'active' and a.person_id <> m.person_id
              order by a.created_at, a.membership_id limit 1) end
      from auth.session s
      join auth.person p on p.person_id = s.person_id and (p.factor_since is null or s.factor_at is not null)
      join app.membership m on m.person_id = s.person_id and m.status = 'suspended'
      join app.organisation o on o.organisation_id = m.organisation_id
     where s.token_hash = session_hash and s.ended_at is null and s.expires_at > now() and s.idle_expires_at > now() and s.portal is distinct from 'worker'
     order by o.name, m.role;
end $$;

-- Where the session's person belongs: the list they choose from.
create or replace function auth.session_memberships(session_hash bytea)
returns table (organisation_id uuid, organisation_name text, membership_id uuid, role text, display_name text, current boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select o.organisation_id, o.name, m.membership_id, m.role, m.display_name, m.membership_id is not distinct from s.membership_id
      from auth.session s
      join auth.person p on p.person_id = s.person_id and (p.factor_since is null or s.factor_at is not null)
      join app.membership m on m.person_id = s.person_id and m.status = 'active'
      join app.organisation o on o.organisation_id = m.organisation_id
     where s.token_hash = session_hash and s.ended_at is null and s.expires_at > now() and s.idle_expires_at > now() and s.portal is distinct from 'worker'
     order by o.name, m.role;
end $$;
