-- What a client agrees to, and what follows from it (T13, P12). Current state is derived from the last decision of a
-- kind wherever it is asked, so a withdrawal applies to the next statement of everybody.

-- The oldest version of a text to which consent still counts.
create or replace function authz.oldest_consent(wanted text) returns integer
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return coalesce((select max(v.version) from ref.consent_version v where v.kind = wanted and v.earlier_until <= now()), 1);
end $$;

-- Whether a client consents now. Not for logins: they ask about whom they may (below).
create or replace function authz.consent_in_force(organisation uuid, client uuid, wanted text) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  last record;
begin
  select e.decision, e.version into last from app.consent_event e
   where e.organisation_id = organisation and e.client_id = client and e.kind = wanted order by e.seq desc limit 1;
  return coalesce(last.decision = 'given' and last.version >= authz.oldest_consent(wanted), false);
end $$;

-- Whether the client who asks consents.
create or replace function authz.consented(wanted text) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from authz.session();
  return coalesce(me.portal = 'client', false) and authz.consent_in_force(me.organisation_id, me.membership_id, wanted);
end $$;

-- Whether the one who asks has business with a client's consents: a job about them or about the house, the client,
-- whoever may know their name.
create or replace function authz.may_ask_consent(client uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from authz.session();
  return coalesce(case me.portal
    when 'worker' then client = authz.job_client() or authz.job_house()
    when 'client' then client = me.membership_id
    when 'practice' then client = any (authz.client_ids('membership.read'))
    when 'clinic' then authz.is_admin() end, false);
end $$;

-- Whether a client of the asker's organisation consents. An answer for now: what acts on it holds it (app.hold_consents).
create or replace function authz.client_consented(client uuid, wanted text) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return authz.may_ask_consent(client) and authz.consent_in_force(authz.org(), client, wanted);
end $$;

-- Of these clients of the worker's organisation those whose record may be opened: who agree to the use of their health
-- data. For letters, which must not promise a reading that the withdrawal of that consent has closed.
create or replace function ops.open_records(clients uuid[]) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query select c from unnest(clients) c
    where authz.portal() = 'worker' and authz.consent_in_force(authz.org(), c, 'health_data');
end $$;

-- Whether a client's portal is closed: all but their consents, their data and their account.
create or replace function authz.portal_closed(organisation uuid, client uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return not (authz.consent_in_force(organisation, client, 'terms') and authz.consent_in_force(organisation, client, 'privacy'));
end $$;

-- The texts as they are asked now, with the organisation's name in them, and the hash of exactly that.
create or replace function authz.consent_wording(in_language text)
returns table (kind text, version integer, published_at timestamptz, earlier_until timestamptz, title text, body text, effect text,
               text_hash bytea, organisation_name text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    with named as (
      select o.name from app.organisation o where o.organisation_id = authz.org()),
    latest as (
      select distinct on (v.kind) v.kind, v.version, v.published_at, v.earlier_until from ref.consent_version v
       where v.published_at <= now() order by v.kind, v.version desc),
    filled as (
      select l.*, n.name, replace(t.title, '{organisation}', n.name) as title, replace(t.body, '{organisation}', n.name) as body,
             replace(t.effect, '{organisation}', n.name) as effect
        from latest l join ref.consent_text t on t.kind = l.kind and t.version = l.version and t.language = in_language cross join named n)
    select f.kind, f.version, f.published_at, f.earlier_until, f.title, f.body, f.effect,
           sha256(convert_to(f.title || E'\n\n' || f.body || E'\n\n' || f.effect, 'UTF8')), f.name
      from filled f;
end $$;

-- Whether a client consents to all of these, and that it stays so until the transaction ends: a withdrawal waits, and
-- one that came first is seen. No new statement acts on a consent without it.
create or replace function app.hold_consents(client uuid, wanted text[]) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  organisation uuid := authz.org();
  one text;
begin
  if client is null or coalesce(cardinality(wanted), 0) = 0 or not authz.may_ask_consent(client) then return false; end if;
  perform from app.consent_head h where h.organisation_id = organisation and h.client_id = client for share;
  if not found then return false; end if;
  foreach one in array wanted loop
    if not authz.consent_in_force(organisation, client, one) then return false; end if;
  end loop;
  return true;
end $$;

-- Writes a decision down, if it is one: agreeing to what is agreed already changes nothing. A "no" to somebody who said
-- "yes" before withdraws that. Answers what it came to, or nothing.
create or replace function app.note_consent(
  client uuid, wanted text, agrees boolean, in_language text, shown bytea, how text, why text, from_network bytea, on_device text) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
  asked record;
  last record;
  outcome text;
  place integer;
begin
  select * into me from authz.session();
  select * into asked from authz.consent_wording(in_language) w where w.kind = wanted;
  if asked.kind is null then
    raise exception 'there is no such text' using errcode = 'check_violation', constraint = 'consent_text';
  end if;
  -- Where decisions came in from another installation there is no head yet: it goes on after them.
  insert into app.consent_head (organisation_id, client_id, seq)
  values (me.organisation_id, client, coalesce((select max(e.seq) from app.consent_event e where e.organisation_id = me.organisation_id and e.client_id = client), 0))
  on conflict do nothing;
  update app.consent_head h set seq = h.seq + 1 where h.organisation_id = me.organisation_id and h.client_id = client returning h.seq into place;
  select e.decision, e.version into last from app.consent_event e
   where e.organisation_id = me.organisation_id and e.client_id = client and e.kind = wanted order by e.seq desc limit 1;
  if agrees then
    -- Nobody agrees to a text they were not shown.
    if shown is distinct from asked.text_hash and how = 'form' then
      raise exception 'the text is another one by now' using errcode = 'check_violation', constraint = 'consent_text_changed';
    end if;
    if last.decision = 'given' and last.version = asked.version then return null; end if;
    outcome := 'given';
  elsif last.decision = 'given' then
    outcome := 'withdrawn';
  elsif last.version = asked.version then
    return null;
  else
    outcome := 'refused';
  end if;
  insert into app.consent_event (organisation_id, client_id, seq, kind, version, language, organisation_name, text_hash, decision, method, reason, at,
                                 actor_id, actor_member, network, device)
  values (me.organisation_id, client, place, wanted, asked.version, in_language, asked.organisation_name, asked.text_hash, outcome, how, why, clock_timestamp(),
          me.person_id, me.membership_id, from_network, on_device);
  return outcome;
end $$;

-- A client decides for themselves.
create or replace function app.decide_consent(wanted text, agrees boolean, in_language text, shown bytea, from_network bytea, on_device text) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from authz.session();
  if me.portal is distinct from 'client' then
    raise exception 'no live session of a client' using errcode = 'insufficient_privilege';
  end if;
  return app.note_consent(me.membership_id, wanted, agrees, in_language, shown, 'form', null, from_network, on_device);
end $$;

-- An administrator writes down what a client decided on paper, and where that is. The client sees it and can undo it.
create or replace function app.record_paper_consent(client uuid, wanted text, agrees boolean, in_language text, why text) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not authz.is_admin() then raise exception 'not an administrator' using errcode = 'insufficient_privilege'; end if;
  perform from app.membership m where m.organisation_id = authz.org() and m.membership_id = client and m.role = 'client' and m.status = 'active' for share;
  if not found then
    raise exception 'a consent is an active client''s' using errcode = 'check_violation', constraint = 'consent_client';
  end if;
  return app.note_consent(client, wanted, agrees, in_language, null, 'paper', why, null, null);
end $$;

do $$
declare
  f regprocedure;
begin
  foreach f in array array['authz.oldest_consent(text)', 'authz.consent_in_force(uuid, uuid, text)', 'authz.consented(text)', 'authz.may_ask_consent(uuid)',
                           'authz.client_consented(uuid, text)', 'authz.portal_closed(uuid, uuid)', 'authz.consent_wording(text)']::regprocedure[] loop
    execute format('alter function %s owner to ns_authz', f);
    execute format('revoke all on function %s from public, ns_client, ns_practice, ns_clinic, ns_worker', f);
    execute format('grant execute on function %s to ns_definer, ns_owner', f);
  end loop;
  foreach f in array array['ops.open_records(uuid[])', 'app.hold_consents(uuid, text[])', 'app.decide_consent(text, boolean, text, bytea, bytea, text)',
                           'app.note_consent(uuid, text, boolean, text, bytea, text, text, bytea, text)',
                           'app.record_paper_consent(uuid, text, boolean, text, text)']::regprocedure[] loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
grant execute on function authz.consented(text), authz.client_consented(uuid, text), authz.consent_wording(text), authz.oldest_consent(text)
  to ns_client, ns_practice, ns_clinic, ns_worker;
grant execute on function app.hold_consents(uuid, text[]) to ns_client, ns_practice, ns_clinic, ns_worker;
grant execute on function ops.open_records(uuid[]) to ns_worker;
grant execute on function app.decide_consent(text, boolean, text, bytea, bytea, text) to ns_client;
grant execute on function app.record_paper_consent(uuid, text, boolean, text, text) to ns_clinic;
