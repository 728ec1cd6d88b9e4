-- A key of its own for each client: what a client writes is sealed with it, the organisation's key wraps it, the master
-- key, which the database never sees, wraps that. Destroying a client's key makes what it sealed unreadable (T7, M9).
set role ns_owner;

-- One per organisation. Both values lie sealed under the master key, so `rotate-keys` moves them to a new one.
create table app.organisation_key (
  organisation_id uuid primary key references app.organisation,
  key_sealed      bytea not null check (length(key_sealed) between 40 and 200)
);
call guard.audit_columns('app.organisation_key');
call guard.tenant_floor('app.organisation_key');
call guard.allow('app.organisation_key', 'ns_client', 'select', '*', 'organisation_id = (select authz.org())');
call guard.allow('app.organisation_key', 'ns_practice', 'select', '*', 'organisation_id = (select authz.org())');
call guard.allow('app.organisation_key', 'ns_worker', 'select', '*', 'organisation_id = (select authz.org())');

-- A client's data keys by version: the highest living one seals, all living ones open. What has ended has no key any
-- more, in no column; its fingerprint stays, so that a certificate can be compared with it.
create table app.client_key (
  organisation_id uuid not null,
  client_id       uuid not null,
  version         integer not null check (version between 1 and 65535),
  wrapped         bytea check (length(wrapped) between 40 and 200),
  fingerprint     bytea not null check (length(fingerprint) = 32),
  ended_why       text check (ended_why in ('rotated', 'destroyed')),
  destroyed_at    timestamptz,
  primary key (organisation_id, client_id, version),
  foreign key (organisation_id, client_id) references app.membership (organisation_id, membership_id),
  constraint client_key_end check ((wrapped is null) = (destroyed_at is not null) and (destroyed_at is null) = (ended_why is null))
);
create function app.client_key_transition() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if (new.organisation_id, new.client_id, new.version, new.fingerprint) is distinct from (old.organisation_id, old.client_id, old.version, old.fingerprint)
     or old.wrapped is null and new.wrapped is not null
     or old.wrapped is not null and new.wrapped is not null and new.wrapped <> old.wrapped then
    raise exception 'a key is not rewritten, and what has ended does not come back' using errcode = 'check_violation', constraint = 'client_key_transition';
  end if;
  return new;
end $$;
create trigger transition before update on app.client_key for each row execute function app.client_key_transition();
call guard.audit_columns('app.client_key');
call guard.tenant_floor('app.client_key');
call guard.allow('app.client_key', 'ns_client', 'select', '*', 'client_id = (select authz.member())');
-- Opens with the record itself: in care or by a grant, and only to a look that is logged.
call guard.allow('app.client_key', 'ns_practice', 'select', '*', 'client_id = any ((select authz.client_ids(''observation.read''))::uuid[])');
call guard.allow('app.client_key', 'ns_worker', 'select', '*', 'client_id = (select authz.job_client()) or (select authz.job_house())');

-- What an entry says is one sealed value: payload and note together. Rows from before have them openly until the job
-- that seals them has been there; exactly one of both forms is there at a time.
alter table app.observation add sealed bytea, alter payload drop not null,
  drop constraint observation_payload, drop constraint observation_size,
  add constraint observation_form check (
    (payload is null) <> (sealed is null) and (sealed is null or note is null) and (payload is null or app.valid_payload(kind, payload))),
  add constraint observation_size check (pg_column_size(payload) < 200000 and (sealed is null or length(sealed) between 32 and 260000));
alter table app.observation_version add sealed bytea, alter payload drop not null,
  add constraint version_form check ((payload is null) <> (sealed is null) and (sealed is null or note is null));
-- What is still to be sealed, found without reading the rest.
create index observation_plain on app.observation (organisation_id, client_id, observation_id) where payload is not null;
create index version_plain on app.observation_version (organisation_id, client_id, observation_id, version) where payload is not null;

-- From now on nobody writes in the clear: who corrects an old entry seals it.
revoke insert (payload, note), update (payload, note) on app.observation from ns_client;
grant insert (sealed), update (sealed) on app.observation to ns_client;
grant select (sealed) on app.observation to ns_practice;
create trigger form before insert or update on app.observation for each row execute function app.check_form();

