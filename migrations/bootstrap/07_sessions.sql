-- Sessions, for ns_public alone. A token's hash comes in, never the token. An ended session is never revived: saving
-- changes a live row or nothing.

-- Opens a session for a person and, when they chose one, a membership of theirs.
create or replace function auth.open_session(session_hash bytea, session_data jsonb, idle interval, absolute interval) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who uuid := (session_data->>'person')::uuid;
  chosen uuid := (session_data->>'membership')::uuid;
  m record;
  made uuid;
  proof record;
begin
  if who is null then raise exception 'a session needs a person' using errcode = 'insufficient_privilege'; end if;
  -- Assigned even when nothing was chosen: its fields are null then.
  select x.organisation_id, x.role into m from app.membership x where x.membership_id = chosen and x.person_id = who and x.status = 'active';
  if chosen is not null and m.organisation_id is null then raise exception 'no such membership' using errcode = 'insufficient_privilege'; end if;
  -- What was proved on the way here; without a ticket nothing was.
  select t.* into proof from auth.take_ticket(sha256(convert_to(session_data->>'ticket', 'UTF8')), who) t;
  insert into auth.session (token_hash, person_id, organisation_id, membership_id, portal, data, idle_expires_at, expires_at, proved_at, factor_at, factor_kind)
  values (session_hash, who, m.organisation_id, chosen,
          case m.role when 'client' then 'client' when 'practitioner' then 'practice' when 'front_desk' then 'clinic' when 'admin' then 'clinic' when 'owner' then 'clinic' end,
          session_data - 'ticket', now() + idle, now() + absolute, proof.proved_at, proof.factor_at, proof.factor_kind)
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
  update auth.session s set data = (session_data - 'ticket') || jsonb_strip_nulls(jsonb_build_object('person', s.person_id, 'membership', s.membership_id))
   where s.token_hash = session_hash and s.ended_at is null and s.portal is distinct from 'worker';
  return found;
end $$;

create or replace function auth.end_session(session_hash bytea, why text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  s record;
begin
  update auth.session x set ended_at = now(), ended_why = why where x.token_hash = session_hash and x.ended_at is null
    returning x.session_id, x.person_id, x.organisation_id, x.membership_id into s;
  if s.person_id is not null then
    insert into auth.event (person_id, action, session_id) values (s.person_id, 'session.ended', s.session_id);
    if s.organisation_id is not null then
      perform app.append_activity(s.organisation_id, s.person_id, s.membership_id, 'session.ended', s.session_id, null, null, why, null);
    end if;
  end if;
end $$;

-- Pushes the idle limit out; asked at most every few minutes.
create or replace function auth.touch_session(session_hash bytea, idle interval) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update auth.session s set last_seen_at = now(), idle_expires_at = least(s.expires_at, now() + idle)
   where s.token_hash = session_hash and s.ended_at is null and s.idle_expires_at > now();
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
