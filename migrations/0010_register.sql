-- Whom background jobs may read.
set role ns_owner;

alter table auth.session
  add job_client uuid,                                    -- the client a worker's session is about
  add job_house boolean not null default false;           -- or the whole organisation
grant select (job_client, job_house) on auth.session to ns_authz;

-- A job of one client reads that client; a job of the house everybody; what a job reads that names neither is as before:
-- appointments, payments, grants and names, for the letters about them.
do $$
declare
  tbl text;
begin
  foreach tbl in array array['app.observation', 'app.observation_version', 'app.care_relationship', 'app.record_read', 'app.activity'] loop
    call guard.allow(tbl, 'ns_worker', 'select', '*', 'client_id = (select authz.job_client()) or (select authz.job_house())');
  end loop;
  foreach tbl in array array['app.appointment', 'app.payment', 'app.access_grant'] loop
    execute format('drop policy worker_select on %s', tbl);
    call guard.allow(tbl, 'ns_worker', 'select', '*',
      '(select authz.portal()) = ''worker'' and client_id = coalesce((select authz.job_client()), client_id)');
  end loop;
end $$;
drop policy worker_select on app.membership;
call guard.allow('app.membership', 'ns_worker', 'select', '*',
  '(select authz.portal()) = ''worker'' and (role <> ''client'' or membership_id = coalesce((select authz.job_client()), membership_id))');
call guard.allow('app.invitation', 'ns_worker', 'select', '*', 'accepted_member = (select authz.job_client()) or (select authz.job_house())');
call guard.allow('app.service', 'ns_worker', 'select', '*', '(select authz.portal()) = ''worker''');
call guard.allow('app.availability', 'ns_worker', 'select', '*', '(select authz.portal()) = ''worker''');
call guard.allow('app.ownership_offer', 'ns_worker', 'select', '*', '(select authz.job_house())');

-- The register as the database reads it: which rows are whose, what becomes of them, and when they are too old. Loaded
-- by `nutriscope migrate` from crates/backend/src/register; read by the functions that erase, by nobody else.
create table ref.register_table (
  table_name  text primary key,
  category    text not null,
  erase_order integer not null,
  whose       text not null,                             -- a condition on the row t: $1 organisation, $2 membership, $3 person, $4 the whole person
  erases      boolean not null,
  unless_rows text,
  born        text                                       -- when the row was recorded, where a request reaches back only
);
create table ref.register_column (
  table_name  text not null,
  column_name text not null,
  becomes     text not null,
  stale       text not null,                             -- a condition: it still names somebody
  primary key (table_name, column_name)
);
create table ref.register_age (
  table_name text not null,
  period     text not null,
  days       integer not null,
  age        text not null,
  hides      boolean not null,
  primary key (table_name, period)
);
create table ref.retention_period (
  period   text primary key,
  min_days integer not null check (min_days > 0),
  max_days integer not null
);
do $$
declare
  tbl text;
begin
  foreach tbl in array array['ref.register_table', 'ref.register_column', 'ref.register_age', 'ref.retention_period'] loop
    execute format('alter table %s enable row level security', tbl);
  end loop;
end $$;

-- How long a clinic keeps what it may choose for. Without a row the register's own time holds.
create table app.retention_setting (
  organisation_id uuid not null references app.organisation,
  period          text not null check (length(period) <= 40),
  days            integer not null,
  primary key (organisation_id, period)
);
create trigger bounded before insert or update on app.retention_setting for each row execute function app.retention_bounded();
call guard.audit_columns('app.retention_setting');
call guard.tenant_floor('app.retention_setting');
call guard.allow('app.retention_setting', 'ns_clinic', 'select', '*', '(select authz.is_admin())');
call guard.allow('app.retention_setting', 'ns_clinic', 'insert', 'organisation_id, period, days', '(select authz.is_admin())');
call guard.allow('app.retention_setting', 'ns_clinic', 'update', 'days', '(select authz.is_admin())');
call guard.allow('app.retention_setting', 'ns_worker', 'select', '*', '(select authz.job_house())');