-- Sealing what lay open, or sealing it anew under another key, is no correction: it changes no version and no stamp.
-- Only the functions that do it write as ns_definer, and only these three columns count as that.
create or replace function app.keep_version() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if (new.occurred_at, new.zone, new.local_date, new.ended_at, new.payload, new.note, new.sealed, new.visibility, new.deleted_at, new.precision, new.exclude_from_statistics)
     is not distinct from
     (old.occurred_at, old.zone, old.local_date, old.ended_at, old.payload, old.note, old.sealed, old.visibility, old.deleted_at, old.precision, old.exclude_from_statistics) then
    new.version := old.version;
    return new;
  end if;
  new.version := old.version + 1;
  insert into app.observation_version (organisation_id, client_id, observation_id, version, occurred_at, zone, local_date, ended_at, payload, note, sealed,
                                       visibility, deleted_at, written_at, written_by)
  values (old.organisation_id, old.client_id, old.observation_id, old.version, old.occurred_at, old.zone, old.local_date, old.ended_at, old.payload, old.note, old.sealed,
          old.visibility, old.deleted_at, old.updated_at, old.updated_by);
  return new;
end $$;
drop trigger keep_version on app.observation;
create trigger keep_version before update on app.observation for each row
  when (current_user <> 'ns_definer' or (new.occurred_at, new.zone, new.local_date, new.ended_at, new.visibility, new.deleted_at, new.precision, new.exclude_from_statistics)
     is distinct from (old.occurred_at, old.zone, old.local_date, old.ended_at, old.visibility, old.deleted_at, old.precision, old.exclude_from_statistics))
  execute function app.keep_version();
drop trigger stamp on app.observation;
create trigger stamp_new before insert on app.observation for each row execute function guard.stamp();
create trigger stamp before update on app.observation for each row
  when (current_user <> 'ns_definer' or (new.occurred_at, new.zone, new.local_date, new.ended_at, new.visibility, new.deleted_at, new.precision, new.exclude_from_statistics)
     is distinct from (old.occurred_at, old.zone, old.local_date, old.ended_at, old.visibility, old.deleted_at, old.precision, old.exclude_from_statistics))
  execute function guard.stamp();

-- Earlier states stay append-only, but for the same three columns by the same functions.
drop trigger append_only_rows on app.observation_version;
create trigger append_only_rows before update or delete on app.observation_version for each row execute function app.refuse_version_change();

grant select, insert, update on app.organisation_key, app.client_key to ns_definer;
grant select, update (payload, note, sealed) on app.observation to ns_definer;
grant select, update (payload, note, sealed) on app.observation_version to ns_definer;
grant execute on function app.valid_payload(text, jsonb) to ns_definer;

-- Work on a client's sealed values: how far it is. One row for each client and kind of work, the latest.
create table app.key_task (
  organisation_id uuid not null,
  client_id       uuid not null,
  kind            text not null check (kind in ('seal', 'rotate')),
  status          text not null check (status in ('queued', 'running', 'done')),
  to_version      integer,
  total           bigint not null check (total >= 0),
  done            bigint not null check (done >= 0),
  stuck           bigint not null default 0,              -- values that do not open, and were left as they are
  primary key (organisation_id, client_id, kind),
  foreign key (organisation_id, client_id) references app.membership (organisation_id, membership_id)
);
call guard.audit_columns('app.key_task');
call guard.status_columns('app.key_task');
call guard.tenant_floor('app.key_task');
call guard.allow('app.key_task', 'ns_clinic', 'select', '*', '(select authz.is_admin())');
call guard.allow('app.key_task', 'ns_worker', 'select', '*', 'client_id = (select authz.job_client()) or (select authz.job_house())');

-- What was destroyed when, signed: for the client while they have an account, and for administrators.
create table app.key_certificate (
  organisation_id uuid not null,
  certificate_id  uuid not null,
  client_id       uuid not null,
  at              timestamptz not null,
  document        text not null check (length(document) between 1 and 20000),
  key_version     integer not null,
  public_key      bytea not null check (length(public_key) = 32),
  signature       bytea not null check (length(signature) = 64),
  primary key (organisation_id, certificate_id),
  foreign key (organisation_id, client_id) references app.membership (organisation_id, membership_id)
);
create index key_certificate_client on app.key_certificate (organisation_id, client_id);
call guard.tenant_floor('app.key_certificate');
call guard.append_only('app.key_certificate');
call guard.allow('app.key_certificate', 'ns_client', 'select', '*', 'client_id = (select authz.member())');
call guard.allow('app.key_certificate', 'ns_clinic', 'select', '*', '(select authz.is_admin())');
call guard.allow('app.key_certificate', 'ns_worker', 'select', '*', 'client_id = (select authz.job_client()) or (select authz.job_house())');

grant select, insert, update on app.key_task to ns_definer;
grant select, insert on app.key_certificate to ns_definer;
