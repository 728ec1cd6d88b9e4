-- Erasure. The functions that take rows away belong to ns_eraser, which alone may pass the triggers of append-only
-- tables; they do what the register in schema ref says and nothing else, for requests that are due, in jobs.

-- Since when the caller's own entries of a category are hidden; null where nothing is.
create or replace function authz.hidden_until(of_category text) returns timestamptz
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from authz.session();
  return (select max(r.asked_at) from app.erasure_request r where r.organisation_id = me.organisation_id and r.client_id = me.membership_id
            and r.category = of_category and r.status in ('pending', 'held', 'running'));
end $$;

-- The clients of whom a category is hidden from others.
create or replace function authz.hidden_clients(of_category text) returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return coalesce((select array_agg(r.client_id) from app.erasure_request r where r.organisation_id = authz.org()
            and r.category in (of_category, 'account') and r.status in ('pending', 'held', 'running')), '{}');
end $$;

-- A request plans its own job, which is nobody's: whoever asked may be gone when it runs.
create or replace function app.plan_erasure() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into ops.job (kind, organisation_id, payload, run_at)
  values ('erase', new.organisation_id, jsonb_build_object('client_id', new.client_id, 'request_id', new.request_id), new.due_at);
  return null;
end $$;

-- When the last hold on a client is released, what waited for it goes on.
create or replace function app.resume_erasures() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if new.released_at is not null and old.released_at is null then
    insert into ops.job (kind, organisation_id, payload, run_at)
    select 'erase', r.organisation_id, jsonb_build_object('client_id', r.client_id, 'request_id', r.request_id), greatest(r.due_at, now())
      from app.erasure_request r where r.organisation_id = new.organisation_id and r.client_id = new.client_id and r.status in ('held', 'running');
  end if;
  return null;
end $$;

-- What is due or under way and has lost its job, which was given up: an hour later it gets another. Answers how many.
create or replace function ops.schedule_erasures() returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  made integer;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('schedule erasures', 0)) then return 0; end if;
  insert into ops.job (kind, organisation_id, payload)
  select 'erase', r.organisation_id, jsonb_build_object('client_id', r.client_id, 'request_id', r.request_id)
    from app.erasure_request r
   where r.status in ('pending', 'held', 'running') and r.due_at < now()
     and not exists (select from app.legal_hold h where h.organisation_id = r.organisation_id and h.client_id = r.client_id and h.released_at is null)
     and not exists (select from ops.job j where j.kind = 'erase' and j.payload ->> 'request_id' = r.request_id::text
                       and (j.status in ('queued', 'running') or coalesce(j.finished_at, j.created_at) > now() - interval '1 hour'));
  get diagnostics made = row_count;
  return made;
end $$;

-- Up to `most` rows of what the register calls theirs in a category ('account': in all of them): erased, or without whom
-- they were about. Answers how many; none means that nothing is left.
create or replace function ops.erase_some(organisation uuid, client uuid, person uuid, whole boolean, of_category text, before timestamptz, most bigint)
returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  t record;
  n bigint;
  done bigint := 0;
  theirs text;
  sets text;
  stale text;
begin
  for t in select * from ref.register_table r where to_regclass(r.table_name) is not null and (of_category = 'account' or r.category = of_category)
            order by r.erase_order, r.table_name
  loop
    theirs := '(' || t.whose || ')' || case when of_category <> 'account' and t.born is not null then format(' and (%s) <= $5', t.born) else '' end;
    if t.erases then
      execute format('delete from %1$s t where t.ctid = any (array(select t.ctid from %1$s t where %2$s and not coalesce(%3$s, false) limit $6))',
                     t.table_name, theirs, coalesce(t.unless_rows, 'false'))
        using organisation, client, person, whole, before, most - done;
      get diagnostics n = row_count;
      done := done + n;
      if done >= most then return done; end if;
    end if;
    select string_agg(format('%I = %s', c.column_name, c.becomes), ', '), string_agg('(' || c.stale || ')', ' or ') into sets, stale
      from ref.register_column c where c.table_name = t.table_name;
    if sets is not null then
      execute format('update %1$s t set %4$s where t.ctid = any (array(select t.ctid from %1$s t where %2$s and (%3$s) limit $6))', t.table_name, theirs, stale, sets)
        using organisation, client, person, whole, before, most - done;
      get diagnostics n = row_count;
      done := done + n;
      if done >= most then return done; end if;
    end if;
  end loop;
  return done;
end $$;

