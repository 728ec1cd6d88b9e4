-- Wider access to one client's record (a grant, or an emergency opened by its reader), and the log of who read what.
-- Time is checked where access is decided: what has run out opens nothing, whether or not anything has run since.

-- Why the practitioner who asks may touch which client, best reason first: care, a grant, an emergency. None of them
-- opens entries of a client who does not consent to the use of their health data (P12).
create or replace function authz.bases() returns table (client_id uuid, via text, basis_id uuid, rank integer, permissions text[])
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
  oldest integer;
begin
  select * into me from authz.session();
  if me.portal is distinct from 'practice' then return; end if;
  oldest := authz.oldest_consent('health_data');
  return query
    with basis (client_id, via, basis_id, rank, permissions) as (
    select r.client_id, 'care'::text, r.relationship_id, 1,
           array['membership.read', 'observation.read', 'observation.view', 'appointment.read', 'activity.read', 'document.read']
      from app.care_relationship r
      join app.membership c on c.organisation_id = r.organisation_id and c.membership_id = r.client_id and c.status = 'active'
     where r.organisation_id = me.organisation_id and r.practitioner_id = me.membership_id and r.status = 'active'
    union all
    select g.client_id, g.kind, g.grant_id, case g.kind when 'grant' then 2 else 3 end, g.permissions || 'membership.read'::text
      from app.access_grant g
      join app.membership c on c.organisation_id = g.organisation_id and c.membership_id = g.client_id and c.status = 'active'
     where g.organisation_id = me.organisation_id and g.practitioner_id = me.membership_id
       and g.ended_at is null and g.expires_at > now())
    select b.client_id, b.via, b.basis_id, b.rank,
           case when consent.holds then b.permissions
                else array_remove(array_remove(b.permissions, 'observation.read'), 'observation.view') end
      from basis b
      left join lateral (
           select e.decision = 'given' and e.version >= oldest as holds from app.consent_event e
            where e.organisation_id = me.organisation_id and e.client_id = b.client_id and e.kind = 'health_data'
            order by e.seq desc limit 1) consent on true;
end $$;

-- Reads are logged once per person, client, way of looking, reason and window: a quarter of an hour for a record and what
-- lies in it, an hour for the list of clients, an agenda, and whatever the clinic's staff looks at.
create or replace function authz.read_length(looked text) returns interval
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return case when looked in ('review', 'timeline', 'documents') then interval '15 minutes' else interval '1 hour' end;
end $$;

create or replace function authz.read_window(looked text) returns timestamptz
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return date_bin(authz.read_length(looked), now(), timestamptz '2020-01-01 00:00Z');
end $$;

-- What a basis must open for a look of this kind to be one.
create or replace function authz.look_permission(looked text) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return case looked when 'list' then 'membership.read' when 'timeline' then 'activity.read' when 'documents' then 'document.read'
              else 'observation.read' end;
end $$;

