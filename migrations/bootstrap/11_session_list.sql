-- What people see and do about their own sessions, and what sign-in remembers. Whose it is follows
-- from the hash of a live session's token, never from an argument.

-- Whose session this is, while it lives.
create or replace function auth.session_owner(session_hash bytea) returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (select s.person_id from auth.session s
    where s.token_hash = session_hash and s.ended_at is null and s.expires_at > now() and s.idle_expires_at > now() and s.portal is distinct from 'worker');
end $$;

-- Where a person is signed in: the browser in words, whether it was the network this session began in, last use.
create or replace function auth.list_sessions(session_hash bytea)
returns table (session_id uuid, current boolean, device text, same_network boolean, signed_in_at timestamptz, last_seen_at timestamptz,
               organisation_name text, role text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select s.session_id, s.session_id = me.session_id, coalesce(s.device, 'A browser'), coalesce(s.network = me.network, false), s.signed_in_at, s.last_seen_at, o.name, m.role
      from auth.session me
      join auth.session s on s.person_id = me.person_id and s.ended_at is null and s.expires_at > now() and s.idle_expires_at > now()
       and s.portal is distinct from 'worker'
      left join app.membership m on m.organisation_id = s.organisation_id and m.membership_id = s.membership_id
      left join app.organisation o on o.organisation_id = s.organisation_id
     where me.token_hash = session_hash and me.person_id = auth.session_owner(session_hash)
     order by s.session_id = me.session_id desc, s.last_seen_at desc, s.session_id limit 100;
end $$;

-- Ends one other session of the same person; whether there was such a live one.
create or replace function auth.end_one_session(session_hash bytea, target uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who uuid := auth.session_owner(session_hash);
  family uuid;
begin
  perform from auth.person p where p.person_id = who for no key update;
  if auth.session_owner(session_hash) is null then return false; end if;
  select s.family_id into family from auth.session s where s.session_id = target and s.person_id = who and s.portal is distinct from 'worker';
  if family is null then return false; end if;
  return auth.end_sessions(who, family, null, 'revoked') > 0;
end $$;

-- Ends all others; how many. Their browsers are no longer known ones. Null when the caller's own session is over.
create or replace function auth.end_other_sessions(session_hash bytea, device_hash bytea) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who uuid := auth.session_owner(session_hash);
  mine uuid;
begin
  perform from auth.person p where p.person_id = who for no key update;
  select s.family_id into mine from auth.session s where s.token_hash = session_hash and auth.session_owner(session_hash) = who;
  if mine is null then return null; end if;
  update auth.device d set forgotten_at = now() where d.person_id = who and d.forgotten_at is null and d.token_hash is distinct from device_hash;
  return auth.end_sessions(who, null, mine, 'revoked');
end $$;

-- Where letters to a person go, and the zone their times are written in.
drop function if exists auth.person_contact(uuid);
create or replace function auth.person_contact(step bytea, person uuid) returns table (email text, display_name text, zone text, version integer)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform auth.check_step(step, 'person contact', person::text);
  return query select p.email, p.display_name, p.zone, p.credential_version from auth.person p where p.person_id = person;
end $$;

-- Notes a sign-in that succeeded. The letter is posted when neither browser nor network is known; not at the very first
-- sign-in, of which its person knows. Whether the browser was known.
drop function if exists auth.remember_sign_in(uuid, bytea, bytea, bytea, bytea);
create or replace function auth.remember_sign_in(step bytea, person uuid, device_hash bytea, new_device_hash bytea, from_network bytea, letter bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  knows_device boolean;
  knows_network boolean;
  is_first boolean;
begin
  perform auth.take_step(step, 'remember sign-in', person::text, encode(new_device_hash, 'hex'));
  perform from auth.person p where p.person_id = person for share;
  update auth.device d set last_seen_at = now()
   where d.person_id = person and d.token_hash = device_hash and d.forgotten_at is null and d.last_seen_at > now() - interval '1 year';
  knows_device := found;
  is_first := not exists (select from auth.network n where n.person_id = person);
  update auth.network n set last_seen_at = now() where n.person_id = person and n.network = from_network;
  knows_network := found;
  if not knows_network then
    insert into auth.network (person_id, network) values (person, from_network) on conflict do nothing;
  end if;
  if not knows_device then
    insert into auth.device (person_id, token_hash) values (person, new_device_hash)
    on conflict (person_id, token_hash) do update set last_seen_at = now(), forgotten_at = null;
  end if;
  if not knows_device and not knows_network and not is_first then
    insert into auth.event (person_id, action) values (person, 'session.unfamiliar');
    perform auth.post_letter(letter);
  end if;
  return knows_device;
end $$;

-- One wrong password more. An address without an account is counted with the others of its kind.
create or replace function auth.count_wrong_password(person uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into auth.wrong_password as w (person_id, hour, part)
  values (coalesce(person, '00000000-0000-0000-0000-000000000000'), date_trunc('hour', now()), floor(random() * 16))
  on conflict (person_id, hour, part) do update set tries = w.tries + 1;
end $$;

-- Wrong passwords on the session's own account in the last days.
create or replace function auth.wrong_passwords(session_hash bytea, days integer) returns bigint
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (select coalesce(sum(w.tries), 0)::bigint from auth.wrong_password w
    where w.person_id = auth.session_owner(session_hash) and w.hour > now() - make_interval(days => days));
end $$;

do $$
declare
  f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_proc p where p.pronamespace = 'auth'::regnamespace
      and p.proname in ('session_owner', 'list_sessions', 'end_one_session', 'end_other_sessions', 'person_contact', 'remember_sign_in', 'count_wrong_password', 'wrong_passwords') loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;

-- A new password, chosen by whoever gave the present one (`proof`, its version). This browser stays signed in and
-- known; every other session ends.
drop function if exists auth.change_password(bytea, integer, text, bytea, bytea);
create or replace function auth.change_password(step bytea, session_hash bytea, proof integer, password bytea, device_hash bytea, letter bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who uuid := auth.proved_person(session_hash);
  mine uuid;
begin
  perform auth.take_step(step, 'change password', encode(session_hash, 'hex'), encode(sha256(password), 'hex'));
  perform from auth.person p where p.person_id = who for no key update;
  select s.family_id into mine from auth.session s where s.token_hash = session_hash and auth.session_owner(session_hash) = who;
  if mine is null then return false; end if;
  update auth.person p set password_sealed = password, password_changed_at = now(), credential_version = p.credential_version + 1
   where p.person_id = who and p.credential_version = proof;
  if not found then return false; end if;
  update auth.link l set used_at = now() where l.person_id = who and l.kind = 'reset_password' and l.used_at is null;
  update auth.device d set forgotten_at = now() where d.person_id = who and d.forgotten_at is null and d.token_hash is distinct from device_hash;
  perform auth.end_sessions(who, null, mine, 'reset');
  insert into auth.event (person_id, action) values (who, 'account.password_changed');
  perform auth.post_letter(letter);
  return true;
end $$;

-- Asks for a new address. Its own letter confirms it; the old address is told and can take it back. An address that has
-- an account gets a letter that says so, and the asker is told the same.
drop function if exists auth.start_email_change(bytea, text, bytea, bytea, bytea, bytea, bytea);
create or replace function auth.start_email_change(step bytea, session_hash bytea, address text, confirm_with bytea, undo_with bytea, new_letter bytea, known_letter bytea, old_letter bytea)
returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who uuid := auth.proved_person(session_hash);
  present text;
begin
  perform auth.take_step(step, 'change address', encode(session_hash, 'hex'), address, encode(confirm_with, 'hex'), encode(undo_with, 'hex'));
  select p.email into present from auth.person p where p.person_id = who for no key update;
  if auth.session_owner(session_hash) is null then return false; end if;
  update auth.email_change c set ended_at = now() where c.person_id = who and c.confirmed_at is null and c.ended_at is null;
  perform auth.post_letter(old_letter);
  if exists (select from auth.person p where p.email_canonical = lower(btrim(address))) then
    perform auth.post_letter(known_letter);
    return true;
  end if;
  insert into auth.email_change (person_id, old_email, new_email, confirm_hash, undo_hash, expires_at)
  values (who, present, btrim(address), confirm_with, undo_with, now() + interval '1 day');
  insert into auth.event (person_id, action) values (who, 'account.email_change_asked');
  perform auth.post_letter(new_letter);
  return true;
end $$;

-- The addresses behind a live link, of the new address or of the old one; looking uses nothing.
create or replace function auth.find_email_change(link_hash bytea, undo boolean) returns table (old_email text, new_email text, display_name text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query select c.old_email, c.new_email, p.display_name from auth.email_change c join auth.person p on p.person_id = c.person_id
    where c.ended_at is null and case when undo then c.undo_hash = link_hash and c.created_at > now() - interval '8 days'
      else c.confirm_hash = link_hash and c.confirmed_at is null and c.expires_at > now() end;
end $$;

create or replace function auth.confirm_email_change(link_hash bytea, letter bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  c record;
begin
  select x.person_id, x.change_id, x.new_email into c from auth.email_change x where x.confirm_hash = link_hash;
  perform from auth.person p where p.person_id = c.person_id for update;
  update auth.email_change x set confirmed_at = now()
   where x.change_id = c.change_id and x.confirmed_at is null and x.ended_at is null and x.expires_at > now();
  if not found then return false; end if;
  begin
    update auth.person p set email = c.new_email, email_canonical = lower(c.new_email), email_confirmed_at = now() where p.person_id = c.person_id;
  exception when unique_violation then
    update auth.email_change x set ended_at = now() where x.change_id = c.change_id;
    return false;
  end;
  -- What was mailed to the old address opens nothing any more.
  update auth.link l set used_at = now() where l.person_id = c.person_id and l.used_at is null;
  insert into auth.event (person_id, action) values (c.person_id, 'account.email_changed');
  perform auth.post_letter(letter);
  return true;
end $$;

-- The old address takes it back: whoever asked had a session and the password, so every session and browser goes too,
-- and the password is worth nothing until a new one is chosen.
create or replace function auth.undo_email_change(link_hash bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  c record;
begin
  select x.person_id, x.change_id, x.old_email into c from auth.email_change x where x.undo_hash = link_hash;
  perform from auth.person p where p.person_id = c.person_id for update;
  update auth.email_change x set ended_at = now()
   where x.change_id = c.change_id and x.ended_at is null and x.created_at > now() - interval '8 days';
  if not found then return false; end if;
  begin
    update auth.person p set email = c.old_email, email_canonical = lower(c.old_email), password_sealed = null, credential_version = p.credential_version + 1
     where p.person_id = c.person_id;
  exception when unique_violation then
    -- Somebody else has it by now; the account is closed to whoever asked all the same.
    update auth.person p set password_sealed = null, credential_version = p.credential_version + 1 where p.person_id = c.person_id;
  end;
  update auth.email_change x set ended_at = now() where x.person_id = c.person_id and x.ended_at is null;
  update auth.link l set used_at = now() where l.person_id = c.person_id and l.used_at is null;
  update auth.device d set forgotten_at = now() where d.person_id = c.person_id and d.forgotten_at is null;
  perform auth.end_sessions(c.person_id, null, null, 'reset');
  insert into auth.event (person_id, action) values (c.person_id, 'account.email_change_undone');
  return true;
end $$;

do $$
declare
  f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_proc p where p.pronamespace = 'auth'::regnamespace
      and p.proname in ('change_password', 'start_email_change', 'find_email_change', 'confirm_email_change', 'undo_email_change') loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
