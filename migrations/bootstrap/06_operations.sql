-- Jobs: enqueued in the transaction of the change that needs them, claimed by the worker one at a time, each with a
-- session of its own for the person who asked, so that row security applies to background work too.

create or replace function ops.enqueue(job_kind text, job_payload jsonb, job_sealed bytea, due timestamptz) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
  made uuid;
begin
  select * into me from authz.session();
  if me.organisation_id is null then
    raise exception 'no live session' using errcode = 'insufficient_privilege';
  end if;
  -- What a job names is what it may read: nobody names whom they have no business with, nor starts work on the house.
  if me.portal = 'client' and ops.client_of(job_payload) <> me.membership_id
     or authz.job_client() is not null and ops.client_of(job_payload) <> authz.job_client()
     or job_kind = any (ops.house_kinds()) and not (authz.is_admin() or authz.job_house())
     or job_kind = any (ops.inner_kinds()) and me.portal <> 'worker'
     -- Money that could not be sent back is sent again when an administrator says so.
     or job_kind = 'refund_again' and not authz.is_admin()
     or not app.may_name(ops.ids_of(job_payload))
     or me.portal <> 'worker' and job_payload ? 'client_id' and ops.client_of(job_payload) is not null and not exists (
       select from app.membership m where m.organisation_id = me.organisation_id and m.membership_id = ops.client_of(job_payload))
     -- What a job about money or time names is looked up wherever it lies: it lies here, then.
     or job_payload ? 'payment_id' and not exists (
       select from app.payment p where p.organisation_id = me.organisation_id and p.payment_id = any (ops.ids_of(job_payload -> 'payment_id')))
     or job_payload ? 'appointment' and not exists (
       select from app.appointment a where a.organisation_id = me.organisation_id and a.appointment_id = any (ops.ids_of(job_payload -> 'appointment'))) then
    raise exception 'such a job is not theirs to ask for' using errcode = 'insufficient_privilege', constraint = 'job_scope';
  end if;
  insert into ops.job (kind, organisation_id, asked_by, payload, sealed, run_at)
  values (job_kind, me.organisation_id, me.person_id, job_payload, job_sealed, coalesce(due, now())) returning job_id into made;
  return made;
end $$;

-- Kinds that another job or a trigger starts, and no portal.
create or replace function ops.inner_kinds() returns text[]
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  return array['apply_stripe_event', 'erase', 'carry_out_factor_reset', 'seal_client', 'rotate_client', 'import_house'];
end $$;

-- What money waits for is tried for two days: Stripe may be away for longer than a letter is worth.
create or replace function ops.most_attempts(job_kind text) returns integer
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  return case when job_kind in ('apply_stripe_event', 'release_hold', 'settle_payment', 'refund_again') then 300 else 10 end;
end $$;

-- The next due job, or none. `session_hash` becomes the job's session where it belongs to an organisation. A job whose
-- lease ran out (its process died) is taken again, but not more often than one that fails.
create or replace function ops.claim_job(session_hash bytea)
returns table (job_id uuid, kind text, organisation_id uuid, payload jsonb, sealed bytea, attempts integer)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  picked record;
begin
  update ops.job j set status = 'failed', locked_until = null, last_error = 'the process ended while it ran'
   where j.status = 'running' and j.locked_until < now() and j.attempts >= ops.most_attempts(j.kind);
  select * into picked from ops.job j
   where j.run_at <= now() and (j.status = 'queued' or (j.status = 'running' and j.locked_until < now()))
   order by j.run_at limit 1 for update skip locked;
  if picked is null then return; end if;
  update ops.job j set status = 'running', attempts = j.attempts + 1, locked_until = now() + interval '2 minutes' where j.job_id = picked.job_id;
  if picked.organisation_id is not null then
    insert into auth.session (token_hash, person_id, organisation_id, portal, idle_expires_at, expires_at, job_client, job_house)
    values (session_hash, picked.asked_by, picked.organisation_id, 'worker', now() + interval '5 minutes', now() + interval '5 minutes',
            ops.client_of(picked.payload), picked.kind = any (ops.house_kinds()));
  end if;
  return query select picked.job_id, picked.kind, picked.organisation_id, picked.payload, picked.sealed, picked.attempts + 1;
end $$;

