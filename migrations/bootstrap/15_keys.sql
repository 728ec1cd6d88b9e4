-- The keys of organisations and clients: made, handed out to who may read, destroyed. No function here ever sees a key
-- in the clear: what it is given and what it returns is wrapped by a key that the database does not have.

-- The organisation's key. Whoever comes second gets the first's.
create or replace function app.put_organisation_key(wrapped bytea) returns bytea
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from authz.session();
  if me.organisation_id is null then
    raise exception 'no live session' using errcode = 'insufficient_privilege';
  end if;
  insert into app.organisation_key (organisation_id, key_sealed) values (me.organisation_id, wrapped) on conflict do nothing;
  return (select k.key_sealed from app.organisation_key k where k.organisation_id = me.organisation_id);
end $$;

-- Version `number` of a client's key, by the client or a job about them; again by somebody else at the same moment it
-- is the first's that stays. A client whose every key was destroyed gets no other: they were erased. When a journal
-- alone is erased, the job makes the next version before it destroys the others.
create or replace function app.put_client_key(client uuid, number integer, key_wrapped bytea, key_fingerprint bytea)
returns table (version integer, wrapped bytea)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from authz.session();
  if not coalesce(me.portal = 'client' and me.membership_id = client and number = 1 or me.portal = 'worker' and (authz.job_client() = client or authz.job_house()), false) then
    raise exception 'not a key of the caller''s' using errcode = 'insufficient_privilege';
  end if;
  -- In one order with a destruction under way.
  perform 1 from app.membership m where m.organisation_id = me.organisation_id and m.membership_id = client and m.role = 'client' for key share;
  if not found then
    raise exception 'there is no such client' using errcode = 'insufficient_privilege';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('client key ' || me.organisation_id || client, 0));
  if exists (select from app.client_key k where k.organisation_id = me.organisation_id and k.client_id = client and k.ended_why = 'destroyed')
     and not exists (select from app.client_key k where k.organisation_id = me.organisation_id and k.client_id = client and k.wrapped is not null) then
    raise exception 'the key was destroyed' using errcode = 'check_violation', constraint = 'client_key_destroyed';
  end if;
  if number <> 1 and not exists (select from app.client_key k where k.organisation_id = me.organisation_id and k.client_id = client and k.version = number - 1) then
    raise exception 'versions have no gaps' using errcode = 'check_violation', constraint = 'client_key_version';
  end if;
  insert into app.client_key (organisation_id, client_id, version, wrapped, fingerprint)
    values (me.organisation_id, client, number, key_wrapped, key_fingerprint) on conflict do nothing;
  return query select k.version, k.wrapped from app.client_key k where k.organisation_id = me.organisation_id and k.client_id = client order by k.version;
end $$;

-- A sealed entry must lie under a living key of its client, which cannot end before this transaction does. So a key
-- that ends leaves nothing behind that only it could open, and nobody writes what nobody can read.
create or replace function app.check_form() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if new.sealed is null then return new; end if;
  new.payload := null;
  new.note := null;
  if tg_op = 'UPDATE' and new.sealed is not distinct from old.sealed then return new; end if;
  if length(new.sealed) < 32 or get_byte(new.sealed, 0) <> 3 then
    raise exception 'an entry is sealed with its client''s key' using errcode = 'check_violation', constraint = 'sealed_form';
  end if;
  perform 1 from app.client_key k
    where k.organisation_id = new.organisation_id and k.client_id = new.client_id and k.wrapped is not null
      and k.version = get_byte(new.sealed, 1) * 256 + get_byte(new.sealed, 2) for share;
  if not found then
    raise exception 'the key of this entry has ended' using errcode = 'check_violation', constraint = 'client_key_ended';
  end if;
  return new;
end $$;

-- Earlier states are append-only; sealing them, or sealing them anew, changes what they are written in and not what
-- they say, and is done by ns_definer's functions alone.
create or replace function app.refuse_version_change() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  -- Erasure by the register, as in guard.refuse_change.
  if current_user = 'ns_eraser' and tg_op = 'DELETE' then return old; end if;
  if tg_op = 'UPDATE' and current_user = 'ns_definer' and new.sealed is not null and new.payload is null and new.note is null
     and (new.organisation_id, new.client_id, new.observation_id, new.version, new.occurred_at, new.zone, new.local_date, new.ended_at, new.visibility, new.deleted_at, new.written_at, new.written_by)
         is not distinct from
         (old.organisation_id, old.client_id, old.observation_id, old.version, old.occurred_at, old.zone, old.local_date, old.ended_at, old.visibility, old.deleted_at, old.written_at, old.written_by) then
    return new;
  end if;
  raise exception '% on % is refused: the table is append-only', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end $$;