-- A record that must stay for the time being: for a court, an authority, an open complaint.
create table app.legal_hold (
  organisation_id uuid not null,
  hold_id         uuid not null,
  client_id       uuid not null,
  reason          text not null check (length(btrim(reason)) between 10 and 500),
  told            boolean not null,                       -- whether the client sees it
  placed_by       uuid not null,
  released_at     timestamptz,
  released_by     uuid,
  released_why    text check (length(btrim(released_why)) between 10 and 500),
  primary key (organisation_id, hold_id),
  foreign key (organisation_id, client_id) references app.membership (organisation_id, membership_id),
  foreign key (organisation_id, placed_by) references app.membership (organisation_id, membership_id),
  constraint hold_release check ((released_at is null) = (released_why is null) and (released_at is null) = (released_by is null))
);
create index legal_hold_client on app.legal_hold (organisation_id, client_id) where released_at is null;
create function app.hold_transition() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user = 'ns_eraser' then return new; end if;
  if session_user = 'ns_clinic' and not authz.fresh() then
    raise exception 'a fresh proof is needed' using errcode = 'insufficient_privilege', constraint = 'proof_needed';
  end if;
  if tg_op = 'INSERT' then
    if not exists (select from app.membership m where m.organisation_id = new.organisation_id and m.membership_id = new.client_id and m.role = 'client') then
      raise exception 'a hold is on a client' using errcode = 'check_violation', constraint = 'hold_client';
    end if;
    return new;
  end if;
  if old.released_at is not null or new.released_at is null
     or (new.organisation_id, new.hold_id, new.client_id, new.reason, new.told, new.placed_by)
        is distinct from (old.organisation_id, old.hold_id, old.client_id, old.reason, old.told, old.placed_by) then
    raise exception 'a hold is released once and not rewritten' using errcode = 'check_violation', constraint = 'hold_transition';
  end if;
  new.released_at := now();
  new.released_by := authz.member();
  return new;
end $$;
create trigger transition before insert or update on app.legal_hold for each row execute function app.hold_transition();
call guard.audit_columns('app.legal_hold');
call guard.tenant_floor('app.legal_hold');
call guard.allow('app.legal_hold', 'ns_client', 'select', '*', 'client_id = (select authz.member()) and told');
call guard.allow('app.legal_hold', 'ns_clinic', 'select', '*', '(select authz.is_admin())');
call guard.allow('app.legal_hold', 'ns_clinic', 'insert', 'organisation_id, hold_id, client_id, reason, told, placed_by', '(select authz.is_admin()) and placed_by = (select authz.member())');
call guard.allow('app.legal_hold', 'ns_clinic', 'update', 'released_at, released_by, released_why', '(select authz.is_admin())');
call guard.allow('app.legal_hold', 'ns_worker', 'select', '*', 'client_id = (select authz.job_client()) or (select authz.job_house())');

