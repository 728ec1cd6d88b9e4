-- The journal: everything a client records is an observation. One table, one envelope; what differs by kind is a typed
-- payload that the database checks, so an entry can be minimised, exported and deleted like any other (N9).
set role ns_owner;

-- Is the payload what its kind promises? Called by the table's check; add a branch for a new kind.
create function app.valid_payload(kind text, payload jsonb) returns boolean
language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
declare
  item jsonb;
  top int;
begin
  if jsonb_typeof(payload) is distinct from 'object' then return false; end if;
  case kind
    when 'meal' then
      if coalesce(payload->>'meal_type' not in ('breakfast', 'lunch', 'dinner', 'snack', 'drink', 'other'), true) then return false; end if;
      if jsonb_typeof(payload->'items') is distinct from 'array' then return false; end if;
      if jsonb_array_length(payload->'items') not between 1 and 60 then return false; end if;
      for item in select jsonb_array_elements(payload->'items') loop
        if not coalesce(jsonb_typeof(item->'grams') = 'number' and (item->>'grams')::numeric > 0 and (item->>'grams')::numeric <= 20000
             and jsonb_typeof(item->'name') = 'string' and length(item->>'name') between 1 and 300
             and jsonb_typeof(item->'nutrients') = 'object' and jsonb_typeof(item->'source') = 'string', false) then return false; end if;
      end loop;
      return coalesce((payload->>'hunger_before')::numeric between 1 and 10, true)
         and coalesce((payload->>'fullness_after')::numeric between 1 and 10, true);
    when 'symptom' then
      if (payload->>'code' is null) = (payload->>'own_label' is null) then return false; end if;
      if jsonb_typeof(payload->'present') is distinct from 'boolean' then return false; end if;
      if not (payload->>'present')::boolean then return payload->>'severity' is null; end if;
      top := case payload->>'scale' when '0-10' then 10 when '0-3' then 3 when 'none-mild-moderate-severe' then 3 when 'count' then 100 end;
      if top is null then return false; end if;
      return coalesce((payload->>'severity')::numeric between 0 and top, false)
         and coalesce((payload->>'duration_min')::numeric between 0 and 10080, true);
    else
      return false;
  end case;
exception when others then
  return false;
end $$;
grant execute on function app.valid_payload(text, jsonb) to ns_client, ns_practice, ns_worker;

create table app.observation (
  organisation_id uuid not null,
  client_id       uuid not null,
  observation_id  uuid not null,                        -- UUIDv7 made where the form was rendered: saving again is the same entry
  kind            text not null check (kind in ('meal', 'symptom')),
  occurred_at     timestamptz not null,
  zone            text not null check (length(zone) between 1 and 64),
  local_date      date not null,                        -- the day the person means; stored once, never derived twice
  ended_at        timestamptz check (ended_at >= occurred_at),
  precision       text not null default 'exact' check (precision in ('exact', 'approximate', 'day')),
  source          text not null default 'manual' check (source in ('manual', 'import', 'device', 'practitioner')),
  external_id     text check (length(external_id) <= 200),
  payload         jsonb not null,
  note            text check (length(note) between 1 and 2000),
  visibility      text not null default 'shared' check (visibility in ('shared', 'private')),
  exclude_from_statistics boolean not null default false,
  viewed_at       timestamptz,
  viewed_by       uuid,
  version         integer not null default 1 check (version > 0),
  deleted_at      timestamptz,
  primary key (organisation_id, client_id, observation_id),
  foreign key (organisation_id, client_id) references app.membership (organisation_id, membership_id),
  constraint observation_payload check (app.valid_payload(kind, payload)),
  constraint observation_size check (pg_column_size(payload) < 200000)
);
-- A client's days, newest first: the day view, the week strip and the practitioner's review all read along it.
create index observation_day on app.observation (organisation_id, client_id, local_date desc, occurred_at) where deleted_at is null;

-- What an entry said before each correction.
create table app.observation_version (
  organisation_id uuid not null,
  client_id       uuid not null,
  observation_id  uuid not null,
  version         integer not null,
  occurred_at     timestamptz not null,
  zone            text not null,
  local_date      date not null,
  ended_at        timestamptz,
  payload         jsonb not null,
  note            text,
  visibility      text not null,
  deleted_at      timestamptz,
  written_at      timestamptz not null,
  written_by      uuid,
  primary key (organisation_id, client_id, observation_id, version),
  foreign key (organisation_id, client_id, observation_id) references app.observation
);

call guard.audit_columns('app.observation');
-- What came in since a practitioner last looked, without reading what they have seen.
create index observation_new on app.observation (organisation_id, client_id, created_at) where deleted_at is null;

-- Marking as viewed is not a correction; everything else keeps the old state and raises the version.
create function app.keep_version() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if (new.occurred_at, new.zone, new.local_date, new.ended_at, new.payload, new.note, new.visibility, new.deleted_at, new.precision, new.exclude_from_statistics)
     is not distinct from
     (old.occurred_at, old.zone, old.local_date, old.ended_at, old.payload, old.note, old.visibility, old.deleted_at, old.precision, old.exclude_from_statistics) then
    new.version := old.version;
    return new;
  end if;
  new.version := old.version + 1;
  insert into app.observation_version
  values (old.organisation_id, old.client_id, old.observation_id, old.version, old.occurred_at, old.zone, old.local_date, old.ended_at,
          old.payload, old.note, old.visibility, old.deleted_at, old.updated_at, old.updated_by);
  return new;
end $$;
create trigger keep_version before update on app.observation for each row execute function app.keep_version();

-- A practitioner can say only "I have seen this", and only about themselves.
create function app.stamp_viewed() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if session_user = 'ns_practice' then
    new.viewed_at := coalesce(old.viewed_at, now());
    new.viewed_by := coalesce(old.viewed_by, authz.member());
  end if;
  return new;
end $$;
create trigger stamp_viewed before update on app.observation for each row execute function app.stamp_viewed();

call guard.client_record('app.observation',
  'organisation_id, client_id, observation_id, kind, occurred_at, zone, local_date, ended_at, precision, source, external_id, payload, note, visibility, exclude_from_statistics, deleted_at',
  'organisation_id, client_id, observation_id, kind, occurred_at, zone, local_date, ended_at, precision, source, payload, note, visibility, exclude_from_statistics, viewed_at, viewed_by, version, deleted_at, created_at',
  'observation.read', 'visibility = ''shared'' and deleted_at is null');
call guard.allow('app.observation', 'ns_practice', 'update', 'viewed_at, viewed_by',
  'client_id = any ((select authz.client_ids(''observation.view''))::uuid[]) and visibility = ''shared'' and deleted_at is null');

call guard.client_record('app.observation_version', null, null, null, null);
-- The version trigger runs as the owner, who is bound by row security too.
create policy owner_insert on app.observation_version as permissive for insert to ns_owner with check (organisation_id = (select authz.org()));
call guard.append_only('app.observation_version');

grant select on app.observation to ns_authz;
