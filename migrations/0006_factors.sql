-- Second factors: what a person has, what a session has proved, codes and ceremonies under way. All of it in schema
-- auth: closed, reached through the narrow functions of bootstrap/10_factors.sql only.
set role ns_owner;

-- Kept by auth.settle_factors: since when a session must prove a factor, and since when there is a strong one (an app or
-- a passkey; codes by e-mail are for clients).
alter table auth.person add factor_since timestamptz, add strong_since timestamptz,
  add wrong_codes integer not null default 0, add wrong_since timestamptz;

-- What a session has shown: when it last proved who is there, and when and by what it proved a factor.
alter table auth.session add proved_at timestamptz, add factor_at timestamptz,
  add factor_kind text check (factor_kind in ('totp', 'passkey', 'email', 'recovery')),
  add wrong_codes integer not null default 0;

create table auth.factor (
  factor_id     uuid primary key,
  person_id     uuid not null references auth.person,
  kind          text not null check (kind in ('totp', 'passkey', 'email')),
  label         text not null check (length(label) between 1 and 60),
  sealed        bytea,                                   -- the app's secret, or the passkey's public half
  credential_id bytea unique check (length(credential_id) between 1 and 1023),
  last_step     bigint,                                  -- the app's time step that was used last
  counter       bigint not null default 0,               -- the passkey's, as it last told
  created_at    timestamptz not null default now(),
  confirmed_at  timestamptz,                             -- null while it is being set up
  last_used_at  timestamptz,
  check ((kind = 'email') = (sealed is null)),
  check ((kind = 'passkey') = (credential_id is not null))
);
create unique index factor_single on auth.factor (person_id, kind) where kind in ('totp', 'email') and confirmed_at is not null;
create index factor_person on auth.factor (person_id);

-- Ten at a time; only a keyed hash of each.
create table auth.recovery_code (
  person_id uuid not null references auth.person,
  code_hash bytea not null check (length(code_hash) = 32),
  used_at   timestamptz,
  primary key (person_id, code_hash)
);

-- The codes just made, sealed, until their owner has kept them: for the session that made them, a few minutes.
create table auth.recovery_sheet (
  person_id  uuid primary key references auth.person,
  session_id uuid not null references auth.session on delete cascade,
  sealed     bytea not null,
  expires_at timestamptz not null
);

-- A code sent by letter, for the session that asked for it.
create table auth.mailed_code (
  session_id uuid primary key references auth.session on delete cascade,
  code_hash  bytea not null check (length(code_hash) = 32),
  expires_at timestamptz not null
);

-- What a browser was asked to sign; answered once.
create table auth.ceremony (
  ceremony_id uuid primary key,
  kind        text not null check (kind in ('register', 'prove', 'sign_in')),
  session_id  uuid references auth.session on delete cascade,              -- null before anybody is signed in
  state       jsonb not null,
  expires_at  timestamptz not null,
  check ((kind = 'sign_in') = (session_id is null))
);
create index ceremony_expires on auth.ceremony (expires_at);

-- What a proof is worth until the new session it leads to is opened, under a secret of its own.
create table auth.ticket (
  ticket_hash bytea primary key check (length(ticket_hash) = 32),
  person_id   uuid not null references auth.person,
  proved_at   timestamptz,
  factor_at   timestamptz,
  factor_kind text,
  expires_at  timestamptz not null
);
create index ticket_expires on auth.ticket (expires_at);

call guard.close('auth.factor');
call guard.close('auth.recovery_code');
call guard.close('auth.recovery_sheet');
call guard.close('auth.mailed_code');
call guard.close('auth.ceremony');
call guard.close('auth.ticket');

-- From this moment on nobody on the staff gets in without a strong factor; null: it is everybody's own choice.
alter table app.organisation add staff_factor_from timestamptz;
grant update (staff_factor_from) on app.organisation to ns_clinic;

-- The setting takes a fresh proof, whatever program asks.
create function app.organisation_guarded() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if new.staff_factor_from is distinct from old.staff_factor_from and session_user = 'ns_clinic' and not authz.fresh() then
    raise exception 'a fresh proof is needed' using errcode = 'insufficient_privilege', constraint = 'proof_needed';
  end if;
  return new;
end $$;
create trigger guarded before update on app.organisation for each row execute function app.organisation_guarded();

grant select (person_id, factor_since, strong_since) on auth.person to ns_authz;
grant select (proved_at, factor_at) on auth.session to ns_authz;
grant select, insert, update, delete on auth.factor, auth.recovery_code, auth.recovery_sheet, auth.mailed_code, auth.ceremony, auth.ticket to ns_definer;
