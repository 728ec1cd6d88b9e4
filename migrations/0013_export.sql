-- Exports: somebody's own data, or everything of an organisation, put together in the background and fetched by one
-- person. The rows say what was asked and how far it is; what was gathered lies sealed in files under a key of its own.
set role ns_owner;

create table app.export (
  organisation_id uuid not null references app.organisation,
  export_id       uuid not null,
  scope           text not null check (scope in ('client', 'staff', 'organisation')),
  member_id       uuid not null,                          -- whose data it is; nobody else may fetch it
  asked_by        uuid not null,
  reason          text check (length(btrim(reason)) between 10 and 500),
  status          text not null check (status in ('received', 'running', 'ready', 'downloaded', 'expired', 'failed', 'cancelled')),
  slice           integer not null default 0 check (slice >= 0),
  rows_total      bigint check (rows_total >= 0),         -- null until they were counted
  rows_done       bigint not null default 0 check (rows_done >= 0),
  work            jsonb,                                  -- the parts and where to go on: names, counts and ids
  key_sealed      bytea,                                  -- what the files are sealed with; gone once the export is over
  bytes           bigint check (bytes >= 0),
  ready_at        timestamptz,
  expires_at      timestamptz,
  downloads       integer not null default 0 check (downloads >= 0),
  downloaded_at   timestamptz,
  primary key (organisation_id, export_id),
  foreign key (organisation_id, member_id) references app.membership (organisation_id, membership_id),
  foreign key (organisation_id, asked_by) references app.membership (organisation_id, membership_id),
  constraint export_reason check ((reason is null) = (asked_by = member_id)),
  constraint export_term check ((status in ('ready', 'downloaded')) <= (ready_at is not null and expires_at is not null and expires_at <= ready_at + interval '7 days'))
);
-- One at a time for a person: a second request meets the first.
create unique index export_running on app.export (organisation_id, member_id, scope) where status in ('received', 'running');
create index export_asked on app.export (organisation_id, asked_by);

-- Which state may follow which, and who may say so. Portals ask, cancel, and give up what has not moved for a day;
-- fetching goes through app.open_export, everything else is the worker's.
create function app.export_transition() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  is_over boolean;
begin
  if tg_op = 'INSERT' then
    if new.status <> 'received' then
      raise exception 'an export begins as received' using errcode = 'check_violation', constraint = 'export_transition';
    end if;
    -- Somebody else's data, or everybody's, takes a fresh proof (whatever program asks).
    if (new.scope = 'organisation' or new.asked_by <> new.member_id) and current_user like 'ns\_%' and not authz.fresh() then
      raise exception 'a fresh proof is needed' using errcode = 'insufficient_privilege', constraint = 'proof_needed';
    end if;
    return new;
  end if;
  if (new.organisation_id, new.export_id, new.scope, new.member_id, new.asked_by, new.reason)
     is distinct from (old.organisation_id, old.export_id, old.scope, old.member_id, old.asked_by, old.reason) then
    raise exception 'an export is not rewritten' using errcode = 'check_violation', constraint = 'export_transition';
  end if;
  if new.status <> old.status and not (
       (old.status, new.status) in (('received', 'running'), ('running', 'ready'), ('received', 'failed'), ('running', 'failed'), ('ready', 'expired'), ('downloaded', 'expired'))
         and current_user not in ('ns_client', 'ns_practice', 'ns_clinic')
    or (old.status, new.status) = ('ready', 'downloaded') and current_user not in ('ns_client', 'ns_practice', 'ns_clinic', 'ns_worker')
    or new.status = 'cancelled' and old.status in ('received', 'running', 'ready', 'downloaded')
    or new.status = 'failed' and old.status in ('received', 'running') and old.updated_at < now() - interval '1 day') then
    raise exception 'an export may not become %', new.status using errcode = 'check_violation', constraint = 'export_transition';
  end if;
  is_over := new.status in ('expired', 'failed', 'cancelled');
  -- Without the key the files are noise, wherever a copy of them lies.
  if is_over then
    new.key_sealed := null;
    new.work := null;
  end if;
  return new;
end $$;
create trigger transition before insert or update on app.export for each row execute function app.export_transition();
create trigger parties before insert on app.export for each row execute function app.check_export_member();
call guard.audit_columns('app.export');
call guard.status_columns('app.export');

-- No portal reads the key or the work: neither is for a page.
call guard.tenant_floor('app.export');
do $$
declare
  shown constant text := 'organisation_id, export_id, scope, member_id, asked_by, reason, status, rows_total, rows_done, bytes, ready_at, expires_at, downloads, downloaded_at, created_at, updated_at, status_changed_at';
  asked constant text := 'organisation_id, export_id, scope, member_id, asked_by, reason, status';
  own constant text := 'member_id = (select authz.member())';
begin
  call guard.allow('app.export', 'ns_client', 'select', shown, own);
  call guard.allow('app.export', 'ns_practice', 'select', shown, own);
  call guard.allow('app.export', 'ns_clinic', 'select', shown, own || ' or (select authz.is_admin())');
  call guard.allow('app.export', 'ns_client', 'insert', asked, own || ' and asked_by = member_id and scope = ''client'' and status = ''received''');
  call guard.allow('app.export', 'ns_practice', 'insert', asked, own || ' and asked_by = member_id and scope = ''staff'' and status = ''received''');
  call guard.allow('app.export', 'ns_clinic', 'insert', asked,
    'asked_by = (select authz.member()) and status = ''received'' and (scope = ''staff'' and asked_by = member_id
       or scope = ''client'' and (select authz.is_admin()) or scope = ''organisation'' and asked_by = member_id and (select authz.level()) = ''owner'')');
  call guard.allow('app.export', 'ns_client', 'update', 'status', own);
  call guard.allow('app.export', 'ns_practice', 'update', 'status', own);
  call guard.allow('app.export', 'ns_clinic', 'update', 'status', own || ' or asked_by = (select authz.member()) and (select authz.is_admin())');
  call guard.allow('app.export', 'ns_worker', 'select', '*', '(select authz.portal()) = ''worker''');
  call guard.allow('app.export', 'ns_worker', 'update', 'status, slice, rows_total, rows_done, work, key_sealed, bytes, ready_at, expires_at', '(select authz.portal()) = ''worker''');
end $$;

-- A job about somebody on the staff reads what they did themselves.
drop policy worker_select on app.activity;
call guard.allow('app.activity', 'ns_worker', 'select', '*',
  'client_id = (select authz.job_client()) or actor_member = (select authz.job_client()) or (select authz.job_house())');

grant select, update on app.export to ns_definer;
