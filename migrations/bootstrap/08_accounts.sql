-- Accounts, links and invitations, before anybody is known (24_logins.sql says which login calls what). Each answers a known and an unknown address alike.

-- These have answered other columns or taken other arguments before.
drop function if exists auth.find_credential(text);
drop function if exists auth.find_credential(text, bytea);
drop function if exists auth.find_link(bytea, text);
drop function if exists auth.reset_password(bytea, text);
drop function if exists auth.accept_invitation(bytea, uuid, uuid, text, text, text, uuid, uuid);
drop function if exists auth.memberships_of(uuid);
drop function if exists auth.sign_up_organisation(uuid, text, text, text, text, uuid, text, text, uuid, uuid, bytea, bytea, bytea, boolean);
drop function if exists auth.start_link(text, text, bytea, bytea, interval);
drop function if exists auth.reset_password(bytea, text, bytea);
drop function if exists auth.accept_invitation(bytea, uuid, uuid, text, text, text, uuid, uuid, bytea);

-- What sign-in needs to know about an address, and whether this browser is known for it. The password's hash is sealed.
create or replace function auth.find_credential(step bytea, address text, device_hash bytea)
returns table (person_id uuid, display_name text, password_sealed bytea, confirmed boolean, version integer, device_known boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform auth.check_step(step, 'find credential', lower(btrim(address)));
  return query select p.person_id, p.display_name, p.password_sealed, p.email_confirmed_at is not null, p.credential_version,
    auth.is_known_device(p.person_id, device_hash)
    from auth.person p where p.email_canonical = lower(btrim(address));
end $$;

-- Whether a browser is one that the owner of an address has signed in with. Who asks holds the browser's 256 bits.
create or replace function auth.is_known_device(person uuid, device_hash bytea) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return exists (select from auth.device d where d.person_id = person and d.token_hash = device_hash and d.forgotten_at is null and d.last_seen_at > now() - interval '1 year');
end $$;

create or replace function auth.knows_device(address text, device_hash bytea) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return exists (select from auth.person p where p.email_canonical = lower(btrim(address)) and auth.is_known_device(p.person_id, device_hash));
end $$;

-- Where a letter to an address goes, if it has an account.
create or replace function auth.contact_at(step bytea, address text)
returns table (person_id uuid, email text, display_name text, version integer)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform auth.check_step(step, 'contact at', lower(btrim(address)));
  return query select p.person_id, p.email, p.display_name, p.credential_version from auth.person p where p.email_canonical = lower(btrim(address));
end $$;

create or replace function auth.memberships_of(step bytea, person uuid)
returns table (organisation_id uuid, organisation_name text, membership_id uuid, role text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform auth.check_step(step, 'memberships of', person::text);
  return query select o.organisation_id, o.name, m.membership_id, m.role from app.membership m
    join app.organisation o on o.organisation_id = m.organisation_id
   where m.person_id = person and m.status = 'active' order by o.name, m.role;
end $$;

-- A letter that leaves with the caller's transaction. Its content is sealed by the server; none is posted for null.
create or replace function auth.post_letter(letter bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if letter is not null then
    insert into ops.job (kind, sealed) values ('send_letter', letter);
  end if;
end $$;

-- Organisation sign-up: person, organisation, owner and (if they also see clients) practitioner. For an address that
-- already has an account nothing is made and `known_letter` is posted instead of `new_letter`; the caller cannot tell.
create or replace function auth.sign_up_organisation(
  step bytea, person uuid, address text, name text, person_zone text, password bytea, organisation uuid, organisation_name text, organisation_currency text,
  owner_member uuid, practitioner_member uuid, link_hash bytea, new_letter bytea, known_letter bytea, demo boolean)
returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform auth.take_step(step, 'sign up', person::text, address, encode(sha256(password), 'hex'), encode(link_hash, 'hex'));
  insert into auth.person (person_id, email, email_canonical, display_name, zone, password_sealed)
  values (person, btrim(address), lower(btrim(address)), name, person_zone, password) on conflict (email_canonical) do nothing;
  if not found then
    perform auth.post_letter(known_letter);
    return;
  end if;
  insert into app.organisation (organisation_id, name, zone, currency, is_demo) values (organisation, organisation_name, person_zone, organisation_currency, demo);
  insert into app.membership (organisation_id, membership_id, person_id, role, status, display_name, zone)
  values (organisation, owner_member, person, 'owner', 'active', name, person_zone);
  if practitioner_member is not null then
    insert into app.membership (organisation_id, membership_id, person_id, role, status, display_name, zone)
    values (organisation, practitioner_member, person, 'practitioner', 'active', name, person_zone);
  end if;
  insert into auth.link (token_hash, kind, person_id, expires_at) values (link_hash, 'confirm_email', person, now() + interval '3 days');
  insert into auth.event (person_id, action) values (person, 'account.created');
  perform app.append_activity(organisation, person, owner_member, 'organisation.created', organisation, null, null, null, null);
  perform auth.post_letter(new_letter);
end $$;

create or replace function auth.confirm_email(link_hash bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who uuid;
begin
  update auth.link l set used_at = now() where l.token_hash = link_hash and l.kind = 'confirm_email' and l.used_at is null and l.expires_at > now()
    returning l.person_id into who;
  if who is null then return false; end if;
  update auth.person p set email_confirmed_at = coalesce(p.email_confirmed_at, now()) where p.person_id = who;
  insert into auth.event (person_id, action) values (who, 'account.email_confirmed');
  return true;
end $$;

-- A new link of either kind for an address, if it has an account.
create or replace function auth.start_link(step bytea, link_kind text, address text, link_hash bytea, letter bytea, lifetime interval) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who uuid;
begin
  perform auth.take_step(step, 'start link', link_kind, lower(btrim(address)), encode(link_hash, 'hex'));
  select p.person_id into who from auth.person p where p.email_canonical = lower(btrim(address))
     and (link_kind <> 'confirm_email' or p.email_confirmed_at is null);
  if who is null then return; end if;
  insert into auth.link (token_hash, kind, person_id, expires_at) values (link_hash, link_kind, who, now() + least(lifetime, interval '3 days'));
  insert into auth.event (person_id, action) values (who, 'account.link_requested');
  perform auth.post_letter(letter);
end $$;

drop function if exists auth.find_link(bytea, text);
-- Whose link this is, while it works.
create or replace function auth.find_link(link_hash bytea, link_kind text) returns table (person_id uuid, email text, display_name text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query select p.person_id, p.email, p.display_name from auth.link l join auth.person p on p.person_id = l.person_id
    where l.token_hash = link_hash and l.kind = link_kind and l.used_at is null and l.expires_at > now();
end $$;

-- Sets a new password, ends every session of the person and tells them; browsers known before are forgotten, the one the
-- letter was opened in is known. The link works once; the others of its kind
-- end with it.
create or replace function auth.reset_password(step bytea, link_hash bytea, password bytea, letter bytea, device_hash bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who uuid;
begin
  perform auth.take_step(step, 'reset password', encode(link_hash, 'hex'), encode(sha256(password), 'hex'), encode(device_hash, 'hex'));
  update auth.link l set used_at = now() where l.token_hash = link_hash and l.kind = 'reset_password' and l.used_at is null and l.expires_at > now()
    returning l.person_id into who;
  if who is null then return false; end if;
  update auth.link l set used_at = now() where l.person_id = who and l.kind = 'reset_password' and l.used_at is null;
  update auth.person p set password_sealed = password, password_changed_at = now(), credential_version = p.credential_version + 1, email_confirmed_at = coalesce(p.email_confirmed_at, now()) where p.person_id = who;
  perform auth.end_sessions(who, null, null, 'reset');
  update auth.device d set forgotten_at = now() where d.person_id = who and d.forgotten_at is null;
  -- The browser that came by the owner's letter is a known one: tries made elsewhere do not keep them out.
  if device_hash is not null then
    insert into auth.device (person_id, token_hash) values (who, device_hash) on conflict do nothing;
  end if;
  insert into auth.event (person_id, action) values (who, 'account.password_reset');
  perform auth.post_letter(letter);
  return true;
end $$;

create or replace function auth.find_invitation(invitation_hash bytea)
returns table (role text, email text, display_name text, organisation_name text, inviter_name text, zone text, has_account boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select i.role, i.email, i.display_name, o.name, m.display_name, o.zone,
           exists (select from auth.person p where p.email_canonical = lower(i.email))
      from app.invitation i
      join app.organisation o on o.organisation_id = i.organisation_id
      join app.membership m on m.organisation_id = i.organisation_id and m.membership_id = i.invited_by
     where i.token_hash = invitation_hash and i.status = 'open' and i.expires_at > now() and m.status = 'active';
end $$;

-- Joins an organisation. A new person brings name and password hash; one with an account has proved their password to
-- the caller, who passes their id; one with a second factor comes with a session that has just proved that, too. Having
-- the link proves the address. Answers nothing if the link is over.
create or replace function auth.accept_invitation(step bytea, invitation_hash bytea, known uuid, person uuid, name text, person_zone text, password bytea, member uuid, relationship uuid, session_hash bytea)
returns table (joined_person uuid, joined_membership uuid, joined_role text, joined_version integer)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  i record;
  who uuid;
  theirs boolean;
  joined uuid;
  related uuid;
begin
  perform auth.take_step(step, 'accept invitation', encode(invitation_hash, 'hex'), known::text, person::text, encode(sha256(password), 'hex'), encode(session_hash, 'hex'));
  select * into i from app.invitation x where x.token_hash = invitation_hash and x.status = 'open' and x.expires_at > now() for update;
  if i is null or not exists (select from app.membership m where m.organisation_id = i.organisation_id and m.membership_id = i.invited_by and m.status = 'active') then
    return;
  end if;
  select p.person_id into who from auth.person p where p.email_canonical = lower(btrim(i.email));
  theirs := who is not distinct from known;
  -- Whoever is signed in and has just proved it joins with the account they have, though the letter went to an address
  -- that is no account's: to one of theirs from before, say. The link shows that they are meant.
  if who is null and known is not null and exists (select from auth.gate(session_hash) g where g.person_id = known and g.gate <> 'factor' and g.fresh) then
    who := known;
  end if;
  if who is distinct from known then return; end if;
  if exists (select from auth.person p where p.person_id = known and p.factor_since is not null)
     and not exists (select from auth.gate(session_hash) g where g.person_id = known and g.gate <> 'factor' and g.fresh) then
    raise exception 'the factor comes first' using errcode = 'insufficient_privilege', constraint = 'proof_needed';
  end if;
  if who is null then
    who := person;
    insert into auth.person (person_id, email, email_canonical, display_name, zone, password_sealed, email_confirmed_at)
    values (person, btrim(i.email), lower(btrim(i.email)), name, person_zone, password, now());
    insert into auth.event (person_id, action) values (who, 'account.created');
  elsif theirs then
    update auth.person p set email_confirmed_at = coalesce(p.email_confirmed_at, now()) where p.person_id = who;
  end if;
  -- A suspended or removed member does not come back by a letter from before, to whichever role.
  if exists (select from app.membership m where m.organisation_id = i.organisation_id and m.person_id = who and m.status <> 'active'
               and m.status_changed_at >= i.created_at) then
    raise exception 'the membership is not active' using errcode = 'insufficient_privilege';
  end if;
  insert into app.membership (organisation_id, membership_id, person_id, role, status, display_name, zone)
  values (i.organisation_id, member, who, i.role, 'active', name, person_zone)
  on conflict (organisation_id, person_id, role) do nothing;
  select m.membership_id into joined from app.membership m where m.organisation_id = i.organisation_id and m.person_id = who and m.role = i.role and m.status = 'active';
  if joined is null then raise exception 'the membership is not active' using errcode = 'insufficient_privilege'; end if;
  if i.role = 'client' then
    insert into app.care_relationship as r (organisation_id, relationship_id, practitioner_id, client_id, status, starts_on)
    values (i.organisation_id, relationship, i.invited_by, joined, 'active', current_date)
    on conflict (organisation_id, practitioner_id, client_id) do update set status = 'active', ended_on = null, ended_why = null
    returning r.relationship_id into related;
    perform app.append_activity(i.organisation_id, who, joined, 'relationship.started', related, joined, null, 'active', null);
  end if;
  update app.invitation x set status = 'accepted', accepted_member = joined where x.organisation_id = i.organisation_id and x.invitation_id = i.invitation_id;
  perform app.append_activity(i.organisation_id, who, joined, 'invitation.accepted', i.invitation_id, case when i.role = 'client' then joined end, 'open', 'accepted', null);
  return query select who, joined, i.role, p.credential_version from auth.person p where p.person_id = who;
end $$;

-- How many letters strangers get from us: by practice, fewer from a new one, and by addressee over all practices. Counted
-- here, so that several servers share it, whatever program sends. The error says in how many seconds it goes on.
create or replace function app.invitation_limited() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  practice record;
  address constant text := lower(btrim(new.email));
  most integer;
  goes_on timestamptz;
begin
  -- Who arranges things by hand is not asked, nor is a demo, which sends nothing.
  select o.created_at, o.is_demo into practice from app.organisation o where o.organisation_id = new.organisation_id;
  if session_user not like 'ns\_%' or practice.is_demo then return new; end if;
  perform pg_advisory_xact_lock(hashtextextended('invitations ' || new.organisation_id, 0));
  perform pg_advisory_xact_lock(hashtextextended('invitations to ' || address, 0));
  most := case when practice.created_at > now() - interval '1 day' then 20 when practice.created_at > now() - interval '7 days' then 60 else 300 end;
  -- When the oldest of the last so many leaves the day behind it.
  select max(l.at) into goes_on from (
    (select i.created_at + interval '1 day' as at from app.invitation i
      where i.organisation_id = new.organisation_id and i.created_at > now() - interval '1 day' order by i.created_at desc offset most - 1 limit 1)
    union all
    (select i.created_at + interval '1 day' from app.invitation i
      where lower(btrim(i.email)) = address and i.created_at > now() - interval '1 day' order by i.created_at desc offset 5 - 1 limit 1)
    union all
    (select i.created_at + interval '30 days' from app.invitation i
      where lower(btrim(i.email)) = address and i.created_at > now() - interval '30 days' order by i.created_at desc offset 12 - 1 limit 1)) l;
  if goes_on is not null then
    raise exception 'too many letters' using errcode = 'check_violation', constraint = 'invitation_limit',
      detail = ceil(extract(epoch from goes_on - now()))::text;
  end if;
  return new;
end $$;

-- What `serve` and `doctor` ask before anything is served.
create or replace function auth.installation() returns table (has_demo_data boolean, foods bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query select exists (select from app.organisation o where o.is_demo), (select count(*) from ref.food);
end $$;

alter function app.invitation_limited() owner to ns_definer;
revoke all on function app.invitation_limited() from public;
grant execute on function app.invitation_limited() to ns_owner;  -- a table's owner must hold it to attach the trigger

do $$
declare
  f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_proc p where p.pronamespace = 'auth'::regnamespace loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;