-- Work on what a client has sealed, in slices: sealing what lies open from before ('seal'), and moving everything to a
-- new version of the key ('rotate'). Starts it for every client of one organisation, or of all (null), who needs it and
-- for whom none is under way; answers how many that are. For the functions below alone.
create or replace function ops.start_key_work(organisation uuid, what text, who uuid) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  started bigint;
begin
  with amounts as (
    select k.organisation_id, k.client_id, sum(k.amount)::bigint as amount from (
      select o.organisation_id, o.client_id, count(*) as amount from app.observation o
       where (organisation is null or o.organisation_id = organisation) and (what = 'rotate' or o.payload is not null) group by 1, 2
      union all
      select v.organisation_id, v.client_id, count(*) from app.observation_version v
       where (organisation is null or v.organisation_id = organisation) and (what = 'rotate' or v.payload is not null) group by 1, 2
      union all
      select c.organisation_id, c.client_id, 0 from app.client_key c
       where (organisation is null or c.organisation_id = organisation) and what = 'rotate' and c.wrapped is not null) k
     group by 1, 2),
  due as (
    select a.* from amounts a
     where not exists (select from ops.job j where j.organisation_id = a.organisation_id and j.kind = what || '_client' and j.status in ('queued', 'running')
                         and j.payload->>'client_id' = a.client_id::text)
       and (not exists (select from app.client_key c where c.organisation_id = a.organisation_id and c.client_id = a.client_id and c.ended_why = 'destroyed')
            or exists (select from app.client_key c where c.organisation_id = a.organisation_id and c.client_id = a.client_id and c.wrapped is not null))
       and (what = 'seal' or exists (select from app.client_key c where c.organisation_id = a.organisation_id and c.client_id = a.client_id))),
  noted as (
    insert into app.key_task as t (organisation_id, client_id, kind, total, done, status)
      select d.organisation_id, d.client_id, what, d.amount, 0, 'queued' from due d
    on conflict (organisation_id, client_id, kind) do update set total = excluded.total, done = 0, stuck = 0, to_version = null, status = 'queued'
    returning t.organisation_id, t.client_id),
  asked as (
    insert into ops.job (kind, organisation_id, asked_by, payload)
      select what || '_client', n.organisation_id, who, jsonb_build_object('client_id', n.client_id) from noted n
    returning 1)
  select count(*) into started from asked;
  return started;
end $$;

-- An administrator has every client's key replaced.
create or replace function app.ask_key_rotation() returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from authz.session();
  if not authz.is_admin() then
    raise exception 'administrators only' using errcode = 'insufficient_privilege';
  end if;
  if not authz.fresh() then
    raise exception 'a fresh proof is needed' using errcode = 'check_violation', constraint = 'proof_needed';
  end if;
  return ops.start_key_work(me.organisation_id, 'rotate', me.person_id);
end $$;

-- The same from the command line, for everybody; and at the server's start the sealing of what lies open.
create or replace function ops.ask_key_work(what text) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if what is null or what not in ('seal', 'rotate') or what = 'rotate' and session_user not in ('ns_migrator') and not pg_has_role(session_user, 'ns_migrator', 'member') then
    raise exception 'no such work' using errcode = 'insufficient_privilege';
  end if;
  return ops.start_key_work(null, what, null);
end $$;