-- Says which way this transaction looks at records, of one client or (null) of everybody in care. Answers whether a log
-- row is missing; until it is there, committed by an earlier transaction, authz.client_ids opens no entry, so nothing can
-- be shown that is not logged, and no rollback takes the line away.
create or replace function authz.look(looked text, client uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  perform set_config('app.purpose', looked, true);
  select * into me from authz.session();
  return exists (
    select from authz.bases() b
     where authz.look_permission(looked) = any (b.permissions) and (b.client_id = client or client is null and b.via = 'care')
     group by b.client_id
    having not bool_or(exists (
      select from app.record_read l
       where l.organisation_id = me.organisation_id and l.reader_id = me.membership_id and l.kind = looked
         and l.window_at = authz.read_window(looked) and l.client_id = b.client_id and l.basis_id = b.basis_id and authz.was_committed(l.xmin))));
end $$;

-- The log rows for such a look, each with the best reason there is. Again within the window they are there already. They
-- open nothing to the transaction that writes them.
create or replace function app.log_reads(looked text, client uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from authz.session();
  if me.portal is distinct from 'practice' or looked not in ('list', 'review', 'timeline', 'documents') then
    raise exception 'no live session of a practitioner' using errcode = 'insufficient_privilege';
  end if;
  perform set_config('app.purpose', looked, true);
  insert into app.record_read (organisation_id, client_id, reader_id, kind, via, basis_id, window_at, at)
  select distinct on (b.client_id) me.organisation_id, b.client_id, me.membership_id, looked, b.via, b.basis_id, authz.read_window(looked), clock_timestamp()
    from authz.bases() b
   where authz.look_permission(looked) = any (b.permissions) and (b.client_id = client or client is null and b.via = 'care')
   order by b.client_id, b.rank
  on conflict do nothing;
end $$;

-- Whose appointments an agenda between two moments shows, and for which reason: a practitioner their own, with who is in
-- their care; the clinic's staff everybody's, which is the house's business.
create or replace function authz.agenda_reads(since timestamptz, until timestamptz) returns table (client_id uuid, via text, basis_id uuid)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from authz.session();
  if me.portal = 'clinic' then
    return query select distinct a.client_id, 'house'::text, me.membership_id from app.appointment a
      where a.organisation_id = me.organisation_id and a.starts_at >= since and a.starts_at < until;
  elsif me.portal = 'practice' then
    return query select distinct on (a.client_id) a.client_id, b.via, b.basis_id
      from app.appointment a join authz.bases() b on b.client_id = a.client_id and 'appointment.read' = any (b.permissions)
     where a.organisation_id = me.organisation_id and a.practitioner_id = me.membership_id and a.starts_at >= since and a.starts_at < until
     order by a.client_id, b.rank;
  end if;
end $$;

-- Whether the log lacks a row for any of them; and the clients it has rows for, which are those an agenda shows.
create or replace function authz.look_at_agenda(since timestamptz, until timestamptz) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return exists (select from authz.agenda_reads(since, until) r where r.client_id <> all (authz.agenda_ids()));
end $$;

create or replace function authz.agenda_ids() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return authz.looked_ids('agenda');
end $$;

-- The clients of whom the log says, committed by an earlier transaction, that the caller looks at them in this way now. A
-- line of the last minute counts also when its window has just ended.
create or replace function authz.looked_ids(looked text) returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
  since timestamptz := authz.read_window(looked);
begin
  select * into me from authz.session();
  if me.portal is null or me.portal not in ('practice', 'clinic') then return '{}'; end if;
  return coalesce((select array_agg(distinct l.client_id) from app.record_read l
    where l.organisation_id = me.organisation_id and l.reader_id = me.membership_id and l.kind = looked
      and l.window_at >= since - authz.read_length(looked) and (l.window_at = since or l.at > now() - interval '1 minute')
      and authz.was_committed(l.xmin)), '{}');
end $$;

-- One row for each of them, at once.
create or replace function app.log_agenda(since timestamptz, until timestamptz) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from authz.session();
  insert into app.record_read (organisation_id, client_id, reader_id, kind, via, basis_id, window_at, at)
  select me.organisation_id, r.client_id, me.membership_id, 'agenda', r.via, r.basis_id, authz.read_window('agenda'), clock_timestamp()
    from authz.agenda_reads(since, until) r
  on conflict do nothing;
end $$;

-- Whether a basis is there to stay: an emergency that may yet be rolled back opens nothing, since it would leave no line.
create or replace function authz.basis_holds(via text, basis uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return via <> 'emergency' or exists (select from app.access_grant g
    where g.organisation_id = authz.org() and g.grant_id = basis and authz.was_committed(g.xmin));
end $$;

-- The clients whose record is open to the caller by a grant or an emergency that says so.
create or replace function authz.granted_ids(permission text) returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return coalesce((select array_agg(distinct b.client_id) from authz.bases() b
    where b.via <> 'care' and permission = any (b.permissions) and authz.basis_holds(b.via, b.basis_id)), '{}');
end $$;

-- The names a client needs to say who may read their record and to see who did: the clinic's practitioners, and whoever
-- a grant or the log of their own record names. Names and nothing else.
create or replace function authz.people_of_record() returns table (membership_id uuid, display_name text, may_be_named boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from authz.session();
  if me.portal is distinct from 'client' then return; end if;
  return query
    select m.membership_id, m.display_name, m.role = 'practitioner' and m.status = 'active'
      from app.membership m
     where m.organisation_id = me.organisation_id and m.role <> 'client'
       and (m.role = 'practitioner' and m.status = 'active'
         or exists (select from app.access_grant g where g.organisation_id = me.organisation_id and g.client_id = me.membership_id
                     and m.membership_id in (g.practitioner_id, g.granted_by, g.ended_by))
         or exists (select from app.record_read l where l.organisation_id = me.organisation_id and l.client_id = me.membership_id and l.reader_id = m.membership_id));
end $$;

-- Who gave a practitioner access to what; the client's own name is theirs to see while the grant lasts.
create or replace function authz.names_of_grants() returns table (grant_id uuid, client_name text, granted_by_client boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from authz.session();
  if me.portal is distinct from 'practice' then return; end if;
  return query
    select g.grant_id, c.display_name, g.granted_by = g.client_id
      from app.access_grant g
      join app.membership c on c.organisation_id = g.organisation_id and c.membership_id = g.client_id and c.status = 'active'
     where g.organisation_id = me.organisation_id and g.practitioner_id = me.membership_id
       and g.ended_at is null and g.expires_at > now();
end $$;

-- Both parties of a grant are active members of the organisation in the right roles; locked, so that neither leaves
-- while it is given.
create or replace function app.check_grant_parties() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform from app.membership m where m.organisation_id = new.organisation_id and m.membership_id = new.client_id
      and m.role = 'client' and m.status = 'active' for share;
  if not found then
    raise exception 'a grant needs an active client' using errcode = 'check_violation', constraint = 'grant_client';
  end if;
  perform from app.membership m where m.organisation_id = new.organisation_id and m.membership_id = new.practitioner_id
      and m.role = 'practitioner' and m.status = 'active' for share;
  if not found then
    raise exception 'a grant needs an active practitioner' using errcode = 'check_violation', constraint = 'grant_practitioner';
  end if;
  return new;
end $$;

-- Care becomes active only with a practitioner who works here; locked, so that they do not leave meanwhile.
create or replace function app.check_care_parties() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if new.status = 'active' and (tg_op = 'INSERT' or old.status <> 'active') then
    perform from app.membership m where m.organisation_id = new.organisation_id and m.membership_id = new.practitioner_id
        and m.role = 'practitioner' and m.status <> 'removed' for share;
    if not found then
      raise exception 'care needs a practitioner' using errcode = 'check_violation', constraint = 'care_practitioner';
    end if;
  end if;
  return new;
end $$;

-- Breaks the glass: finds one client of the practitioner's own clinic by their exact name or address and opens the
-- record for an hour. Every try is in the activity log (the caller's commit sees to it); five an hour are enough.
create or replace function app.open_emergency(new_grant uuid, whom text, why text, out outcome text, out opened uuid, out whose uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
  found_clients uuid[];
begin
  select * into me from authz.session();
  if me.portal is distinct from 'practice' then
    raise exception 'no live session of a practitioner' using errcode = 'insufficient_privilege';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('emergency ' || me.membership_id, 0));
  if (select count(*) from app.activity a where a.organisation_id = me.organisation_id and a.actor_member = me.membership_id
        and a.action in ('emergency.opened', 'emergency.tried') and a.at > now() - interval '1 hour') >= 5 then
    outcome := 'too_many';
    return;
  end if;
  select array_agg(m.membership_id) into found_clients
    from app.membership m join auth.person p on p.person_id = m.person_id
   where m.organisation_id = me.organisation_id and m.role = 'client' and m.status = 'active'
     and (lower(btrim(m.display_name)) = lower(btrim(whom)) or p.email_canonical = lower(btrim(whom)));
  if found_clients is null then outcome := 'nobody'; return; end if;
  if cardinality(found_clients) > 1 then outcome := 'several'; return; end if;
  whose := found_clients[1];
  -- An emergency does not overrule the client: what nobody may read is not opened (P12).
  if not authz.consent_in_force(me.organisation_id, whose, 'health_data') then outcome := 'closed'; return; end if;
  if exists (select from authz.bases() b where b.client_id = whose and 'observation.read' = any (b.permissions)) then
    outcome := 'open_already';
    return;
  end if;
  insert into app.access_grant (organisation_id, grant_id, client_id, practitioner_id, kind, permissions, reason, granted_by, expires_at)
  values (me.organisation_id, new_grant, whose, me.membership_id, 'emergency', array['observation.read', 'appointment.list'], why, me.membership_id, now() + interval '60 minutes')
  returning grant_id into opened;
  outcome := 'opened';
end $$;

-- Where to write to members of the organisation the job belongs to.
create or replace function ops.member_addresses(members uuid[])
returns table (membership_id uuid, email text, display_name text, zone text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select m.membership_id, p.email, m.display_name, m.zone
      from app.membership m join auth.person p on p.person_id = m.person_id
     where m.organisation_id = authz.org() and authz.portal() = 'worker' and m.membership_id = any (members);
end $$;

do $$
declare
  f regprocedure;
begin
  foreach f in array array['authz.bases()', 'authz.read_length(text)', 'authz.read_window(text)', 'authz.look_permission(text)',
                           'authz.looked_ids(text)', 'authz.basis_holds(text, uuid)', 'authz.look(text, uuid)', 'authz.granted_ids(text)', 'authz.agenda_reads(timestamptz, timestamptz)',
                           'authz.look_at_agenda(timestamptz, timestamptz)', 'authz.agenda_ids()',
                           'authz.people_of_record()', 'authz.names_of_grants()']::regprocedure[] loop
    execute format('alter function %s owner to ns_authz', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to ns_client, ns_practice, ns_clinic, ns_worker, ns_definer, ns_owner', f);
  end loop;
  foreach f in array array['app.log_reads(text, uuid)', 'app.log_agenda(timestamptz, timestamptz)', 'app.open_emergency(uuid, text, text)',
                           'app.check_grant_parties()', 'app.check_care_parties()', 'ops.member_addresses(uuid[])']::regprocedure[] loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
grant execute on function app.log_reads(text, uuid), app.open_emergency(uuid, text, text) to ns_practice;
grant execute on function app.log_agenda(timestamptz, timestamptz) to ns_practice, ns_clinic;
grant execute on function ops.member_addresses(uuid[]) to ns_worker;
-- A table's owner must hold them to attach the triggers.
grant execute on function app.check_grant_parties(), app.check_care_parties() to ns_owner;
