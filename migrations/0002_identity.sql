-- People, their sessions and single-use links (schema auth: closed, reached through narrow functions only), and who
-- they are in which organisation (schema app).
set role ns_owner;

create table auth.person (
  person_id          uuid primary key,
  email              text not null,                      -- as typed, for letters
  email_canonical    text not null unique,               -- lower case, for look-ups; the one global uniqueness
  display_name       text not null check (length(display_name) between 1 and 120),
  zone               text not null check (length(zone) between 1 and 64),
  password_hash      text not null,                      -- argon2id, PHC string
  password_changed_at timestamptz not null default now(),
  email_confirmed_at timestamptz,
  created_at         timestamptz not null default now(),
  check (length(email_canonical) between 3 and 254)
);

create table auth.session (
  session_id      uuid primary key default gen_random_uuid(),
  token_hash      bytea not null unique check (length(token_hash) = 32),
  person_id       uuid references auth.person,           -- null for the worker acting on nobody's behalf
  organisation_id uuid,                                  -- null until an organisation is chosen
  membership_id   uuid,
  portal          text check (portal in ('client', 'practice', 'clinic', 'worker')),
  data            jsonb not null default '{}',           -- tower-sessions record, never health data
  created_at      timestamptz not null default now(),
  last_seen_at    timestamptz not null default now(),
  idle_expires_at timestamptz not null,
  expires_at      timestamptz not null,
  ended_at        timestamptz,
  ended_why       text check (ended_why in ('sign_out', 'replaced', 'reset', 'revoked', 'done'))
);
create index session_person on auth.session (person_id) where ended_at is null;

-- Single-use links. Only the hash of what was mailed is kept.
create table auth.link (
  token_hash bytea primary key check (length(token_hash) = 32),
  kind       text not null check (kind in ('confirm_email', 'reset_password')),
  person_id  uuid not null references auth.person,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at    timestamptz
);
create index link_person on auth.link (person_id, kind);

call guard.close('auth.person');
call guard.close('auth.session');
call guard.close('auth.link');

create table app.organisation (
  organisation_id uuid primary key,
  name            text not null check (length(name) between 1 and 120),
  zone            text not null check (length(zone) between 1 and 64),
  currency        text not null check (currency ~ '^[a-z]{3}$'),
  is_demo         boolean not null default false
);

create table app.membership (
  organisation_id uuid not null references app.organisation,
  membership_id   uuid not null,
  person_id       uuid not null,
  role            text not null check (role in ('client', 'practitioner', 'front_desk', 'admin', 'owner')),
  status          text not null check (status in ('active', 'suspended', 'removed')),
  display_name    text not null check (length(display_name) between 1 and 120),
  zone            text not null check (length(zone) between 1 and 64),
  primary key (organisation_id, membership_id),
  unique (organisation_id, person_id, role)
);
create index membership_person on app.membership (person_id);

create table app.care_relationship (
  organisation_id uuid not null,
  relationship_id uuid not null,
  practitioner_id uuid not null,
  client_id       uuid not null,
  status          text not null check (status in ('invited', 'active', 'paused', 'ended')),
  starts_on       date not null,
  ended_on        date,
  ended_why       text check (length(ended_why) <= 500),
  last_looked_at  timestamptz,                            -- when the practitioner last opened the review
  primary key (organisation_id, relationship_id),
  unique (organisation_id, practitioner_id, client_id),
  foreign key (organisation_id, practitioner_id) references app.membership,
  foreign key (organisation_id, client_id) references app.membership,
  check ((status = 'ended') = (ended_on is not null))
);
create index care_relationship_client on app.care_relationship (organisation_id, client_id);

create table app.invitation (
  organisation_id uuid not null references app.organisation,
  invitation_id   uuid not null,
  role            text not null check (role in ('client', 'practitioner', 'front_desk', 'admin')),
  email           text not null check (length(email) between 3 and 254),
  display_name    text not null check (length(display_name) between 1 and 120),
  invited_by      uuid not null,                          -- membership of the one who invites
  token_hash      bytea not null check (length(token_hash) = 32),
  status          text not null check (status in ('open', 'accepted', 'withdrawn', 'expired')),
  expires_at      timestamptz not null,
  accepted_member uuid,
  primary key (organisation_id, invitation_id),
  unique (organisation_id, token_hash),
  foreign key (organisation_id, invited_by) references app.membership (organisation_id, membership_id)
);
create unique index invitation_token on app.invitation (token_hash);

call guard.audit_columns('app.organisation');
call guard.audit_columns('app.membership');
call guard.status_columns('app.membership');
call guard.audit_columns('app.care_relationship');
call guard.status_columns('app.care_relationship');
call guard.audit_columns('app.invitation');
call guard.status_columns('app.invitation');

