-- Evidence and background work: the activity log of each organisation, identity events, the Stripe event inbox, jobs.
set role ns_owner;

-- Who did what, to what, when; appended in the transaction of the change (S5, T9). Each row commits to the one before
-- over a salted commitment, so that a person's details can be erased later and the chain still verifies.
create table app.activity (
  organisation_id uuid not null references app.organisation,
  seq             bigint not null check (seq > 0),
  at              timestamptz not null,
  actor_kind      text not null check (actor_kind in ('person', 'system')),
  actor_id        uuid,                                  -- person
  actor_member    uuid,
  action          text not null check (action ~ '^[a-z_]+\.[a-z_]+$'),
  subject_id      uuid,
  client_id       uuid,                                  -- whose record it touched
  from_state      text check (length(from_state) <= 60),
  to_state        text check (length(to_state) <= 60),
  request_id      text check (length(request_id) <= 60),
  salt            bytea not null,
  commitment      bytea not null,
  hash            bytea not null,
  primary key (organisation_id, seq),
  check ((actor_kind = 'person') = (actor_id is not null))
);
create index activity_client on app.activity (organisation_id, client_id, seq desc);

create table app.activity_head (
  organisation_id uuid primary key references app.organisation,
  seq             bigint not null,
  hash            bytea not null
);

call guard.tenant_floor('app.activity');
call guard.append_only('app.activity');
call guard.allow('app.activity', 'ns_client', 'select', 'organisation_id, seq, at, actor_kind, actor_member, action, subject_id, client_id, from_state, to_state', 'client_id = (select authz.member())');
call guard.allow('app.activity', 'ns_practice', 'select', 'organisation_id, seq, at, actor_kind, actor_member, action, subject_id, client_id, from_state, to_state',
  'actor_member = (select authz.member()) or client_id = any ((select authz.client_ids(''activity.read''))::uuid[])');
call guard.allow('app.activity', 'ns_clinic', 'select', '*', '(select authz.is_admin())');
call guard.close('app.activity_head');

-- What happens to an account outside any organisation: sign-in, sign-out, password changes.
create table auth.event (
  event_id   bigint generated always as identity primary key,
  at         timestamptz not null default now(),
  person_id  uuid not null references auth.person,
  action     text not null check (action ~ '^[a-z_]+\.[a-z_]+$'),
  session_id uuid
);
create index event_person on auth.event (person_id, at desc);
call guard.close('auth.event');
call guard.append_only('auth.event');

-- The inbox of verified Stripe events: stored once by Stripe's own id, applied later by a job that reads Stripe again.
create table ops.stripe_event (
  event_id    text primary key check (event_id ~ '^evt_[A-Za-z0-9_]{1,200}$'),
  kind        text not null check (length(kind) <= 100),
  object_id   text not null check (length(object_id) <= 200),
  created_at  timestamptz not null,
  received_at timestamptz not null default now()
);
call guard.close('ops.stripe_event');
call guard.allow('ops.stripe_event', 'ns_webhook', 'insert', 'event_id, kind, object_id, created_at', 'session_user = ''ns_webhook''');

create table ops.job (
  job_id          uuid primary key default gen_random_uuid(),
  kind            text not null check (kind ~ '^[a-z_]+$'),
  organisation_id uuid,
  asked_by        uuid,                                  -- person; null for the system itself
  payload         jsonb not null default '{}',           -- ids only
  sealed          bytea,                                 -- what must not lie open: a letter with its address and link
  run_at          timestamptz not null default now(),
  attempts        integer not null default 0,
  status          text not null default 'queued' check (status in ('queued', 'running', 'done', 'failed')),
  locked_until    timestamptz,
  last_error      text check (length(last_error) <= 200),
  created_at      timestamptz not null default now(),
  finished_at     timestamptz
);
create index job_due on ops.job (run_at) where status in ('queued', 'running');
call guard.close('ops.job');

grant select on ref.food to ns_definer;
grant select, insert on app.activity, auth.event to ns_definer;
grant select, insert, update on app.activity_head, ops.job to ns_definer;

create trigger enqueue_event after insert on ops.stripe_event for each row execute function ops.enqueue_event();