-- What a client asked to have erased. Hidden at once, gone after the days of grace; names nobody, so it stays as the
-- evidence that it was done.
create table app.erasure_request (
  organisation_id uuid not null,
  request_id      uuid not null,
  client_id       uuid not null,
  category        text not null check (category ~ '^[a-z_]{1,40}$'),
  status          text not null default 'pending' check (status in ('pending', 'held', 'running', 'done', 'undone')),
  asked_at        timestamptz not null default now(),
  due_at          timestamptz not null default now() + interval '14 days',
  person_id       uuid,                                   -- whom it is about, while it runs
  whole           boolean not null default false,         -- nothing else ties the person to this installation
  rows_erased     bigint not null default 0,
  files_erased    bigint not null default 0,
  finished_at     timestamptz,
  primary key (organisation_id, request_id),
  foreign key (organisation_id, client_id) references app.membership (organisation_id, membership_id),
  constraint erasure_person check (person_id is null or status in ('running', 'held'))
);
create unique index erasure_request_open on app.erasure_request (organisation_id, client_id, category) where status in ('pending', 'held', 'running');
create index erasure_request_hidden on app.erasure_request (organisation_id) where status in ('pending', 'held', 'running');
create function app.erasure_transition() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user = 'ns_eraser' then return new; end if;
  if tg_op = 'INSERT' then
    new.status := 'pending';
    new.asked_at := now();
    new.due_at := now() + interval '14 days';
    new.person_id := null;
    new.whole := false;
    new.rows_erased := 0;
    new.files_erased := 0;
    new.finished_at := null;
    if session_user = 'ns_client' and new.category = 'account' then
      if not authz.fresh() then
        raise exception 'a fresh proof is needed' using errcode = 'insufficient_privilege', constraint = 'proof_needed';
      end if;
      if exists (select from app.appointment a where a.organisation_id = new.organisation_id and a.client_id = new.client_id and a.starts_at > now()
                   and (a.status = 'confirmed' or a.status = 'held' and a.hold_expires_at > now())) then
        raise exception 'appointments lie ahead' using errcode = 'check_violation', constraint = 'erasure_appointments';
      end if;
    end if;
    return new;
  end if;
  if (new.status = old.status or old.status in ('pending', 'held') and old.person_id is null and new.status = 'undone')
     and (new.organisation_id, new.request_id, new.client_id, new.category, new.asked_at, new.due_at)
         is not distinct from (old.organisation_id, old.request_id, old.client_id, old.category, old.asked_at, old.due_at) then
    if new.status <> old.status then new.finished_at := now(); end if;
    return new;
  end if;
  raise exception 'a request may not become %', new.status using errcode = 'check_violation', constraint = 'erasure_transition';
end $$;
create trigger transition before insert or update on app.erasure_request for each row execute function app.erasure_transition();
create trigger plan after insert on app.erasure_request for each row execute function app.plan_erasure();
create trigger resume after update on app.legal_hold for each row execute function app.resume_erasures();
call guard.audit_columns('app.erasure_request');
call guard.tenant_floor('app.erasure_request');
call guard.allow('app.erasure_request', 'ns_client', 'select', '*', 'client_id = (select authz.member())');
call guard.allow('app.erasure_request', 'ns_client', 'insert', 'organisation_id, request_id, client_id, category', 'client_id = (select authz.member())');
call guard.allow('app.erasure_request', 'ns_client', 'update', 'status', 'client_id = (select authz.member())');
call guard.allow('app.erasure_request', 'ns_clinic', 'select', '*', '(select authz.is_admin())');
call guard.allow('app.erasure_request', 'ns_worker', 'select', '*', 'client_id = (select authz.job_client()) or (select authz.job_house())');
grant select on app.erasure_request to ns_authz, ns_definer;

-- What is asked to be erased is out of sight while it waits: the journal for the client and everybody who reads it, the
-- whole account for everybody but the client.
create policy hidden_client on app.observation as restrictive for select to ns_client
  using (created_at > coalesce((select authz.hidden_until('journal')), '-infinity'));
create policy hidden_practice on app.observation as restrictive for select to ns_practice
  using (client_id <> all ((select authz.hidden_clients('journal'))::uuid[]));
create policy hidden_practice on app.membership as restrictive for select to ns_practice
  using (membership_id <> all ((select authz.hidden_clients('account'))::uuid[]));

-- What was erased, so that a restored backup forgets it again. The same lines lie in a file outside of the database.
create table ops.erasure_ledger (
  entry           bigint generated always as identity primary key,
  organisation_id uuid not null,
  client_id       uuid not null,
  category        text not null,
  request_id      uuid not null unique,
  asked_at        timestamptz not null,
  rows_erased     bigint not null,
  files_erased    bigint not null,
  at              timestamptz not null default now()
);
call guard.close('ops.erasure_ledger');
call guard.append_only('ops.erasure_ledger');

grant select, update, delete on all tables in schema app, auth, ops to ns_eraser;
grant select on all tables in schema ref to ns_eraser;
grant insert on ops.erasure_ledger, auth.session, ops.job, app.erasure_request to ns_eraser;
do $$ begin
  if to_regclass('ops._sqlx_migrations') is not null then
    revoke all on ops._sqlx_migrations from ns_eraser;
  end if;
end $$;
grant select on ref.retention_period, ops.erasure_ledger to ns_definer;
grant execute on function app.valid_payload(text, jsonb) to ns_eraser;
