-- Codes by letter and passkeys: what 10_factors.sql begins.

drop function if exists auth.add_email(bytea, uuid, bytea, bytea);
drop function if exists auth.prove_email(bytea, bytea[], bytea);
drop function if exists auth.add_passkey(bytea, uuid, text, bytea, bytea, bytea, bytea);
drop function if exists auth.prove_passkey(bytea, uuid, bigint, bytea, bytea);

-- Codes by letter: clients only.
create or replace function auth.add_email(shown bytea, session_hash bytea, factor uuid, ticket bytea, letter bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who uuid := auth.proved_person(session_hash);
begin
  perform auth.take_step(shown, 'add email', encode(session_hash, 'hex'), encode(ticket, 'hex'));
  if auth.is_staff(who) then return false; end if;
  insert into auth.factor (factor_id, person_id, kind, label, confirmed_at) values (factor, who, 'email', 'e-mail', now())
  on conflict (person_id, kind) where kind in ('totp', 'email') and confirmed_at is not null do nothing;
  if not found then return false; end if;
  perform auth.settle_factors(who);
  -- The session that turned it on goes on, under a new id; every other has to prove it.
  perform auth.issue(ticket, who, now(), now(), 'email');
  perform auth.note_factor(session_hash, 'factor.added', factor, 'email', letter);
  return true;
end $$;

-- A code on its way to the address of the account; the one before is over.
create or replace function auth.send_code(session_hash bytea, code bytea, letter bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  g record;
begin
  select * into g from auth.gate(session_hash);
  if g.person_id is null or not auth.may_use_email(g.person_id) then return false; end if;
  insert into auth.mailed_code as c (session_id, code_hash, expires_at) values (g.session_id, code, now() + interval '10 minutes')
  on conflict (session_id) do update set code_hash = excluded.code_hash, expires_at = excluded.expires_at;
  perform auth.post_letter(letter);
  return true;
end $$;

create or replace function auth.prove_email(shown bytea, session_hash bytea, codes bytea[], ticket bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  g record;
begin
  perform auth.take_step(shown, 'prove email', encode(session_hash, 'hex'), encode(ticket, 'hex'));
  select * into g from auth.gate(session_hash);
  if g.person_id is null or not auth.may_use_email(g.person_id) then return false; end if;
  delete from auth.mailed_code c where c.session_id = g.session_id and c.code_hash = any (codes) and c.expires_at > now();
  if not found then return false; end if;
  update auth.factor f set last_used_at = now() where f.person_id = g.person_id and f.kind = 'email';
  perform auth.issue(ticket, g.person_id, now(), now(), 'email');
  perform auth.forget_tries(session_hash);
  return true;
end $$;

-- Passkeys. A ceremony belongs to the session that began it, or, at the door, to whoever holds its id.
create or replace function auth.begin_ceremony(session_hash bytea, ceremony uuid, purpose text, kept jsonb) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  g record;
begin
  delete from auth.ceremony c where c.expires_at < now();
  select * into g from auth.gate(session_hash);
  if purpose <> 'sign_in' and g.session_id is null then return false; end if;
  if purpose = 'register' then perform auth.proved_person(session_hash); end if;
  insert into auth.ceremony (ceremony_id, kind, session_id, state, expires_at)
  values (ceremony, purpose, case when purpose <> 'sign_in' then g.session_id end, kept, now() + interval '5 minutes');
  return true;
end $$;

create or replace function auth.end_ceremony(session_hash bytea, ceremony uuid, purpose text) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  kept jsonb;
begin
  delete from auth.ceremony c where c.ceremony_id = ceremony and c.kind = purpose and c.expires_at > now()
     and (purpose = 'sign_in' or c.session_id = (select g.session_id from auth.gate(session_hash) g))
  returning c.state into kept;
  return kept;
end $$;

create or replace function auth.add_passkey(shown bytea, session_hash bytea, factor uuid, named text, credential bytea, public_half bytea, ticket bytea, letter bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who uuid := auth.proved_person(session_hash);
begin
  perform auth.take_step(shown, 'add passkey', encode(session_hash, 'hex'), encode(ticket, 'hex'));
  if (select count(*) from auth.factor f where f.person_id = who and f.kind = 'passkey') >= 20 then return false; end if;
  insert into auth.factor (factor_id, person_id, kind, label, sealed, credential_id, confirmed_at, last_used_at)
  values (factor, who, 'passkey', named, public_half, credential, now(), now()) on conflict (credential_id) do nothing;
  if not found then return false; end if;
  perform auth.settle_factors(who);
  perform auth.issue(ticket, who, now(), now(), 'passkey');
  perform auth.note_factor(session_hash, 'factor.added', factor, 'passkey', letter);
  return true;
end $$;

create or replace function auth.find_passkey(credential bytea) returns table (factor_id uuid, person_id uuid, sealed bytea)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query select f.factor_id, f.person_id, f.sealed from auth.factor f where f.credential_id = credential and f.kind = 'passkey' and f.confirmed_at is not null;
end $$;

-- A passkey whose signature was right. Its counter, where it keeps one, only rises. With a session it must be the same
-- person's; without one this is how they sign in.
create or replace function auth.prove_passkey(shown bytea, session_hash bytea, factor uuid, told bigint, public_half bytea, ticket bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who uuid;
begin
  perform auth.take_step(shown, 'prove passkey', encode(session_hash, 'hex'), factor::text, encode(ticket, 'hex'));
  update auth.factor f set counter = told, sealed = public_half, last_used_at = now()
   where f.factor_id = factor and f.kind = 'passkey' and f.confirmed_at is not null and (f.counter < told or (f.counter = 0 and told = 0))
     and (session_hash is null or f.person_id = (select g.person_id from auth.gate(session_hash) g))
  returning f.person_id into who;
  if who is null then return false; end if;
  perform auth.issue(ticket, who, now(), now(), 'passkey');
  if session_hash is not null then perform auth.forget_tries(session_hash); end if;
  return true;
end $$;

do $$
declare
  f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_proc p where p.pronamespace = 'auth'::regnamespace loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
