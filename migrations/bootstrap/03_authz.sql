-- Who is asking, and what they may. Identity is a capability: the setting app.token holds a secret whose hash names a
-- live row of auth.session; a forged setting finds none. Every helper answers NULL or nothing where there is no live
-- session, where the membership is not active, or where the portal's login is not the one the session belongs to.
-- Revocation, role change and an ended relationship therefore apply on the next statement.

create or replace function authz.session(
  out session_id uuid, out person_id uuid, out organisation_id uuid, out membership_id uuid, out role text, out portal text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  token text := nullif(current_setting('app.token', true), '');
begin
  if token is null then return; end if;
  select s.session_id, s.person_id, s.organisation_id, s.membership_id, coalesce(m.role, 'system'), s.portal
    into session_id, person_id, organisation_id, membership_id, role, portal
    from auth.session s
    left join app.membership m on m.organisation_id = s.organisation_id and m.membership_id = s.membership_id and m.status = 'active'
   where s.token_hash = sha256(convert_to(token, 'UTF8'))
     and s.ended_at is null and s.expires_at > now() and s.idle_expires_at > now()
     and s.organisation_id is not null
     and session_user = 'ns_' || s.portal
     -- A role that moved to another portal takes no session along.
     and (s.portal = 'worker' or s.portal = case m.role when 'client' then 'client' when 'practitioner' then 'practice' else 'clinic' end and m.membership_id is not null)
     -- Half signed in opens nothing: a person's factor must have been proved, and staff must have one where it is asked.
     and (s.portal = 'worker' or exists (
       select from auth.person p join app.organisation o on o.organisation_id = s.organisation_id
        where p.person_id = s.person_id and (p.factor_since is null or s.factor_at is not null)
          and (m.role = 'client' or p.strong_since is not null or o.staff_factor_from is null or o.staff_factor_from > now())));
end $$;

-- Whether the session proved within the last ten minutes who is there: what exports, grants, payout settings and a new
-- address or password ask for. With a factor the proof was the factor.
create or replace function authz.fresh() returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return coalesce((select x.proved_at > now() - interval '10 minutes'
    from authz.session() s join auth.session x on x.session_id = s.session_id), false);
end $$;

-- Raises without such a proof: what triggers and functions call, so that no program can forget it.
create or replace function authz.demand_proof() returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not authz.fresh() then
    raise exception 'a fresh proof is needed' using errcode = 'insufficient_privilege', constraint = 'proof_needed';
  end if;
end $$;

create or replace function authz.uid() returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin return (select s.person_id from authz.session() s); end $$;

create or replace function authz.org() returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin return (select s.organisation_id from authz.session() s); end $$;

create or replace function authz.member() returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin return (select s.membership_id from authz.session() s); end $$;

create or replace function authz.portal() returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin return (select s.portal from authz.session() s); end $$;

-- client, practitioner, front_desk, admin or owner; system for the worker
create or replace function authz.level() returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin return (select s.role from authz.session() s); end $$;

create or replace function authz.is_admin() returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin return coalesce((select s.portal = 'clinic' and s.role in ('admin', 'owner') from authz.session() s), false); end $$;

-- Whether a row that the caller sees was committed before, by another transaction than the caller's own. What one's own
-- transaction wrote (in a savepoint, a function, a block: it makes no difference) is gone again after a rollback, so it
-- is evidence of nothing. Row versions name their writer in 32 bits; the snapshot says which of the possible ones it was.
create or replace function authz.was_committed(writer xid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  here bigint;
  apart bigint;
begin
  -- Who has written nothing sees nothing but what was committed.
  if pg_current_xact_id_if_assigned() is null then return true; end if;
  here := pg_snapshot_xmax(pg_current_snapshot())::text::bigint;
  apart := (writer::text::bigint - here) & 4294967295;
  if apart > 2147483647 then apart := apart - 4294967296; end if;
  -- The ids below three stand for rows that are older than any transaction that still counts.
  if writer::text::bigint < 3 or here + apart < 3 then return true; end if;
  return coalesce(pg_xact_status((here + apart)::text::xid8) = 'committed', true)
    -- A session made for a proof (ops.be_for_proof) cannot be kept, nor can what it looks at leave its transaction.
    or exists (select from authz.session() s join auth.session x on x.session_id = s.session_id where x.last_seen_at = '-infinity');
end $$;

-- The clients whose records the caller may touch under a permission: by active care, or by a grant or emergency that has
-- not run out (authz.bases, the only place where status and time are checked). A clinic role gets no client's record by
-- its rank. Entries, documents and what happened in a record open only while the log holds the look at them, committed
-- before this transaction: for entries the look that this transaction has said (authz.look).
create or replace function authz.client_ids(permission text) returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
  looked text := nullif(current_setting('app.purpose', true), '');
  since timestamptz;
begin
  select * into me from authz.session();
  if me.portal = 'client' then return array[me.membership_id]; end if;
  if me.portal is distinct from 'practice' then return '{}'; end if;
  if permission like 'observation.%' or permission in ('document.read', 'activity.read') then
    if permission = 'document.read' then looked := 'documents';
    elsif permission = 'activity.read' then looked := 'timeline';
    elsif looked is null or looked not in ('list', 'review', 'timeline') then return '{}';
    end if;
    since := authz.read_window(looked);
    return coalesce((
      select array_agg(distinct b.client_id) from authz.bases() b
       where permission = any (b.permissions) and exists (
         select from app.record_read l
          where l.organisation_id = me.organisation_id and l.reader_id = me.membership_id and l.kind = looked
            and l.window_at = since and l.client_id = b.client_id and l.basis_id = b.basis_id and authz.was_committed(l.xmin))
    ), '{}');
  end if;
  return coalesce((select array_agg(distinct b.client_id) from authz.bases() b
    where permission = any (b.permissions) and authz.basis_holds(b.via, b.basis_id)), '{}');
end $$;

-- The same question about one client.
create or replace function authz.can_client(organisation uuid, client uuid, permission text) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return coalesce(organisation = authz.org() and client = any (authz.client_ids(permission)), false);
end $$;

-- The practitioners a client is in care with; for everybody else nobody.
create or replace function authz.practitioner_ids() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from authz.session();
  if me.portal is distinct from 'client' then return '{}'; end if;
  return coalesce((
    select array_agg(r.practitioner_id) from app.care_relationship r
      join app.membership p on p.organisation_id = r.organisation_id and p.membership_id = r.practitioner_id and p.status = 'active'
     where r.organisation_id = me.organisation_id and r.client_id = me.membership_id and r.status = 'active'
  ), '{}');
end $$;

-- The names behind a practitioner's own paused care, so that it can be resumed or ended: a name and nothing of the record.
create or replace function authz.paused_clients() returns table (client_id uuid, display_name text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from authz.session();
  if me.portal is distinct from 'practice' then return; end if;
  return query
    select c.membership_id, c.display_name from app.care_relationship r
      join app.membership c on c.organisation_id = r.organisation_id and c.membership_id = r.client_id and c.status = 'active'
     where r.organisation_id = me.organisation_id and r.practitioner_id = me.membership_id and r.status = 'paused';
end $$;

-- The names behind a practitioner's own care that has ended: a name and nothing of the record.
create or replace function authz.past_clients() returns table (client_id uuid, display_name text, ended_on date, by_client boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from authz.session();
  if me.portal is distinct from 'practice' then return; end if;
  return query
    select c.membership_id, c.display_name, r.ended_on, coalesce(r.status_changed_by = c.person_id, false) from app.care_relationship r
      join app.membership c on c.organisation_id = r.organisation_id and c.membership_id = r.client_id and c.status = 'active'
     where r.organisation_id = me.organisation_id and r.practitioner_id = me.membership_id and r.status = 'ended' and r.ended_on is not null
       and r.client_id <> all (authz.hidden_clients('account'));
end $$;

-- When a practitioner is taken, without saying by whom: a client needs it to see free slots.
create or replace function authz.busy(practitioner uuid, since timestamptz, until timestamptz)
returns table (starts_at timestamptz, ends_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from authz.session();
  if me.portal is null
     or (me.portal = 'client' and practitioner <> all (authz.practitioner_ids()))
     or (me.portal = 'practice' and practitioner <> me.membership_id) then
    return;
  end if;
  return query
    select a.starts_at, a.ends_at from app.appointment a
     where a.organisation_id = me.organisation_id and a.practitioner_id = practitioner
       and a.starts_at < until and a.ends_at > since
       and (a.status = 'confirmed' or (a.status = 'held' and a.hold_expires_at > now()));
end $$;

-- It has answered other columns before.
drop function if exists authz.enter(text);
-- Opens the caller's transaction: sets the token for this transaction only and says who that is. One round trip.
-- `closed` is a client's portal without consent to terms and privacy.
create function authz.enter(token text)
returns table (session_id uuid, person_id uuid, organisation_id uuid, membership_id uuid, role text, portal text,
               display_name text, organisation_name text, zone text, currency text, language text, touch boolean, closed boolean)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform set_config('app.token', token, true);
  return query
    select s.session_id, s.person_id, s.organisation_id, s.membership_id, s.role, s.portal,
           coalesce(m.display_name, ''), o.name, coalesce(m.zone, o.zone), o.currency, m.language,
           coalesce((select x.last_seen_at < now() - interval '5 minutes' from auth.session x where x.session_id = s.session_id), false),
           case when s.portal = 'client' then authz.portal_closed(s.organisation_id, s.membership_id) else false end
      from authz.session() s
      join app.organisation o on o.organisation_id = s.organisation_id
      left join app.membership m on m.organisation_id = s.organisation_id and m.membership_id = s.membership_id
     where s.session_id is not null;
end $$;

do $$
declare
  helper regprocedure;
begin
  for helper in select p.oid::regprocedure from pg_proc p where p.pronamespace = 'authz'::regnamespace
  loop
    execute format('alter function %s owner to ns_authz', helper);
    execute format('revoke all on function %s from public', helper);
    execute format('grant execute on function %s to ns_client, ns_practice, ns_clinic, ns_worker, ns_definer, ns_owner', helper);
  end loop;
end $$;