-- How far the work is: counts only, for the command line and the doctor.
create or replace function ops.key_work(out plain bigint, out clients bigint, out finished bigint, out total bigint, out done bigint, out stuck bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  select (select count(*) from app.observation o where o.payload is not null) + (select count(*) from app.observation_version v where v.payload is not null) into plain;
  select count(*), count(*) filter (where t.status = 'done'), coalesce(sum(t.total), 0)::bigint, coalesce(sum(least(t.done, t.total)), 0)::bigint, coalesce(sum(t.stuck), 0)::bigint
    into clients, finished, total, done, stuck from app.key_task t where t.kind = 'rotate';
end $$;

-- The job's client, or an error: what follows is for a job about one client alone.
create or replace function ops.key_client(out organisation uuid, out client uuid)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  select s.organisation_id, authz.job_client() into organisation, client from authz.session() s where s.portal = 'worker';
  if client is null then
    raise exception 'no job about a client' using errcode = 'insufficient_privilege';
  end if;
end $$;

-- The next values that lie open (below = 0) or under a version below `below`. A current entry has version 0 here.
create or replace function ops.entries_to_seal(below integer, after uuid, after_version integer, most integer)
returns table (observation_id uuid, version integer, kind text, payload jsonb, note text, sealed bytea)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  at record;
begin
  select * into at from ops.key_client();
  return query
    select x.* from (
      select o.observation_id, 0 as version, o.kind, o.payload, o.note, o.sealed from app.observation o
       where o.organisation_id = at.organisation and o.client_id = at.client
      union all
      select v.observation_id, v.version, o.kind, v.payload, v.note, v.sealed from app.observation_version v
        join app.observation o on o.organisation_id = v.organisation_id and o.client_id = v.client_id and o.observation_id = v.observation_id
       where v.organisation_id = at.organisation and v.client_id = at.client) x
     where (x.observation_id, x.version) > (after, after_version)
       and case when below = 0 then x.payload is not null
                else x.sealed is not null and get_byte(x.sealed, 1) * 256 + get_byte(x.sealed, 2) < below end
     order by x.observation_id, x.version limit most;
end $$;

-- Puts a sealed value where `was` still lies, or (null) where it lies open. What somebody corrected meanwhile stays.
create or replace function ops.put_sealed(entry uuid, of_version integer, was bytea, becomes bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  at record;
begin
  select * into at from ops.key_client();
  perform 1 from app.client_key k where k.organisation_id = at.organisation and k.client_id = at.client and k.wrapped is not null
      and get_byte(becomes, 0) = 3 and k.version = get_byte(becomes, 1) * 256 + get_byte(becomes, 2) for share;
  if not found then
    raise exception 'the key of this entry has ended' using errcode = 'check_violation', constraint = 'client_key_ended';
  end if;
  if of_version = 0 then
    update app.observation o set sealed = becomes, payload = null, note = null
     where o.organisation_id = at.organisation and o.client_id = at.client and o.observation_id = entry and o.sealed is not distinct from was;
  else
    update app.observation_version v set sealed = becomes, payload = null, note = null
     where v.organisation_id = at.organisation and v.client_id = at.client and v.observation_id = entry and v.version = of_version and v.sealed is not distinct from was;
  end if;
  return found;
end $$;

-- Which version a rotation moves to: decided once, so that a slice that runs again, or beside another, goes the same way.
create or replace function ops.begin_rotation() returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  at record;
  chosen integer;
begin
  select * into at from ops.key_client();
  select t.to_version into chosen from app.key_task t
   where t.organisation_id = at.organisation and t.client_id = at.client and t.kind = 'rotate' for update;
  if not found then
    raise exception 'nobody asked for it' using errcode = 'insufficient_privilege';
  end if;
  if chosen is null then
    select coalesce(max(k.version), 0) + 1 into chosen from app.client_key k where k.organisation_id = at.organisation and k.client_id = at.client;
    update app.key_task t set to_version = chosen, status = 'running' where t.organisation_id = at.organisation and t.client_id = at.client and t.kind = 'rotate';
  end if;
  return chosen;
end $$;

-- How far a client's work is; `left_over` at its end is what does not open.
create or replace function ops.note_key_work(what text, moved bigint, left_over bigint, finished boolean) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  at record;
begin
  select * into at from ops.key_client();
  update app.key_task t set done = t.done + moved, stuck = left_over, status = case when finished then 'done' else 'running' end
   where t.organisation_id = at.organisation and t.client_id = at.client and t.kind = what;
end $$;

-- Ends the versions below `keep` once nothing lies under them; answers how much still does. Whoever is writing under one
-- of them holds it until they are done, and is waited for.
create or replace function ops.retire_client_keys(keep integer) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  at record;
  remaining bigint;
begin
  select * into at from ops.key_client();
  perform 1 from app.client_key k where k.organisation_id = at.organisation and k.client_id = at.client and k.version < keep for update;
  select (select count(*) from app.observation o where o.organisation_id = at.organisation and o.client_id = at.client
            and get_byte(o.sealed, 1) * 256 + get_byte(o.sealed, 2) < keep)
       + (select count(*) from app.observation_version v where v.organisation_id = at.organisation and v.client_id = at.client
            and get_byte(v.sealed, 1) * 256 + get_byte(v.sealed, 2) < keep) into remaining;
  if remaining = 0 then
    update app.client_key k set wrapped = null, ended_why = 'rotated', destroyed_at = now()
     where k.organisation_id = at.organisation and k.client_id = at.client and k.version < keep and k.wrapped is not null;
  end if;
  return remaining;
end $$;

-- What is about to be destroyed: held until this transaction ends, so that nobody writes under it meanwhile.
create or replace function ops.lock_client_keys(about uuid) returns table (version integer, fingerprint bytea, made timestamptz, ended_why text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  at record;
begin
  select * into at from ops.key_client();
  if about is distinct from at.client then
    raise exception 'the job is about somebody else' using errcode = 'insufficient_privilege';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('client key ' || at.organisation || at.client, 0));
  return query select k.version, k.fingerprint, k.created_at, k.ended_why from app.client_key k
    where k.organisation_id = at.organisation and k.client_id = at.client order by k.version for update;
end $$;

-- What lies under a destroyed key of the job's client is noise to everybody, and goes. There is such a thing only in a
-- database restored from a backup that is older than the destruction.
create or replace function ops.erase_unreadable() returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  at record;
  n bigint;
  gone integer[];
begin
  select * into at from ops.key_client();
  select coalesce(array_agg(k.version), '{}') into gone from app.client_key k
   where k.organisation_id = at.organisation and k.client_id = at.client and k.ended_why = 'destroyed';
  delete from app.observation_version v where v.organisation_id = at.organisation and v.client_id = at.client
     and (get_byte(v.sealed, 1) * 256 + get_byte(v.sealed, 2) = any (gone)
          or exists (select from app.observation o where o.organisation_id = v.organisation_id and o.client_id = v.client_id and o.observation_id = v.observation_id
                       and get_byte(o.sealed, 1) * 256 + get_byte(o.sealed, 2) = any (gone)));
  delete from app.observation o where o.organisation_id = at.organisation and o.client_id = at.client
     and get_byte(o.sealed, 1) * 256 + get_byte(o.sealed, 2) = any (gone);
  get diagnostics n = row_count;
  return n;
end $$;

-- Erases the keys of the job's client up to a version and keeps the certificate. Again it changes nothing. Where a newer
-- key lives on, nothing may lie under those that go, but the `lost` values that do not open with them either.
drop function if exists ops.destroy_client_keys(uuid, uuid, text, integer, bytea, bytea);
create or replace function ops.destroy_client_keys(about uuid, upto integer, lost bigint, certificate uuid, said text, signed_under integer, key bytea, sign bytea)
returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  at record;
  remaining bigint;
begin
  select * into at from ops.key_client();
  if about is distinct from at.client then
    raise exception 'the job is about somebody else' using errcode = 'insufficient_privilege';
  end if;
  update app.client_key k set wrapped = null, ended_why = 'destroyed', destroyed_at = now()
   where k.organisation_id = at.organisation and k.client_id = at.client and k.version <= upto and k.ended_why is distinct from 'destroyed';
  if exists (select from app.client_key k where k.organisation_id = at.organisation and k.client_id = at.client and k.wrapped is not null) then
    select (select count(*) from app.observation o where o.organisation_id = at.organisation and o.client_id = at.client
              and get_byte(o.sealed, 1) * 256 + get_byte(o.sealed, 2) <= upto)
         + (select count(*) from app.observation_version v where v.organisation_id = at.organisation and v.client_id = at.client
              and get_byte(v.sealed, 1) * 256 + get_byte(v.sealed, 2) <= upto) into remaining;
    if remaining <> lost then
      raise exception 'something still lies under the key' using errcode = 'object_not_in_prerequisite_state';
    end if;
  end if;
  insert into app.key_certificate (organisation_id, certificate_id, client_id, at, document, key_version, public_key, signature)
    values (at.organisation, certificate, at.client, now(), said, signed_under, key, sign);
end $$;

do $$
declare
  f regprocedure;
begin
  foreach f in array array[
    'app.put_organisation_key(bytea)', 'app.put_client_key(uuid, integer, bytea, bytea)', 'app.check_form()',
    'ops.start_key_work(uuid, text, uuid)', 'app.ask_key_rotation()', 'ops.ask_key_work(text)', 'ops.key_work()', 'ops.key_client()',
    'ops.entries_to_seal(integer, uuid, integer, integer)', 'ops.put_sealed(uuid, integer, bytea, bytea)', 'ops.begin_rotation()',
    'ops.note_key_work(text, bigint, bigint, boolean)', 'ops.retire_client_keys(integer)', 'ops.lock_client_keys(uuid)',
    'ops.destroy_client_keys(uuid, integer, bigint, uuid, text, integer, bytea, bytea)']::regprocedure[] loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public', f);
  end loop;
  -- Takes rows away, so it is ns_eraser's.
  alter function ops.erase_unreadable() owner to ns_eraser;
  revoke all on function ops.erase_unreadable() from public;
  grant execute on function ops.key_client() to ns_eraser;
  alter function app.refuse_version_change() owner to ns_owner;
  revoke all on function app.refuse_version_change() from public;
end $$;
grant execute on function app.put_organisation_key(bytea), app.put_client_key(uuid, integer, bytea, bytea) to ns_client, ns_worker;
grant execute on function app.ask_key_rotation() to ns_clinic;
grant execute on function ops.ask_key_work(text), ops.key_work() to ns_worker, ns_migrator;
grant execute on function ops.entries_to_seal(integer, uuid, integer, integer), ops.put_sealed(uuid, integer, bytea, bytea), ops.begin_rotation(),
  ops.note_key_work(text, bigint, bigint, boolean), ops.retire_client_keys(integer), ops.lock_client_keys(uuid),
  ops.destroy_client_keys(uuid, integer, bigint, uuid, text, integer, bytea, bytea), ops.erase_unreadable() to ns_worker;
-- A table's owner must hold it to attach the trigger.
grant execute on function app.check_form() to ns_owner;
