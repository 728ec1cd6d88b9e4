-- What the timelines and the audit viewer may know beyond the rows themselves, and what an incident touched.

-- The names behind lines of the client's own log, one for each line asked for. Colleagues' names, nothing else: a line
-- of another client's answers nothing.
create or replace function authz.actors_of_my_log(lines bigint[]) returns table (seq bigint, display_name text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from authz.session();
  if me.portal is distinct from 'client' then return; end if;
  return query
    select a.seq, m.display_name
      from unnest(lines) as line (seq)
      join app.activity a on a.organisation_id = me.organisation_id and a.seq = line.seq and a.client_id = me.membership_id
      join app.membership m on m.organisation_id = a.organisation_id and m.membership_id = a.actor_member
     where m.role <> 'client';
end $$;

-- What happened to the accounts of an administrator's own team outside of any organisation: a new password or address,
-- a sign-in from somewhere unknown. Not where else they work, and nothing of clients' accounts.
create or replace function authz.team_events(since timestamptz, until timestamptz, before_at timestamptz, before_id bigint, who uuid, what text, most integer)
returns table (event_id bigint, at timestamptz, membership_id uuid, action text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from authz.session();
  if not authz.is_admin() then return; end if;
  return query
    select e.event_id, e.at, m.membership_id, e.action
      from (select distinct on (x.person_id) x.person_id, x.membership_id, x.created_at
              from app.membership x
             where x.organisation_id = me.organisation_id and x.role <> 'client' and x.status <> 'removed' and (who is null or x.membership_id = who)
             order by x.person_id, x.created_at) m
      cross join lateral (
        select v.event_id, v.at, v.action from auth.event v
         where v.person_id = m.person_id and v.at >= m.created_at
           and (v.action like 'account.%' or v.action = 'session.unfamiliar') and v.action not in ('account.created', 'account.link_requested')
           and (since is null or v.at >= since) and (until is null or v.at < until)
           and (before_at is null or (v.at, v.event_id) < (before_at, before_id)) and (what is null or v.action = what)
         order by v.at desc, v.event_id desc limit most) e
     order by e.at desc, e.event_id desc limit most;
end $$;

-- Whether the caller may ask what an incident of this house touched: its administrators, and the operator's command.
create or replace function ops.may_investigate(house uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return session_user = 'ns_migrator' or coalesce(authz.is_admin() and house = authz.org(), false);
end $$;

-- What is asked about, as stretches of time of members (null: everybody). 'account' is one member; 'session' all that
-- one sign-in became; 'network' every sign-in at this house from the network that session came from.
create or replace function ops.incident_windows(house uuid, of_kind text, of_id uuid, since timestamptz, until timestamptz)
returns table (member_id uuid, role text, from_at timestamptz, to_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  earliest timestamptz := coalesce(since, timestamptz '2000-01-01Z');
  latest timestamptz := coalesce(until, now());
begin
  if not ops.may_investigate(house) then return; end if;
  if of_kind = 'range' then
    return query select null::uuid, null::text, earliest, latest;
  elsif of_kind = 'account' then
    return query select m.membership_id, m.role, earliest, latest from app.membership m where m.organisation_id = house and m.membership_id = of_id;
  else
    return query
      select s.membership_id, m.role, greatest(min(s.created_at), earliest), least(max(coalesce(s.ended_at, least(s.expires_at, now()))), latest)
        from auth.session s
        join app.membership m on m.organisation_id = s.organisation_id and m.membership_id = s.membership_id
       where s.organisation_id = house and s.portal <> 'worker'
         and s.family_id in (
           select x.family_id from auth.session x
            where x.organisation_id = house and of_kind = 'session' and x.session_id = of_id
           union
           select y.family_id from auth.session x join auth.session y on y.organisation_id = house and y.network = x.network
            where x.organisation_id = house and of_kind = 'network' and x.session_id = of_id)
       group by s.family_id, s.membership_id, m.role
      having greatest(min(s.created_at), earliest) <= least(max(coalesce(s.ended_at, least(s.expires_at, now()))), latest);
  end if;
end $$;

-- The log's lines within such stretches, oldest first: what was changed, and who looked at what. A line of the log of
-- reads stands for every look of its window, so it belongs to each time its window reaches into.
create or replace function ops.incident_events(house uuid, members uuid[], froms timestamptz[], tos timestamptz[], most integer)
returns table (at timestamptz, source text, seq bigint, actor uuid, action text, client_id uuid, subject_id uuid, basis_id uuid,
               from_state text, to_state text, request_id text, hash bytea)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not ops.may_investigate(house) then return; end if;
  return query
    with asked as (select * from unnest(members, froms, tos) as w (member, from_at, to_at))
    select e.* from (
      select a.at, 'change'::text as source, a.seq, a.actor_member, a.action, a.client_id, a.subject_id, null::uuid, a.from_state, a.to_state, a.request_id, a.hash
        from asked w join app.activity a on a.organisation_id = house and a.actor_member = w.member and a.at between w.from_at and w.to_at
      union all
      select a.at, 'change', a.seq, a.actor_member, a.action, a.client_id, a.subject_id, null, a.from_state, a.to_state, a.request_id, a.hash
        from asked w join app.activity a on w.member is null and a.organisation_id = house and a.at between w.from_at and w.to_at
      union all
      select l.at, 'look', null, l.reader_id, 'look.' || l.kind, l.client_id, null, l.basis_id, null, l.via, null, null
        from asked w join app.record_read l on l.organisation_id = house and l.reader_id = w.member and l.at <= w.to_at and l.at > w.from_at - interval '1 hour'
       where l.window_at + authz.read_length(l.kind) > w.from_at
      union all
      select l.at, 'look', null, l.reader_id, 'look.' || l.kind, l.client_id, null, l.basis_id, null, l.via, null, null
        from asked w join app.record_read l on w.member is null and l.organisation_id = house and l.at <= w.to_at and l.at > w.from_at - interval '1 hour'
       where l.window_at + authz.read_length(l.kind) > w.from_at
    ) e order by e.at, e.seq limit most;
end $$;

-- The same lines behind a cursor of the caller's transaction: a bundle of a million is read slice by slice.
create or replace function ops.open_incident_events(lines refcursor, house uuid, members uuid[], froms timestamptz[], tos timestamptz[]) returns refcursor
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  open lines for
    select e.at, e.source, e.seq, e.actor, e.action, e.client_id, e.subject_id, e.basis_id, e.from_state, e.to_state, e.request_id, encode(e.hash, 'hex') as hash
      from ops.incident_events(house, members, froms, tos, null) e;
  return lines;
end $$;

-- The same lines counted, by who did what in whose record: on a million lines in one go through them.
create or replace function ops.incident_counts(house uuid, members uuid[], froms timestamptz[], tos timestamptz[])
returns table (source text, action text, actor uuid, client_id uuid, amount bigint, first_at timestamptz, last_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not ops.may_investigate(house) then return; end if;
  return query
    with asked as (select * from unnest(members, froms, tos) as w (member, from_at, to_at))
    select 'change'::text, a.action, a.actor_member, a.client_id, count(*), min(a.at), max(a.at)
      from asked w join app.activity a on a.organisation_id = house and a.actor_member = w.member and a.at between w.from_at and w.to_at
     group by a.action, a.actor_member, a.client_id
    union all
    select 'change', a.action, a.actor_member, a.client_id, count(*), min(a.at), max(a.at)
      from asked w join app.activity a on w.member is null and a.organisation_id = house and a.at between w.from_at and w.to_at
     group by a.action, a.actor_member, a.client_id
    union all
    select 'look', 'look.' || l.kind, l.reader_id, l.client_id, count(*), min(l.at), max(l.at)
      from asked w join app.record_read l on l.organisation_id = house and (w.member is null or l.reader_id = w.member)
       and l.at <= w.to_at and l.at > w.from_at - interval '1 hour'
       and l.window_at + authz.read_length(l.kind) > w.from_at
     group by l.kind, l.reader_id, l.client_id;
end $$;

-- What happened to the accounts themselves in that time: the organisation's own people, clients included.
create or replace function ops.incident_accounts(house uuid, members uuid[], froms timestamptz[], tos timestamptz[], most integer)
returns table (at timestamptz, member_id uuid, action text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not ops.may_investigate(house) then return; end if;
  return query
    select v.at, m.membership_id, v.action
      from unnest(members, froms, tos) as w (member, from_at, to_at)
      join app.membership m on m.organisation_id = house and (w.member is null or m.membership_id = w.member)
      join auth.event v on v.person_id = m.person_id and v.at between w.from_at and w.to_at
     where v.action like 'account.%' or v.action = 'session.unfamiliar'
     order by v.at limit most;
end $$;

-- A house's name and an incident's scope, for the operator's command, which knows nothing but ids.
create or replace function ops.incident_scope(house uuid, incident uuid, out organisation text, out number integer, out is_drill boolean, out scope_kind text, out scope_id uuid, out began_at timestamptz, out ended_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not ops.may_investigate(house) then return; end if;
  select o.name into organisation from app.organisation o where o.organisation_id = house;
  select i.number, i.is_drill, i.scope_kind, i.scope_id, i.began_at, i.ended_at into number, is_drill, scope_kind, scope_id, began_at, ended_at
    from app.incident i where i.organisation_id = house and i.incident_id = incident;
end $$;

-- Keeps the hold beside its incident: from when it began (what is not known is taken as ninety days before it was known).
create or replace function app.hold_evidence() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into app.evidence_hold as h (organisation_id, incident_id, held_from, ends_at)
  values (new.organisation_id, new.incident_id, least(coalesce(new.began_at, new.aware_at - interval '90 days'), new.aware_at),
          case when new.status = 'closed' then new.closed_at + case when new.is_drill then interval '0' else interval '1 year' end end)
  on conflict (organisation_id, incident_id) do update
    -- A scope that shrinks frees nothing that was held before.
    set held_from = least(h.held_from, excluded.held_from), ends_at = excluded.ends_at;
  return null;
end $$;

-- Whether what was written at a moment must stay, for an incident that is looked into. A portal asks about its own house.
create or replace function authz.evidence_held(house uuid, moment timestamptz) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if session_user in ('ns_client', 'ns_practice', 'ns_clinic') and house is distinct from authz.org() then return false; end if;
  return exists (select from app.evidence_hold h where h.organisation_id = house and h.held_from <= moment and (h.ends_at is null or h.ends_at > now()));
end $$;

do $$
declare
  f regprocedure;
begin
  foreach f in array array['authz.evidence_held(uuid, timestamptz)', 'authz.actors_of_my_log(bigint[])',
                           'authz.team_events(timestamptz, timestamptz, timestamptz, bigint, uuid, text, integer)']::regprocedure[] loop
    execute format('alter function %s owner to ns_authz', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to ns_client, ns_practice, ns_clinic, ns_worker, ns_definer, ns_owner', f);
  end loop;
  foreach f in array array['ops.may_investigate(uuid)', 'ops.incident_windows(uuid, text, uuid, timestamptz, timestamptz)',
                           'ops.incident_events(uuid, uuid[], timestamptz[], timestamptz[], integer)',
                           'ops.open_incident_events(refcursor, uuid, uuid[], timestamptz[], timestamptz[])',
                           'ops.incident_counts(uuid, uuid[], timestamptz[], timestamptz[])',
                           'ops.incident_accounts(uuid, uuid[], timestamptz[], timestamptz[], integer)',
                           'ops.incident_scope(uuid, uuid)']::regprocedure[] loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to ns_clinic, ns_migrator', f);
  end loop;
  alter function app.hold_evidence() owner to ns_definer;
  revoke all on function app.hold_evidence() from public;
  grant execute on function app.hold_evidence() to ns_owner;  -- a table's owner must hold it to attach the trigger
end $$;