-- One slice of a request's work, for the job that is about its client. `outcome`: 'over' (there is nothing to do), 'early',
-- 'held', 'begun' (nothing goes before the caller has `noted` it in the ledger outside), 'more', or 'empty' (all gone).
create or replace function ops.erase_slice(request uuid, most integer, noted boolean, out outcome text, out category text, out asked_at timestamptz, out n bigint)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
  q record;
  who uuid;
begin
  n := 0;
  select * into me from authz.session();
  if me.portal is distinct from 'worker' then raise exception 'only a job erases' using errcode = 'insufficient_privilege'; end if;
  select * into q from app.erasure_request r where r.organisation_id = me.organisation_id and r.request_id = request and r.client_id = authz.job_client() for update;
  outcome := 'over';
  if not found or q.status not in ('pending', 'held', 'running') then return; end if;
  category := q.category;
  asked_at := q.asked_at;
  if q.status <> 'running' and q.due_at > now() then outcome := 'early'; return; end if;
  -- Whoever places a hold takes the same row first or comes after this slice.
  perform from app.membership m where m.organisation_id = me.organisation_id and m.membership_id = q.client_id for update;
  if exists (select from app.legal_hold h where h.organisation_id = me.organisation_id and h.client_id = q.client_id and h.released_at is null) then
    -- Said once, however often a job comes back to it.
    if q.status = 'held' then return; end if;
    update app.erasure_request r set status = 'held' where r.organisation_id = me.organisation_id and r.request_id = request;
    outcome := 'held';
    return;
  end if;
  if q.status <> 'running' then
    -- Whom a held one was about is known already: the membership may be without a person by now.
    select coalesce(q.person_id, m.person_id) into who from app.membership m where m.organisation_id = me.organisation_id and m.membership_id = q.client_id;
    update app.erasure_request r set status = 'running', person_id = who,
           whole = q.whole or q.category = 'account' and not exists (
             select from app.membership m where m.person_id = who and (m.organisation_id, m.membership_id) <> (me.organisation_id, q.client_id))
     where r.organisation_id = me.organisation_id and r.request_id = request;
  end if;
  if q.status <> 'running' or not noted then
    outcome := 'begun';
    return;
  end if;
  n := ops.erase_some(me.organisation_id, q.client_id, q.person_id, q.whole, q.category, q.asked_at, most);
  update app.erasure_request r set rows_erased = r.rows_erased + erase_slice.n where r.organisation_id = me.organisation_id and r.request_id = request;
  outcome := case when n = 0 then 'empty' else 'more' end;
end $$;