drop function if exists ops.finish_job(uuid, bytea, text);
-- Ends a job: done, or again later with growing delays, or after enough attempts failed for a person to look at. Only
-- the attempt that holds the lease may: one that was given up for dead and comes back late changes nothing.
create or replace function ops.finish_job(job uuid, attempt integer, session_hash bytea, error text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update auth.session set ended_at = now(), ended_why = 'done' where token_hash = session_hash and portal = 'worker' and ended_at is null;
  if error is null then
    update ops.job j set status = 'done', finished_at = now(), sealed = null, locked_until = null, last_error = null
     where j.job_id = finish_job.job and j.attempts = attempt and j.status = 'running';
  else
    update ops.job j set status = case when j.attempts >= ops.most_attempts(j.kind) then 'failed' else 'queued' end, locked_until = null, last_error = left(error, 200),
           run_at = now() + interval '1 second' * least(power(2, least(j.attempts, 20)), 600)
     where j.job_id = finish_job.job and j.attempts = attempt and j.status = 'running';
  end if;
  return found;
end $$;

-- Makes a job's session one of the organisation a payment belongs to: Stripe's events name no organisation of ours. What
-- Stripe did is nobody's deed, so a session that was made for whoever asked for the job loses its person.
create or replace function ops.open_payment_session(payment uuid, session_hash bytea) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  organisation uuid;
begin
  select p.organisation_id into organisation from app.payment p where p.payment_id = payment;
  if organisation is null then return null; end if;
  insert into auth.session (token_hash, organisation_id, portal, idle_expires_at, expires_at)
  values (session_hash, organisation, 'worker', now() + interval '5 minutes', now() + interval '5 minutes')
  on conflict (token_hash) do update set person_id = null
   where session.portal = 'worker' and session.organisation_id = excluded.organisation_id and session.ended_at is null;
  if not found then
    raise exception 'this session is of elsewhere' using errcode = 'insufficient_privilege';
  end if;
  return organisation;
end $$;

-- The payment a Stripe payment intent belongs to: a refund made in Stripe's dashboard names nothing else of ours.
create or replace function ops.payment_of_intent(intent text) returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (select p.payment_id from app.payment p where p.payment_intent = intent);
end $$;

-- The payment of an appointment, for a browser that comes back from the payment without a session.
create or replace function ops.payment_of_appointment(appointment uuid) returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (select p.payment_id from app.payment p where p.appointment_id = appointment limit 1);
end $$;

-- Marks a payment for which Stripe took something else than was asked for; whether this is the first time. The worker's
-- own organisation only.
create or replace function ops.claim_mismatch(payment uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update app.payment p set mismatch_at = now()
   where p.organisation_id = authz.org() and authz.portal() = 'worker' and p.payment_id = payment and p.mismatch_at is null;
  return found;
end $$;

-- Ends a session that open_payment_session made, where no job ends it.
create or replace function ops.close_payment_session(session_hash bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update auth.session set ended_at = now(), ended_why = 'done' where token_hash = session_hash and portal = 'worker' and ended_at is null;
end $$;

-- A verified event is stored and its work enqueued in one transaction; a duplicate does neither.
create or replace function ops.enqueue_event() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into ops.job (kind, payload) values ('apply_stripe_event', jsonb_build_object('event_id', new.event_id, 'kind', new.kind, 'object_id', new.object_id));
  return new;
end $$;

-- Frees slots whose hold has run out, before somebody else asks for one. The caller holds the practitioner's lock.
create or replace function ops.release_expired_holds(practitioner uuid) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  organisation uuid := authz.org();
  freed record;
  n integer := 0;
begin
  for freed in
    update app.appointment a set status = 'released', released_why = 'expired'
     where a.organisation_id = organisation and a.practitioner_id = practitioner and a.status = 'held' and a.hold_expires_at <= now()
    returning a.appointment_id, a.client_id
  loop
    perform app.append_activity(organisation, null, null, 'appointment.released', freed.appointment_id, freed.client_id, 'held', 'released', null);
    n := n + 1;
  end loop;
  return n;
end $$;

do $$
declare
  f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_proc p where p.pronamespace = 'ops'::regnamespace loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
grant execute on function ops.enqueue(text, jsonb, bytea, timestamptz) to ns_client, ns_practice, ns_clinic, ns_worker;
grant execute on function ops.payment_of_intent(text), ops.payment_of_appointment(uuid), ops.close_payment_session(bytea) to ns_worker;
grant execute on function ops.claim_mismatch(uuid) to ns_worker;
grant execute on function ops.claim_job(bytea), ops.finish_job(uuid, integer, bytea, text), ops.open_payment_session(uuid, bytea) to ns_worker;
grant execute on function ops.release_expired_holds(uuid) to ns_client, ns_practice, ns_worker;
grant execute on function ops.enqueue_event() to ns_owner;  -- a table's owner must hold it to attach the trigger
