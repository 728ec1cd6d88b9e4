-- What a session knows of itself, the devices and networks a person signs in from, wrong passwords counted, and an
-- address that waits to be confirmed.
set role ns_owner;

alter table auth.person
  add credential_version integer not null default 0;      -- grows with every new password: an older proof opens nothing

alter table auth.session
  add family_id uuid not null default gen_random_uuid(),  -- the same through every new id of one sign-in: ends as one
  add signed_in_at timestamptz not null default now(),    -- when the password was given; the absolute limit counts from here
  add device text check (length(device) <= 80),           -- in words: "Firefox on Windows"
  add network bytea check (length(network) = 32);         -- keyed hash of where it began; tells same from other, nothing more
create index session_family on auth.session (family_id) where ended_at is null;

-- Browsers a person has signed in with. The cookie's hash, never the cookie.
create table auth.device (
  person_id     uuid not null references auth.person,
  token_hash    bytea not null check (length(token_hash) = 32),
  first_seen_at timestamptz not null default now(),
  last_seen_at  timestamptz not null default now(),
  forgotten_at  timestamptz,
  primary key (person_id, token_hash)
);

-- Networks a person has signed in from, as keyed hashes.
create table auth.network (
  person_id    uuid not null references auth.person,
  network      bytea not null check (length(network) = 32),
  last_seen_at timestamptz not null default now(),
  primary key (person_id, network)
);

-- Wrong passwords by account and hour; nil for addresses without one. Nothing of what was typed. Several rows share an
-- hour, so that many at once do not wait for each other.
create table auth.wrong_password (
  person_id uuid not null,
  hour      timestamptz not null,
  part      smallint not null check (part between 0 and 15),
  tries     integer not null default 1 check (tries > 0),
  primary key (person_id, hour, part)
);

-- A new address until its own link confirms it, and for a week after, while the old one may take it back.
create table auth.email_change (
  change_id    uuid primary key default gen_random_uuid(),
  person_id    uuid not null references auth.person,
  old_email    text not null check (length(old_email) between 3 and 254),
  new_email    text not null check (length(new_email) between 3 and 254),
  confirm_hash bytea not null unique check (length(confirm_hash) = 32),
  undo_hash    bytea not null unique check (length(undo_hash) = 32),
  created_at   timestamptz not null default now(),
  expires_at   timestamptz not null,
  confirmed_at timestamptz,
  ended_at     timestamptz                                -- replaced by a later one, or taken back
);
create index email_change_person on auth.email_change (person_id);

call guard.close('auth.device');
call guard.close('auth.network');
call guard.close('auth.wrong_password');
call guard.close('auth.email_change');

grant select, insert, update on auth.device, auth.network, auth.wrong_password, auth.email_change to ns_definer;
