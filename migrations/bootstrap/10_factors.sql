-- Second factors. A session's token hash comes in and nobody's id: a caller can change the factors
-- of the person whose session it holds and of nobody else. Codes come as keyed hashes, secrets sealed.
--
-- Guarantees kept here and not in the program: a code, a step of an app, a passkey's ceremony is used once; a session
-- that has not proved the factor its person has opens nothing (authz.session asks auth.gate's question again for the
-- portals); what changes factors takes a proof of the last ten minutes.

drop function if exists auth.account(bytea);
drop function if exists auth.issue_for_password(uuid, bytea);
drop function if exists auth.carry(bytea, bytea);
drop function if exists auth.prove_password(bytea, bytea);
drop function if exists auth.confirm_totp(bytea, uuid, bigint, bytea, bytea);
drop function if exists auth.prove_totp(bytea, uuid, bigint, bytea);
drop function if exists auth.prove_recovery(bytea, bytea[], bytea, bytea);
drop function if exists auth.credential_of(bytea);

-- How far a live session has come: 'factor' before the factor is proved, 'enrol' where the organisation wants one that
-- the person does not have, 'open' otherwise. Null for a session that is over.
create or replace function auth.gate(session_hash bytea, out session_id uuid, out person_id uuid, out gate text, out fresh boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  select s.session_id, s.person_id,
         case when p.factor_since is not null and s.factor_at is null then 'factor'
              when m.role <> 'client' and p.strong_since is null and o.staff_factor_from <= now() then 'enrol'
              else 'open' end,
         coalesce(s.proved_at > now() - interval '10 minutes', false) and (p.factor_since is null or s.factor_at is not null)
    into session_id, person_id, gate, fresh
    from auth.session s
    join auth.person p on p.person_id = s.person_id
    left join app.membership m on m.organisation_id = s.organisation_id and m.membership_id = s.membership_id and m.status = 'active'
    left join app.organisation o on o.organisation_id = s.organisation_id
   where s.token_hash = session_hash and s.ended_at is null and s.expires_at > now() and s.idle_expires_at > now()
     and s.portal is distinct from 'worker';
end $$;

-- The person of a session that may change how they sign in: past the factor, and fresh. Raises otherwise.
create or replace function auth.proved_person(session_hash bytea) returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  g record;
begin
  select * into g from auth.gate(session_hash);
  if g.person_id is null or g.gate = 'factor' or not g.fresh then
    raise exception 'a fresh proof is needed' using errcode = 'insufficient_privilege', constraint = 'proof_needed';
  end if;
  return g.person_id;
end $$;

-- The account of whoever is signed in, whatever their role.
create or replace function auth.account(session_hash bytea)
returns table (person_id uuid, email text, display_name text, organisation_id uuid, organisation_name text,
               membership_id uuid, role text, zone text, gate text, fresh boolean, has_factor boolean, staff_factor_from timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select p.person_id, p.email, m.display_name, o.organisation_id, o.name, m.membership_id, m.role, m.zone,
           g.gate, g.fresh, p.factor_since is not null, case when m.role <> 'client' then o.staff_factor_from end
      from auth.gate(session_hash) g
      join auth.session s on s.session_id = g.session_id
      join auth.person p on p.person_id = g.person_id
      join app.membership m on m.organisation_id = s.organisation_id and m.membership_id = s.membership_id and m.status = 'active'
      join app.organisation o on o.organisation_id = s.organisation_id
     where g.gate <> 'factor';
end $$;

-- Notes a change of how somebody signs in: for the person, and where they are for the organisation; the letter tells them.
create or replace function auth.note_factor(session_hash bytea, what text, subject uuid, detail text, letter bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  s record;
begin
  select x.session_id, x.person_id, x.organisation_id, x.membership_id into s from auth.session x where x.token_hash = session_hash;
  insert into auth.event (person_id, action, session_id) values (s.person_id, what, s.session_id);
  if s.organisation_id is not null then
    perform app.append_activity(s.organisation_id, s.person_id, s.membership_id, what, subject, null, null, detail, null);
  end if;
  perform auth.post_letter(letter);
end $$;

-- Keeps what the gates read in step with the factors there are. Recovery codes without a strong factor open nothing.
create or replace function auth.settle_factors(person uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update auth.person p
     set factor_since = (select min(f.confirmed_at) from auth.factor f where f.person_id = person and f.confirmed_at is not null),
         strong_since = (select min(f.confirmed_at) from auth.factor f where f.person_id = person and f.confirmed_at is not null and f.kind <> 'email')
   where p.person_id = person;
  delete from auth.recovery_code c where c.person_id = person
     and not exists (select from auth.factor f where f.person_id = person and f.confirmed_at is not null);
end $$;

-- Tickets: what a proof is worth, until the session it leads to is opened. Only the functions below make one with a factor.
create or replace function auth.issue(hash bytea, person uuid, proved timestamptz, factor timestamptz, by_kind text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from auth.ticket t where t.expires_at < now();
  insert into auth.ticket (ticket_hash, person_id, proved_at, factor_at, factor_kind, expires_at)
  values (hash, person, proved, factor, by_kind, now() + interval '1 minute');
end $$;

-- After a right password.
create or replace function auth.issue_for_password(shown bytea, person uuid, ticket bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform auth.take_step(shown, 'password ticket', person::text, encode(ticket, 'hex'));
  perform auth.issue(ticket, person, now(), null, null);
end $$;

-- The same worth for another session of the same person: moving to another place proves nothing new.
create or replace function auth.carry(shown bytea, session_hash bytea, ticket bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  s record;
begin
  perform auth.take_step(shown, 'carry', encode(session_hash, 'hex'), encode(ticket, 'hex'));
  select x.* into s from auth.gate(session_hash) g join auth.session x on x.session_id = g.session_id where g.gate <> 'factor';
  if s.person_id is null then return false; end if;
  perform auth.issue(ticket, s.person_id, s.proved_at, s.factor_at, s.factor_kind);
  return true;
end $$;

-- Used up by auth.open_session.
create or replace function auth.take_ticket(hash bytea, person uuid, out proved_at timestamptz, out factor_at timestamptz, out factor_kind text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from auth.ticket t where t.ticket_hash = hash and t.person_id = person and t.expires_at > now()
    returning t.proved_at, t.factor_at, t.factor_kind into proved_at, factor_at, factor_kind;
end $$;

-- A password given again. Not enough for somebody who has a factor.
create or replace function auth.credential_of(step bytea, session_hash bytea) returns table (person_id uuid, email text, password_sealed bytea, has_factor boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform auth.check_step(step, 'credential of', encode(session_hash, 'hex'));
  return query select p.person_id, p.email, p.password_sealed, p.factor_since is not null from auth.gate(session_hash) g join auth.person p on p.person_id = g.person_id
    where g.gate <> 'factor';
end $$;

-- Whose session it is, past the factor.
create or replace function auth.session_person(session_hash bytea) returns table (person_id uuid, email text, display_name text, version integer)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query select p.person_id, p.email, p.display_name, p.credential_version from auth.gate(session_hash) g join auth.person p on p.person_id = g.person_id
    where g.gate <> 'factor';
end $$;

create or replace function auth.prove_password(shown bytea, session_hash bytea, ticket bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who uuid;
begin
  perform auth.take_step(shown, 'prove password', encode(session_hash, 'hex'), encode(ticket, 'hex'));
  select g.person_id into who from auth.gate(session_hash) g join auth.person p on p.person_id = g.person_id and p.factor_since is null;
  if who is null then return false; end if;
  perform auth.issue(ticket, who, now(), null, null);
  return true;
end $$;

-- Counts a try of a short code before it is looked at, so that many at once cannot slip through: five in one session, and
-- thirty in an hour for the person, and apart from those for each browser known to be theirs, so that tries made elsewhere
-- keep nobody out of a browser they have used, or have opened their letter in. Then the session is over, and the letter tells whose it is. Answers whether the try may be made.
create or replace function auth.count_try(session_hash bytea, letter bytea) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  s record;
  tried integer;
begin
  update auth.session x set wrong_codes = x.wrong_codes + 1
   where x.token_hash = session_hash and x.ended_at is null and x.expires_at > now() and x.idle_expires_at > now()
  returning x.session_id, x.person_id, x.wrong_codes, x.device_hash into s;
  if s.person_id is null then return 'over'; end if;
  if s.wrong_codes > 5 then
    perform auth.end_session(session_hash, 'revoked');
    perform auth.post_letter(letter);
    return 'over';
  end if;
  update auth.device d set wrong_since = case when d.wrong_since > now() - interval '1 hour' then d.wrong_since else now() end,
                           wrong_codes = case when d.wrong_since > now() - interval '1 hour' then d.wrong_codes + 1 else 1 end
   where d.person_id = s.person_id and d.token_hash = s.device_hash and d.forgotten_at is null returning d.wrong_codes into tried;
  if found then return case when tried > 30 then 'later' else 'try' end; end if;
  update auth.person p set wrong_since = case when p.wrong_since > now() - interval '1 hour' then p.wrong_since else now() end,
                           wrong_codes = case when p.wrong_since > now() - interval '1 hour' then p.wrong_codes + 1 else 1 end
   where p.person_id = s.person_id returning p.wrong_codes into tried;
  return case when tried > 30 then 'later' else 'try' end;
end $$;

create or replace function auth.forget_tries(session_hash bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update auth.session x set wrong_codes = 0 where x.token_hash = session_hash;
  update auth.device d set wrong_codes = 0 from auth.session x where x.token_hash = session_hash and d.person_id = x.person_id and d.token_hash = x.device_hash;
  -- What was right in a known browser says nothing of those who try elsewhere.
  update auth.person p set wrong_codes = 0 from auth.session x where x.token_hash = session_hash and p.person_id = x.person_id and x.device_hash is null;
end $$;

-- What a person may prove a factor with. E-mail is not for staff who have something better.
create or replace function auth.ways(session_hash bytea) returns table (totp boolean, passkey boolean, email boolean, codes_left integer, address text, name text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  g record;
begin
  select * into g from auth.gate(session_hash);
  return query
    select exists (select from auth.factor f where f.person_id = p.person_id and f.kind = 'totp' and f.confirmed_at is not null),
           exists (select from auth.factor f where f.person_id = p.person_id and f.kind = 'passkey' and f.confirmed_at is not null),
           auth.may_use_email(p.person_id),
           (select count(*)::integer from auth.recovery_code c where c.person_id = p.person_id and c.used_at is null),
           p.email, p.display_name
      from auth.person p where p.person_id = g.person_id;
end $$;

create or replace function auth.is_staff(person uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return exists (select from app.membership m where m.person_id = person and m.role <> 'client' and m.status = 'active');
end $$;

create or replace function auth.may_use_email(person uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return exists (select from auth.factor f join auth.person p on p.person_id = f.person_id
                  where f.person_id = person and f.kind = 'email' and f.confirmed_at is not null
                    and (p.strong_since is null or not auth.is_staff(person)));
end $$;

-- The factors of a session's person, those being set up included.
create or replace function auth.factors(session_hash bytea)
returns table (factor_id uuid, person_id uuid, kind text, label text, sealed bytea, last_step bigint, created_at timestamptz, confirmed boolean, last_used_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query select f.factor_id, f.person_id, f.kind, f.label, f.sealed, f.last_step, f.created_at, f.confirmed_at is not null, f.last_used_at
    from auth.gate(session_hash) g join auth.factor f on f.person_id = g.person_id
   where f.confirmed_at is not null or f.created_at > now() - interval '1 hour'
   order by f.created_at, f.factor_id;
end $$;

-- An app being set up; one at a time, an unfinished one is replaced.
create or replace function auth.start_totp(session_hash bytea, factor uuid, named text, secret bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who uuid := auth.proved_person(session_hash);
begin
  delete from auth.factor f where f.person_id = who and f.kind = 'totp' and f.confirmed_at is null;
  insert into auth.factor (factor_id, person_id, kind, label, sealed) values (factor, who, 'totp', named, secret);
end $$;

-- The first right code: from now on it counts, the app of before does not. `step` is used up with it.
create or replace function auth.confirm_totp(shown bytea, session_hash bytea, factor uuid, step bigint, ticket bytea, letter bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who uuid := auth.proved_person(session_hash);
begin
  perform auth.take_step(shown, 'confirm totp', encode(session_hash, 'hex'), encode(ticket, 'hex'));
  -- One at a time for a person: two at once would each think theirs the only app.
  perform from auth.person p where p.person_id = who for update;
  if not exists (select from auth.factor f where f.factor_id = factor and f.person_id = who and f.kind = 'totp' and f.confirmed_at is null) then
    return false;
  end if;
  delete from auth.factor f where f.person_id = who and f.kind = 'totp' and f.confirmed_at is not null;
  update auth.factor f set confirmed_at = now(), last_used_at = now(), last_step = step where f.factor_id = factor;
  perform auth.settle_factors(who);
  perform auth.issue(ticket, who, now(), now(), 'totp');
  perform auth.forget_tries(session_hash);
  perform auth.note_factor(session_hash, 'factor.added', factor, 'totp', letter);
  return true;
end $$;

-- A code of the app: the step is consumed by this one statement, so that of many at once exactly one is right.
create or replace function auth.prove_totp(shown bytea, session_hash bytea, factor uuid, step bigint, ticket bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who uuid := (select g.person_id from auth.gate(session_hash) g);
begin
  perform auth.take_step(shown, 'prove totp', encode(session_hash, 'hex'), encode(ticket, 'hex'));
  update auth.factor f set last_step = step, last_used_at = now()
   where f.factor_id = factor and f.person_id = who and f.kind = 'totp' and f.confirmed_at is not null and (f.last_step is null or f.last_step < step);
  if not found then return false; end if;
  perform auth.issue(ticket, who, now(), now(), 'totp');
  perform auth.forget_tries(session_hash);
  return true;
end $$;

-- One recovery code, once. `codes` are the hashes under every key there is. Answers how many are left.
create or replace function auth.prove_recovery(shown bytea, session_hash bytea, codes bytea[], ticket bytea, letter bytea) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who uuid := (select g.person_id from auth.gate(session_hash) g);
begin
  perform auth.take_step(shown, 'prove recovery', encode(session_hash, 'hex'), encode(ticket, 'hex'));
  update auth.recovery_code c set used_at = now() where c.person_id = who and c.code_hash = any (codes) and c.used_at is null;
  if not found then return null; end if;
  perform auth.issue(ticket, who, now(), now(), 'recovery');
  perform auth.forget_tries(session_hash);
  perform auth.note_factor(session_hash, 'factor.recovery_used', null, null, letter);
  return (select count(*) from auth.recovery_code c where c.person_id = who and c.used_at is null);
end $$;

-- Ten new ones; those of before are over. The sheet is for this session's eyes, for ten minutes.
create or replace function auth.replace_recovery(session_hash bytea, codes bytea[], sheet bytea, letter bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who uuid := auth.proved_person(session_hash);
begin
  perform from auth.person p where p.person_id = who and p.factor_since is not null for update;
  if not found then return false; end if;
  delete from auth.recovery_code c where c.person_id = who;
  insert into auth.recovery_code (person_id, code_hash) select who, code from unnest(codes) code;
  insert into auth.recovery_sheet as r (person_id, session_id, sealed, expires_at)
  select who, s.session_id, sheet, now() + interval '10 minutes' from auth.session s where s.token_hash = session_hash
  on conflict (person_id) do update set session_id = excluded.session_id, sealed = excluded.sealed, expires_at = excluded.expires_at;
  perform auth.note_factor(session_hash, 'factor.recovery_renewed', null, null, letter);
  return true;
end $$;

create or replace function auth.recovery_sheet(session_hash bytea) returns table (person_id uuid, sealed bytea)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query select r.person_id, r.sealed from auth.gate(session_hash) g join auth.recovery_sheet r on r.session_id = g.session_id
    where g.gate = 'open' and r.expires_at > now();
end $$;

create or replace function auth.drop_recovery_sheet(session_hash bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from auth.recovery_sheet r using auth.session s where s.token_hash = session_hash and r.person_id = s.person_id;
end $$;

-- Turns one off.
create or replace function auth.remove_factor(session_hash bytea, factor uuid, letter bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who uuid := auth.proved_person(session_hash);
  was text;
begin
  delete from auth.factor f where f.factor_id = factor and f.person_id = who and f.confirmed_at is not null returning f.kind into was;
  if was is null then return false; end if;
  perform auth.settle_factors(who);
  perform auth.note_factor(session_hash, 'factor.removed', factor, was, letter);
  return true;
end $$;

-- How many of the staff would be led to add a factor, for whoever administers.
create or replace function authz.staff_without_factor() returns integer
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from authz.session();
  if me.portal is distinct from 'clinic' or me.role not in ('admin', 'owner') then return null; end if;
  return (select count(distinct m.person_id)::integer from app.membership m join auth.person p on p.person_id = m.person_id
    where m.organisation_id = me.organisation_id and m.role <> 'client' and m.status = 'active' and p.strong_since is null);
end $$;
alter function authz.staff_without_factor() owner to ns_authz;
-- Also what a grant on all functions of the schema, earlier in these files, gives when they run again on an update.
revoke all on function authz.staff_without_factor() from public, ns_client, ns_practice, ns_worker, ns_definer, ns_owner;
grant execute on function authz.staff_without_factor() to ns_clinic;
