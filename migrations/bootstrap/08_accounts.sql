-- Accounts, links and invitations, for ns_public alone. Each answers a known and an unknown address alike.

-- These have answered other columns or taken other arguments before.
drop function if exists auth.find_credential(text);
drop function if exists auth.find_credential(text, bytea);
drop function if exists auth.find_link(bytea, text);
drop function if exists auth.reset_password(bytea, text);
drop function if exists auth.accept_invitation(bytea, uuid, uuid, text, text, text, uuid, uuid);

-- What sign-in needs to know about an address, and whether this browser is known for it.
create or replace function auth.find_credential(address text, device_hash bytea)
returns table (person_id uuid, email text, display_name text, password_hash text, confirmed boolean, version integer, device_known boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query select p.person_id, p.email, p.display_name, p.password_hash, p.email_confirmed_at is not null, p.credential_version,
    exists (select from auth.device d where d.person_id = p.person_id and d.token_hash = device_hash and d.forgotten_at is null and d.last_seen_at > now() - interval '1 year')
    from auth.person p where p.email_canonical = lower(btrim(address));
end $$;

create or replace function auth.memberships_of(person uuid)
returns table (organisation_id uuid, organisation_name text, membership_id uuid, role text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
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
  person uuid, address text, name text, person_zone text, hash text, organisation uuid, organisation_name text, organisation_currency text,
  owner_member uuid, practitioner_member uuid, link_hash bytea, new_letter bytea, known_letter bytea, demo boolean)
returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into auth.person (person_id, email, email_canonical, display_name, zone, password_hash)
  values (person, btrim(address), lower(btrim(address)), name, person_zone, hash) on conflict (email_canonical) do nothing;
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
create or replace function auth.start_link(link_kind text, address text, link_hash bytea, letter bytea, lifetime interval) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who uuid;
begin
  select p.person_id into who from auth.person p where p.email_canonical = lower(btrim(address))
     and (link_kind <> 'confirm_email' or p.email_confirmed_at is null);
  if who is null then return; end if;
  insert into auth.link (token_hash, kind, person_id, expires_at) values (link_hash, link_kind, who, now() + lifetime);
  insert into auth.event (person_id, action) values (who, 'account.link_requested');
  perform auth.post_letter(letter);
end $$;

-- Whose link this is, while it works.
create or replace function auth.find_link(link_hash bytea, link_kind text) returns table (email text, display_name text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query select p.email, p.display_name from auth.link l join auth.person p on p.person_id = l.person_id
    where l.token_hash = link_hash and l.kind = link_kind and l.used_at is null and l.expires_at > now();
end $$;

-- Sets a new password, ends every session of the person and tells them. The link works once; the others of its kind
-- end with it.
create or replace function auth.reset_password(link_hash bytea, hash text, letter bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who uuid;
begin
  update auth.link l set used_at = now() where l.token_hash = link_hash and l.kind = 'reset_password' and l.used_at is null and l.expires_at > now()
    returning l.person_id into who;
  if who is null then return false; end if;
  update auth.link l set used_at = now() where l.person_id = who and l.kind = 'reset_password' and l.used_at is null;
  update auth.person p set password_hash = hash, password_changed_at = now(), credential_version = p.credential_version + 1, email_confirmed_at = coalesce(p.email_confirmed_at, now()) where p.person_id = who;
  perform auth.end_sessions(who, null, null, 'reset');
  update auth.device d set forgotten_at = now() where d.person_id = who and d.forgotten_at is null;
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
create or replace function auth.accept_invitation(invitation_hash bytea, known uuid, person uuid, name text, person_zone text, hash text, member uuid, relationship uuid, session_hash bytea)
returns table (joined_person uuid, joined_membership uuid, joined_role text, joined_version integer)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  i record;
  who uuid;
  joined uuid;
  related uuid;
begin
  select * into i from app.invitation x where x.token_hash = invitation_hash and x.status = 'open' and x.expires_at > now() for update;
  if i is null or not exists (select from app.membership m where m.organisation_id = i.organisation_id and m.membership_id = i.invited_by and m.status = 'active') then
    return;
  end if;
  select p.person_id into who from auth.person p where p.email_canonical = lower(btrim(i.email));
  if who is distinct from known then return; end if;
  if exists (select from auth.person p where p.person_id = known and p.factor_since is not null)
     and not exists (select from auth.gate(session_hash) g where g.person_id = known and g.gate <> 'factor' and g.fresh) then
    raise exception 'the factor comes first' using errcode = 'insufficient_privilege', constraint = 'proof_needed';
  end if;
  if who is null then
    who := person;
    insert into auth.person (person_id, email, email_canonical, display_name, zone, password_hash, email_confirmed_at)
    values (person, btrim(i.email), lower(btrim(i.email)), name, person_zone, hash, now());
    insert into auth.event (person_id, action) values (who, 'account.created');
  else
    update auth.person p set email_confirmed_at = coalesce(p.email_confirmed_at, now()) where p.person_id = who;
  end if;
  insert into app.membership (organisation_id, membership_id, person_id, role, status, display_name, zone)
  values (i.organisation_id, member, who, i.role, 'active', name, person_zone)
  on conflict (organisation_id, person_id, role) do nothing;
  select m.membership_id into joined from app.membership m where m.organisation_id = i.organisation_id and m.person_id = who and m.role = i.role and m.status = 'active';
  -- A suspended or removed member does not come back by an old letter.
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

-- What `serve` and `doctor` ask before anything is served.
create or replace function auth.installation() returns table (has_demo_data boolean, foods bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query select exists (select from app.organisation o where o.is_demo), (select count(*) from ref.food);
end $$;

do $$
declare
  f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_proc p where p.pronamespace = 'auth'::regnamespace loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to ns_public', f);
  end loop;
end $$;
revoke execute on function auth.post_letter(bytea) from ns_public;
revoke execute on function auth.end_sessions(uuid, uuid, uuid, text) from ns_public;
