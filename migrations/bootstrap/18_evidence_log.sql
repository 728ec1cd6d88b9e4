-- Checkpoints of the activity log, proofs, and the financial ledger. What is read here for checking is read as it lies,
-- for who may check: the organisation's administrators, its jobs, and the operator's command line.

create or replace function app.may_verify(organisation uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return session_user = 'ns_migrator' or coalesce(organisation = authz.org() and (authz.portal() = 'worker' or authz.is_admin()), false);
end $$;

create or replace function app.demand_verify(organisation uuid) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not app.may_verify(organisation) then
    raise exception 'this is not for the caller to check' using errcode = 'insufficient_privilege';
  end if;
end $$;

create or replace function app.evidence_organisations() returns table (organisation_id uuid)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query select o.organisation_id from app.organisation o where app.may_verify(o.organisation_id) order by 1;
end $$;

create or replace function app.evidence_entries(organisation uuid, after bigint, most integer)
returns table (organisation_id uuid, seq bigint, at timestamptz, actor_kind text, actor_id uuid, actor_member uuid, action text, subject_id uuid, client_id uuid,
  from_state text, to_state text, request_id text, via text, basis_id uuid, salt bytea, veil bytea, commitment bytea, hash bytea,
  encoding smallint, redacted boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform app.demand_verify(organisation);
  return query
    select a.organisation_id, a.seq, a.at, a.actor_kind, a.actor_id, a.actor_member, a.action, a.subject_id, a.client_id, a.from_state, a.to_state,
           a.request_id, a.via, a.basis_id, a.salt, a.veil, a.commitment, a.hash, a.encoding, a.redacted_at is not null
      from app.activity a where a.organisation_id = organisation and a.seq > after order by a.seq limit most;
end $$;

create or replace function app.evidence_head(organisation uuid) returns table (seq bigint, hash bytea)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform app.demand_verify(organisation);
  return query select h.seq, h.hash from app.activity_head h where h.organisation_id = organisation;
end $$;

create or replace function app.evidence_checkpoints(organisation uuid, after bigint)
returns table (size bigint, root bytea, note text, public_key bytea, at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform app.demand_verify(organisation);
  return query select c.size, c.root, c.note, c.public_key, c.at from app.checkpoint c
    where c.organisation_id = organisation and c.size > after order by c.size;
end $$;

-- It has answered fewer columns before.
drop function if exists app.evidence_ledger(uuid, bigint, integer);
create or replace function app.evidence_ledger(organisation uuid, after bigint, most integer)
returns table (seq bigint, at timestamptz, payment_id uuid, appointment_id uuid, status text, amount_minor bigint, refunded_minor bigint, settled_minor bigint,
               currency text, mac bytea)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform app.demand_verify(organisation);
  return query select l.seq, l.at, l.payment_id, l.appointment_id, l.status, l.amount_minor, l.refunded_minor, l.settled_minor, l.currency, l.mac
    from app.ledger l where l.organisation_id = organisation and l.seq > after order by l.seq limit most;
end $$;

create or replace function app.evidence_ledger_key(organisation uuid) returns bytea
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform app.demand_verify(organisation);
  return (select k.sealed from app.ledger_key k where k.organisation_id = organisation);
end $$;

-- Payments whose state is not what the ledger last said of them, and money in the ledger whose payment is gone.
create or replace function app.evidence_disagreements(organisation uuid) returns table (payment_id uuid, ledger_seq bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform app.demand_verify(organisation);
  return query
    select p.payment_id, l.seq from app.payment p
      left join lateral (select x.* from app.ledger x where x.organisation_id = p.organisation_id and x.payment_id = p.payment_id order by x.seq desc limit 1) l on true
     where p.organisation_id = organisation
       and (l.status, l.amount_minor, l.refunded_minor, l.settled_minor, l.currency, l.appointment_id)
           is distinct from (p.status, p.amount_minor, p.refunded_minor, p.settled_minor, p.currency, p.appointment_id)
    union all
    select l.payment_id, max(l.seq) from app.ledger l
     where l.organisation_id = organisation and l.status in ('paid', 'partly_refunded', 'refunded', 'disputed')
       and not exists (select from app.payment p where p.organisation_id = l.organisation_id and p.payment_id = l.payment_id)
     group by l.payment_id
     order by 2 nulls first, 1 limit 100;
end $$;

-- Salted hashes of the caller's own organisation: what a proof is built from. They tell nothing of what they stand for.
create or replace function app.evidence_commitments(first bigint, last bigint) returns table (seq bigint, commitment bytea)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  org uuid := authz.org();
begin
  return query select a.seq, a.commitment from app.activity a where a.organisation_id = org and a.seq between first and last order by a.seq;
end $$;

create or replace function app.evidence_blocks(most bigint) returns table (block bigint, hash bytea)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  org uuid := authz.org();
begin
  return query select b.block, b.hash from app.evidence_block b where b.organisation_id = org and b.block < most order by b.block;
end $$;

-- One entry with its salt, for whom it is about and for administrators.
create or replace function app.evidence_entry(number bigint)
returns table (organisation_id uuid, seq bigint, at timestamptz, actor_kind text, actor_id uuid, actor_member uuid, action text, subject_id uuid, client_id uuid,
  from_state text, to_state text, request_id text, via text, basis_id uuid, salt bytea, veil bytea, commitment bytea, hash bytea,
  encoding smallint, redacted boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from authz.session();
  return query
    select a.organisation_id, a.seq, a.at, a.actor_kind, a.actor_id, a.actor_member, a.action, a.subject_id, a.client_id, a.from_state, a.to_state,
           a.request_id, a.via, a.basis_id, a.salt, a.veil, a.commitment, a.hash, a.encoding, a.redacted_at is not null
      from app.activity a where a.organisation_id = me.organisation_id and a.seq = number
       and (me.portal = 'client' and a.client_id = me.membership_id or app.may_verify(me.organisation_id));
end $$;

-- How far the log is: for anybody who belongs to the organisation.
create or replace function app.evidence_size() returns bigint
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return coalesce((select h.seq from app.activity_head h where h.organisation_id = authz.org()), 0);
end $$;

-- Stores a signed head with the blocks that became complete. One checkpoint per size, and only ever a larger one: a log
-- never signs two heads that contradict each other.
create or replace function app.save_checkpoint(size bigint, root bytea, note text, public_key bytea, at timestamptz, first_block bigint, blocks bytea[])
returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  org uuid := authz.org();
begin
  if authz.portal() is distinct from 'worker' then
    raise exception 'only a job signs' using errcode = 'insufficient_privilege';
  end if;
  -- Two jobs at once: the second finds what the first made.
  perform pg_advisory_xact_lock(hashtextextended('checkpoint ' || org, 0));
  if exists (select from app.checkpoint c where c.organisation_id = org and c.size >= save_checkpoint.size) then return false; end if;
  insert into app.evidence_block (organisation_id, block, hash)
    select org, first_block + b.number - 1, b.hash from unnest(blocks) with ordinality as b (hash, number)
    on conflict do nothing;
  insert into app.checkpoint (organisation_id, size, root, note, public_key, at) values (org, size, root, note, public_key, at);
  return true;
end $$;

create or replace function app.note_delivery(through text, of_size bigint, answer text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if authz.portal() is distinct from 'worker' then
    raise exception 'only a job delivers' using errcode = 'insufficient_privilege';
  end if;
  insert into app.checkpoint_delivery (organisation_id, via, size, cosignature) values (authz.org(), through, of_size, answer) on conflict do nothing;
end $$;

-- When the letter last went (before the first one: when the first head was signed), and up to which size the witness has
-- signed.
create or replace function app.deliveries(out letter_at timestamptz, out witnessed bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  select coalesce(max(d.at) filter (where d.via = 'letter'), (select min(c.at) from app.checkpoint c where c.organisation_id = authz.org())), max(d.size) filter (where d.via = 'witness') into letter_at, witnessed
    from app.checkpoint_delivery d where d.organisation_id = authz.org();
end $$;

create or replace function app.evidence_cosignatures(organisation uuid) returns table (size bigint, cosignature text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform app.demand_verify(organisation);
  return query select d.size, d.cosignature from app.checkpoint_delivery d
    where d.organisation_id = organisation and d.via = 'witness' and d.cosignature is not null order by d.size;
end $$;

-- Enqueues a verification of every log that had none for so many hours. Answers how many.
create or replace function ops.plan_verifications(hours integer) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  planned integer;
begin
  if session_user <> 'ns_worker' then
    raise exception 'only the worker plans' using errcode = 'insufficient_privilege';
  end if;
  insert into ops.job (kind, organisation_id)
    select 'verify_log', h.organisation_id from app.activity_head h
     where not exists (select from ops.job j where j.kind = 'verify_log' and j.organisation_id = h.organisation_id
                         and (j.status in ('queued', 'running') or j.created_at > now() - make_interval(hours => hours)));
  get diagnostics planned = row_count;
  return planned;
end $$;

-- Enqueues a checkpoint for every organisation that has none yet, whose log grew by enough, or has waited long enough.
-- Answers how many.
create or replace function ops.plan_checkpoints(entries bigint, minutes integer) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  planned integer;
begin
  if session_user <> 'ns_worker' then
    raise exception 'only the worker plans' using errcode = 'insufficient_privilege';
  end if;
  insert into ops.job (kind, organisation_id)
    select 'make_checkpoint', h.organisation_id
      from app.activity_head h
      left join lateral (select c.size from app.checkpoint c where c.organisation_id = h.organisation_id order by c.size desc limit 1) c on true
     where h.seq > coalesce(c.size, 0)
       and (c.size is null or h.seq - c.size >= entries
         or exists (select from app.activity a where a.organisation_id = h.organisation_id and a.seq = coalesce(c.size, 0) + 1
                      and a.at < clock_timestamp() - make_interval(mins => minutes)))
       and not exists (select from ops.job j where j.kind = 'make_checkpoint' and j.organisation_id = h.organisation_id and j.status in ('queued', 'running'));
  get diagnostics planned = row_count;
  return planned;
end $$;

-- The ledger (T8). The program outside computes the seal, since its key never lies here; what is sealed is read here, from
-- the payment itself, under the lock that orders the organisation's entries (the activity log's own: one lock, no deadlock).
-- It has answered fewer columns before.
drop function if exists app.ledger_next(uuid);
create or replace function app.ledger_next(payment uuid)
returns table (organisation_id uuid, seq bigint, at timestamptz, payment_id uuid, appointment_id uuid, status text, amount_minor bigint, refunded_minor bigint,
               settled_minor bigint, currency text, previous bytea, sealed bytea, is_known boolean)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from authz.session();
  if not exists (select from app.payment p where p.organisation_id = me.organisation_id and p.payment_id = payment
                   and (me.portal = 'worker' or me.portal = 'clinic' and authz.is_admin() or me.portal = 'client' and p.client_id = me.membership_id)) then
    raise exception 'no such payment' using errcode = 'insufficient_privilege';
  end if;
  insert into app.activity_head as h (organisation_id, seq, hash) values (me.organisation_id, 0, sha256(convert_to(me.organisation_id::text, 'UTF8')))
    on conflict do nothing;
  perform from app.activity_head h where h.organisation_id = me.organisation_id for update;
  return query
    select p.organisation_id, coalesce(head.seq, 0) + 1, clock_timestamp(), p.payment_id, p.appointment_id, p.status, p.amount_minor, p.refunded_minor, p.settled_minor, p.currency,
           head.mac, (select k.sealed from app.ledger_key k where k.organisation_id = p.organisation_id),
           exists (select from (select x.* from app.ledger x where x.organisation_id = p.organisation_id and x.payment_id = p.payment_id order by x.seq desc limit 1) l
                    where (l.status, l.amount_minor, l.refunded_minor, l.settled_minor, l.currency) = (p.status, p.amount_minor, p.refunded_minor, p.settled_minor, p.currency))
      from app.payment p
      left join lateral (select x.seq, x.mac from app.ledger x where x.organisation_id = p.organisation_id order by x.seq desc limit 1) head on true
     where p.organisation_id = me.organisation_id and p.payment_id = payment;
end $$;

create or replace function app.ledger_append(payment uuid, number bigint, moment timestamptz, seal bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from authz.session();
  if me.portal is null or me.portal not in ('worker', 'client') and not (me.portal = 'clinic' and authz.is_admin()) then
    raise exception 'no live session that pays' using errcode = 'insufficient_privilege';
  end if;
  -- The next entry, of a payment that is theirs and has changed since the last one; whoever runs the clinic writes down
  -- what was settled another way, and nothing else. Whoever takes the head's row here
  -- has it from app.ledger_next already.
  perform from app.activity_head h where h.organisation_id = me.organisation_id for update;
  insert into app.ledger (organisation_id, seq, at, payment_id, appointment_id, status, amount_minor, refunded_minor, settled_minor, currency, mac)
    select p.organisation_id, number, moment, p.payment_id, p.appointment_id, p.status, p.amount_minor, p.refunded_minor, p.settled_minor, p.currency, seal
      from app.payment p
      left join lateral (select x.* from app.ledger x where x.organisation_id = p.organisation_id and x.payment_id = p.payment_id order by x.seq desc limit 1) l on true
     where p.organisation_id = me.organisation_id and p.payment_id = payment
       and (me.portal = 'worker' or me.portal = 'client' and p.client_id = me.membership_id
         or me.portal = 'clinic' and p.settled_minor > l.settled_minor
           and (l.status, l.amount_minor, l.refunded_minor, l.currency) = (p.status, p.amount_minor, p.refunded_minor, p.currency))
       and (l.status, l.amount_minor, l.refunded_minor, l.settled_minor, l.currency)
           is distinct from (p.status, p.amount_minor, p.refunded_minor, p.settled_minor, p.currency)
       and number = 1 + coalesce((select max(x.seq) from app.ledger x where x.organisation_id = me.organisation_id), 0)
       and moment between now() - interval '1 minute' and clock_timestamp() + interval '1 second';
  if not found then
    raise exception 'no such entry is due' using errcode = 'insufficient_privilege';
  end if;
end $$;

-- Begins an organisation's ledger: its sealed key, once. Answers the payments there were before it; a client their own,
-- the others are the next job's to add (app.ledger_missing).
create or replace function app.ledger_begin(key_sealed bytea) returns setof uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from authz.session();
  if me.portal is null or me.portal not in ('worker', 'client') then
    raise exception 'no live session that pays' using errcode = 'insufficient_privilege';
  end if;
  insert into app.ledger_key (organisation_id, sealed) values (me.organisation_id, key_sealed);
  return query select p.payment_id from app.payment p
    where p.organisation_id = me.organisation_id and (me.portal = 'worker' or p.client_id = me.membership_id) order by p.created_at, p.payment_id;
end $$;

-- Payments without any entry, for a job to add: those there were before a client began the ledger.
create or replace function app.ledger_missing() returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from authz.session();
  if me.portal is distinct from 'worker' then return; end if;
  return query select p.payment_id from app.payment p
    where p.organisation_id = me.organisation_id
      and not exists (select from app.ledger l where l.organisation_id = p.organisation_id and l.payment_id = p.payment_id)
    order by p.created_at, p.payment_id limit 500;
end $$;

-- No change of a payment lasts without its entry, whatever the program above does. Who arranges something by a superuser's
-- hand can switch this off anyway, and is caught by verification.
create or replace function app.check_ledger() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if session_user not like 'ns\_%' then return null; end if;
  if exists (
    select from app.payment p
      left join lateral (select x.* from app.ledger x where x.organisation_id = p.organisation_id and x.payment_id = p.payment_id order by x.seq desc limit 1) l on true
     where p.organisation_id = new.organisation_id and p.payment_id = new.payment_id
       and (l.status, l.amount_minor, l.refunded_minor, l.settled_minor, l.currency)
           is distinct from (p.status, p.amount_minor, p.refunded_minor, p.settled_minor, p.currency)) then
    raise exception 'a payment changed without its ledger entry' using errcode = 'check_violation', constraint = 'ledger_agrees';
  end if;
  return null;
end $$;

do $$
declare
  f regprocedure;
  reads constant regprocedure[] := array['app.may_verify(uuid)', 'app.evidence_organisations()', 'app.evidence_entries(uuid, bigint, integer)',
    'app.evidence_head(uuid)', 'app.evidence_checkpoints(uuid, bigint)', 'app.evidence_ledger(uuid, bigint, integer)', 'app.evidence_ledger_key(uuid)',
    'app.evidence_disagreements(uuid)', 'app.evidence_cosignatures(uuid)'];
begin
  foreach f in array reads || array['app.demand_verify(uuid)', 'app.evidence_commitments(bigint, bigint)', 'app.evidence_blocks(bigint)',
    'app.evidence_entry(bigint)', 'app.evidence_size()', 'app.save_checkpoint(bigint, bytea, text, bytea, timestamptz, bigint, bytea[])',
    'app.note_delivery(text, bigint, text)', 'app.deliveries()', 'ops.plan_checkpoints(bigint, integer)', 'ops.plan_verifications(integer)', 'app.ledger_next(uuid)',
    'app.ledger_append(uuid, bigint, timestamptz, bytea)', 'app.ledger_begin(bytea)', 'app.ledger_missing()', 'app.check_ledger()']::regprocedure[]
  loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public', f);
  end loop;
  foreach f in array reads loop
    execute format('grant execute on function %s to ns_clinic, ns_worker, ns_migrator', f);
  end loop;
end $$;
grant usage on schema app to ns_migrator;
grant execute on function app.evidence_commitments(bigint, bigint), app.evidence_blocks(bigint), app.evidence_entry(bigint), app.evidence_size()
  to ns_client, ns_clinic, ns_worker;
grant execute on function app.save_checkpoint(bigint, bytea, text, bytea, timestamptz, bigint, bytea[]), app.note_delivery(text, bigint, text),
  app.deliveries(), ops.plan_checkpoints(bigint, integer), ops.plan_verifications(integer) to ns_worker;
grant execute on function app.ledger_begin(bytea) to ns_client, ns_worker;
grant execute on function app.ledger_next(uuid), app.ledger_append(uuid, bigint, timestamptz, bytea), app.ledger_missing() to ns_client, ns_clinic, ns_worker;
grant execute on function app.check_ledger() to ns_owner;  -- a table's owner must hold it to attach the trigger