-- A practitioner pauses, resumes and ends care; what is ended stays ended, and an invitation is the client's to accept.
create function app.care_transition() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if session_user = 'ns_practice' and new.status <> old.status
     and (old.status, new.status) not in (('active', 'paused'), ('paused', 'active'), ('active', 'ended'), ('paused', 'ended')) then
    raise exception 'care may not become %', new.status using errcode = 'check_violation', constraint = 'care_transition';
  end if;
  return new;
end $$;
create trigger transition before update on app.care_relationship for each row execute function app.care_transition();

call guard.tenant_wide('app.organisation', array['ns_client', 'ns_practice', 'ns_clinic', 'ns_worker']::name[]);
call guard.allow('app.organisation', 'ns_clinic', 'update', 'name, zone, currency', '(select authz.is_admin())');

-- A client knows the practitioners who care for them; a practitioner their colleagues and own clients; a clinic everyone.
call guard.tenant_floor('app.membership');
call guard.allow('app.membership', 'ns_client', 'select', 'organisation_id, membership_id, person_id, role, status, display_name, zone',
  'membership_id = (select authz.member()) or membership_id = any ((select authz.practitioner_ids())::uuid[])');
call guard.allow('app.membership', 'ns_practice', 'select', 'organisation_id, membership_id, person_id, role, status, display_name, zone',
  'role <> ''client'' or membership_id = any ((select authz.client_ids(''membership.read''))::uuid[])');
call guard.allow('app.membership', 'ns_clinic', 'select', '*', '(select authz.portal()) = ''clinic''');
call guard.allow('app.membership', 'ns_worker', 'select', '*', '(select authz.portal()) = ''worker''');
call guard.allow('app.membership', 'ns_client', 'update', 'zone', 'membership_id = (select authz.member())');
call guard.allow('app.membership', 'ns_practice', 'update', 'zone', 'membership_id = (select authz.member())');

call guard.tenant_floor('app.care_relationship');
call guard.allow('app.care_relationship', 'ns_client', 'select', '*', 'client_id = (select authz.member())');
call guard.allow('app.care_relationship', 'ns_practice', 'select', '*', 'practitioner_id = (select authz.member())');
call guard.allow('app.care_relationship', 'ns_clinic', 'select', '*', '(select authz.portal()) = ''clinic''');
call guard.allow('app.care_relationship', 'ns_practice', 'update', 'status, ended_on, ended_why, last_looked_at', 'practitioner_id = (select authz.member())');

call guard.tenant_floor('app.invitation');
call guard.allow('app.invitation', 'ns_practice', 'select', 'organisation_id, invitation_id, role, email, display_name, invited_by, status, expires_at, created_at', 'invited_by = (select authz.member())');
call guard.allow('app.invitation', 'ns_clinic', 'select', 'organisation_id, invitation_id, role, email, display_name, invited_by, status, expires_at, created_at', '(select authz.is_admin())');
call guard.allow('app.invitation', 'ns_practice', 'insert', 'organisation_id, invitation_id, role, email, display_name, invited_by, token_hash, status, expires_at',
  'invited_by = (select authz.member()) and role = ''client'' and status = ''open''');
call guard.allow('app.invitation', 'ns_clinic', 'insert', 'organisation_id, invitation_id, role, email, display_name, invited_by, token_hash, status, expires_at',
  '(select authz.is_admin()) and invited_by = (select authz.member()) and role <> ''client'' and status = ''open''');
call guard.allow('app.invitation', 'ns_practice', 'update', 'status', 'invited_by = (select authz.member())');
call guard.allow('app.invitation', 'ns_clinic', 'update', 'status', '(select authz.is_admin())');

-- An invitation is answered once: what is no longer open stays as it is, and nobody's role or address is swapped in it.
create function app.invitation_transition() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if old.status <> 'open' and new.status is distinct from old.status then
    raise exception 'an invitation that is % stays so', old.status using errcode = 'check_violation', constraint = 'invitation_transition';
  end if;
  return new;
end $$;
create trigger transition before update on app.invitation for each row execute function app.invitation_transition();

grant select on app.organisation, app.membership, app.care_relationship to ns_authz;
grant select (session_id, token_hash, person_id, organisation_id, membership_id, portal, last_seen_at, idle_expires_at, expires_at, ended_at) on auth.session to ns_authz;
grant select, insert, update on auth.person, auth.session, auth.link to ns_definer;
grant select, insert on app.organisation, app.membership, app.care_relationship to ns_definer;
grant select, update on app.invitation to ns_definer;
grant update on app.care_relationship to ns_definer;