-- The last letter, sealed by the job when the erasure begins, while there is an address; kept once, and only while it runs.
create or replace function ops.keep_last_letter(request uuid, letter bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if authz.portal() is distinct from 'worker' then raise exception 'only a job erases' using errcode = 'insufficient_privilege'; end if;
  update app.erasure_request r set letter_sealed = coalesce(r.letter_sealed, letter)
   where r.organisation_id = authz.org() and r.request_id = request and r.client_id = authz.job_client() and r.status = 'running';
end $$;

-- Takes it out for posting, in the transaction that ends the erasure.
create or replace function ops.take_last_letter(request uuid) returns bytea
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  kept bytea;
begin
  if authz.portal() is distinct from 'worker' then raise exception 'only a job erases' using errcode = 'insufficient_privilege'; end if;
  select r.letter_sealed into kept from app.erasure_request r
   where r.organisation_id = authz.org() and r.request_id = request and r.client_id = authz.job_client() and r.status = 'running' for update;
  update app.erasure_request r set letter_sealed = null
   where r.organisation_id = authz.org() and r.request_id = request and r.client_id = authz.job_client() and r.letter_sealed is not null;
  return kept;
end $$;

-- The end of it: one line in the ledger, and nothing in the request that names a person.
create or replace function ops.finish_erasure(request uuid, files bigint) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
  q record;
begin
  select * into me from authz.session();
  if me.portal is distinct from 'worker' then raise exception 'only a job erases' using errcode = 'insufficient_privilege'; end if;
  select * into q from app.erasure_request r
   where r.organisation_id = me.organisation_id and r.request_id = request and r.client_id = authz.job_client() and r.status = 'running' for update;
  if not found then raise exception 'no such erasure runs' using errcode = 'insufficient_privilege'; end if;
  if ops.erase_some(me.organisation_id, q.client_id, q.person_id, q.whole, q.category, q.asked_at, 1) > 0 then
    raise exception 'there is something left' using errcode = 'object_not_in_prerequisite_state';
  end if;
  insert into ops.erasure_ledger (organisation_id, client_id, category, request_id, asked_at, rows_erased, files_erased)
  values (q.organisation_id, q.client_id, q.category, q.request_id, q.asked_at, q.rows_erased, files) on conflict (request_id) do nothing;
  update app.erasure_request r set status = 'done', person_id = null, letter_sealed = null, files_erased = files, finished_at = now(),
         created_by = null, updated_by = null
   where r.organisation_id = me.organisation_id and r.request_id = request;
end $$;

-- Which of these entries of the ledger outside this database has not applied: its client is here, and the erasure is
-- neither done nor under way. That is how a restored backup looks.
create or replace function ops.unapplied_erasures(requests uuid[], organisations uuid[], clients uuid[]) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select e.request from unnest(requests, organisations, clients) as e (request, organisation, client)
     where exists (select from app.membership m where m.organisation_id = e.organisation and m.membership_id = e.client)
       and not exists (select from ops.erasure_ledger l where l.request_id = e.request)
       and not exists (select from app.erasure_request r where r.organisation_id = e.organisation and r.request_id = e.request and r.status in ('running', 'held') and r.person_id is not null);
end $$;

-- In a restored backup, for the operator's command line: the request is under way again, whatever it was then, and the
-- session of its job is open. A hold of the backup's time is over, or the erasure would not have been done.
create or replace function ops.reopen_erasure(request uuid, organisation uuid, client uuid, of_category text, asked timestamptz) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who uuid;
begin
  select m.person_id into who from app.membership m where m.organisation_id = organisation and m.membership_id = client for update;
  if not found or exists (select from ops.erasure_ledger l where l.request_id = request) then return; end if;
  update app.legal_hold h set released_at = now(), released_by = h.placed_by, released_why = 'Released before the erasure that is applied again'
   where h.organisation_id = organisation and h.client_id = client and h.released_at is null;
  insert into app.erasure_request as r (organisation_id, request_id, client_id, category, status, asked_at, due_at, person_id, whole)
  values (organisation, request, client, of_category, 'running', asked, asked, who,
          of_category = 'account' and not exists (select from app.membership m where m.person_id = who and (m.organisation_id, m.membership_id) <> (organisation, client)))
  on conflict (organisation_id, request_id) do update
    set status = 'running', person_id = coalesce(r.person_id, excluded.person_id), whole = r.whole or excluded.whole, finished_at = null,
        letter_sealed = null;  -- it was posted when this was done first
end $$;

create or replace function ops.open_erasure_session(request uuid, session_hash bytea) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  q record;
begin
  select * into q from app.erasure_request r where r.request_id = request and r.status = 'running';
  if not found then return null; end if;
  insert into auth.session (token_hash, organisation_id, portal, idle_expires_at, expires_at, job_client)
  values (session_hash, q.organisation_id, 'worker', now() + interval '30 minutes', now() + interval '30 minutes', q.client_id);
  return q.client_id;
end $$;

do $$
declare
  f regprocedure;
begin
  foreach f in array array['authz.hidden_until(text)', 'authz.hidden_clients(text)']::regprocedure[] loop
    execute format('alter function %s owner to ns_authz', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to ns_client, ns_practice, ns_clinic, ns_worker, ns_definer, ns_owner', f);
  end loop;
  foreach f in array array['app.plan_erasure()', 'app.resume_erasures()', 'ops.schedule_erasures()', 'ops.unapplied_erasures(uuid[], uuid[], uuid[])']::regprocedure[] loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public', f);
  end loop;
  foreach f in array array['ops.erase_some(uuid, uuid, uuid, boolean, text, timestamptz, bigint)', 'ops.erase_slice(uuid, integer, boolean)',
                           'ops.keep_last_letter(uuid, bytea)', 'ops.take_last_letter(uuid)', 'ops.finish_erasure(uuid, bigint)', 'ops.reopen_erasure(uuid, uuid, uuid, text, timestamptz)',
                           'ops.open_erasure_session(uuid, bytea)']::regprocedure[] loop
    execute format('alter function %s owner to ns_eraser', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
grant execute on function app.plan_erasure(), app.resume_erasures() to ns_owner;  -- a table's owner must hold it to attach the trigger
grant execute on function ops.erase_slice(uuid, integer, boolean), ops.keep_last_letter(uuid, bytea), ops.take_last_letter(uuid), ops.finish_erasure(uuid, bigint), ops.open_erasure_session(uuid, bytea), ops.schedule_erasures() to ns_worker;
grant execute on function ops.unapplied_erasures(uuid[], uuid[], uuid[]) to ns_worker, ns_migrator;
grant execute on function ops.reopen_erasure(uuid, uuid, uuid, text, timestamptz) to ns_migrator;
grant execute on function authz.session(), authz.org(), authz.member(), authz.portal(), authz.job_client(), authz.job_house(), authz.is_admin() to ns_eraser;
