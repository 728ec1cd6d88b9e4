-- The proof of isolation on the database in use (`nutriscope prove-isolation`): what there is to compare, and being
-- somebody for one transaction that cannot be kept.

-- What lies between people here, and how often: what the proof should meet, and where.
create or replace function ops.isolation_states() returns table (organisation_id uuid, state text, examples bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select o.organisation_id, 'an organisation'::text, 1::bigint from app.organisation o
    union all
    select r.organisation_id, case r.status when 'active' then 'care that is active' when 'paused' then 'care that is paused'
             when 'ended' then 'care that has ended' else 'care that was offered' end, count(*) from app.care_relationship r group by 1, 2
    union all
    select g.organisation_id, g.kind || case when g.ended_at is not null then ' that was ended' when g.expires_at > now() then ' in force'
             else ' that has run out' end, count(*) from app.access_grant g group by 1, 2
    union all
    select m.organisation_id, case when m.role = 'client' then 'client' else 'member of staff' end || ' who is ' || m.status, count(*)
      from app.membership m group by 1, 2
    union all
    select r.organisation_id, 'erasure of the ' || r.category || ' under way', count(*) from app.erasure_request r
     where r.status in ('pending', 'held', 'running') group by 1, 2
    union all
    select l.organisation_id, 'consent to health data that is ' || l.decision, count(*) from (
      select distinct on (e.organisation_id, e.client_id) e.organisation_id, e.decision from app.consent_event e
       where e.kind = 'health_data' order by e.organisation_id, e.client_id, e.seq desc) l group by 1, 2
    union all
    -- Between two active people with nothing in force between them: what has been, and would show were it not obeyed.
    select p.organisation_id, 'nothing in force, only ' || p.what, count(*) from (
      select r.organisation_id, r.practitioner_id, r.client_id, 'care that is ' || r.status from app.care_relationship r where r.status <> 'active'
      union all
      select g.organisation_id, g.practitioner_id, g.client_id, 'a closed ' || g.kind || case when g.ended_at is null then ' that has run out' else ' that was ended' end
        from app.access_grant g where g.ended_at is not null or g.expires_at <= now()) p (organisation_id, practitioner_id, client_id, what)
      join app.membership m on m.organisation_id = p.organisation_id and m.membership_id = p.practitioner_id and m.status = 'active'
      join app.membership c on c.organisation_id = p.organisation_id and c.membership_id = p.client_id and c.status = 'active'
     where not exists (select from app.care_relationship r where r.organisation_id = p.organisation_id and r.practitioner_id = p.practitioner_id
                          and r.client_id = p.client_id and r.status = 'active')
       and not exists (select from app.access_grant g where g.organisation_id = p.organisation_id and g.practitioner_id = p.practitioner_id
                          and g.client_id = p.client_id and g.ended_at is null and g.expires_at > now())
     group by 1, 2
    union all
    -- A client in care whose consent was withdrawn, who is suspended, or whose erasure is under way.
    select r.organisation_id, 'care of a client with ' || s.what, count(*) from app.care_relationship r
      join app.membership c on c.organisation_id = r.organisation_id and c.membership_id = r.client_id
      cross join lateral (
        select 'no standing: ' || c.status where c.status <> 'active'
        union all
        select 'an erasure under way of the ' || e.category from app.erasure_request e
         where e.organisation_id = r.organisation_id and e.client_id = r.client_id and e.status in ('pending', 'held', 'running')
        union all
        select 'consent to health data ' || l.decision from (
          select e.decision from app.consent_event e where e.organisation_id = r.organisation_id and e.client_id = r.client_id and e.kind = 'health_data'
           order by e.seq desc limit 1) l where l.decision <> 'given') s (what)
     where r.status = 'active' group by 1, 2;
end $$;

-- Who there is in one organisation and what lies between them, as ids and words. Nothing that anybody wrote.
create or replace function ops.isolation_facts(house uuid) returns setof jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    -- A session of a member counts only as their organisation asks for a second factor.
    select jsonb_build_object('is', 'member', 'id', m.membership_id, 'role', m.role, 'status', m.status,
             'enters', m.role = 'client' or o.staff_factor_from is null or o.staff_factor_from > now() or p.strong_since is not null,
             'factor', p.factor_since is not null, 'looking', l.reader_id is not null)
      from app.membership m join app.organisation o on o.organisation_id = m.organisation_id
      left join auth.person p on p.person_id = m.person_id
      -- Whose looks of just now are in the log: to them something is open.
      left join (select distinct r.reader_id from app.record_read r where r.organisation_id = house and r.at > now() - interval '2 hours') l
        on l.reader_id = m.membership_id
     where m.organisation_id = house
    union all
    select jsonb_build_object('is', 'care', 'practitioner', r.practitioner_id, 'client', r.client_id, 'status', r.status)
      from app.care_relationship r where r.organisation_id = house
    union all
    select jsonb_build_object('is', 'grant', 'practitioner', g.practitioner_id, 'client', g.client_id, 'kind', g.kind, 'permissions', g.permissions,
             'state', case when g.ended_at is not null then 'ended' when g.expires_at <= now() then 'over' else 'lasts' end)
      from app.access_grant g where g.organisation_id = house
    union all
    select jsonb_build_object('is', 'consent', 'client', e.client_id, 'kind', e.kind, 'decision', e.decision, 'counts',
             e.version >= coalesce((select max(v.version) from ref.consent_version v where v.kind = e.kind and v.earlier_until <= now()), 1))
      from (select distinct on (c.client_id, c.kind) c.client_id, c.kind, c.decision, c.version from app.consent_event c
             where c.organisation_id = house order by c.client_id, c.kind, c.seq desc) e
    union all
    select jsonb_build_object('is', 'erasure', 'client', r.client_id, 'category', r.category, 'asked_at', r.asked_at)
      from app.erasure_request r where r.organisation_id = house and r.status in ('pending', 'held', 'running');
end $$;

-- Rows of a table of one organisation (about one client, where one is named): a condition that finds each, and its ids,
-- words from closed lists, flags, numbers and times. Nothing that anybody wrote. Of the last 2,000 by key at most `each` of
-- every kind: of every status, visibility, role and so on that there is, by every practitioner or member they name.
create or replace function ops.isolation_rows(tbl regclass, house uuid, client uuid, each integer) returns table (key text, facts jsonb)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  keys text;
  ordered text;
  listed text;
  spread text;
  whose text;
begin
  select string_agg(format('format(%L, %L, t.%I::text)', '%I = %L', a.attname, a.attname), ', ' order by k.n),
         string_agg(format('%I desc', a.attname), ', ' order by k.n)
    into keys, ordered
    from pg_index i cross join unnest(i.indkey::smallint[]) with ordinality k (num, n)
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.num
   where i.indrelid = tbl and i.indisprimary;
  select string_agg(format('%L, t.%I', a.attname, a.attname), ', ')
    into listed
    from pg_attribute a
   where a.attrelid = tbl and a.attnum > 0 and not a.attisdropped
     and (a.atttypid in ('uuid'::regtype, 'boolean'::regtype, 'timestamptz'::regtype)
       or a.atttypid in ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype, 'date'::regtype, 'time'::regtype)
       or a.attname in ('currency', 'role', 'status', 'kind', 'visibility', 'scope', 'category', 'decision', 'register', 'period', 'via', 'version', 'seq'));
  select coalesce(string_agg(case when a.attname in ('deleted_at', 'ended_at', 'released_at') then format('t.%I is null', a.attname) else format('t.%I', a.attname) end, ', '), 'null')
    into spread
    from pg_attribute a
   where a.attrelid = tbl and a.attnum > 0 and not a.attisdropped
     and (a.attname in ('role', 'status', 'kind', 'visibility', 'scope', 'deleted_at', 'ended_at', 'released_at', 'told', 'category', 'decision')
       or a.attname in ('practitioner_id', 'granted_by')
       or client is null and a.attname in ('member_id', 'by_member', 'invited_by', 'from_member', 'to_member'));
  -- A client's own row, of the team and of exports, is about them too.
  select a.attname into whose from pg_attribute a
   where a.attrelid = tbl and not a.attisdropped and a.attname in ('client_id', 'member_id', 'membership_id') order by a.attname limit 1;
  return query execute format(
    'select s.key, s.facts from (
       select concat_ws('' and '', %1$s) as key, jsonb_build_object(%2$s) as facts, row_number() over (partition by %3$s order by %6$s) as n
         from (select * from %4$s x where x.organisation_id = $1 %5$s order by %7$s limit 2000) t) s
      where s.n <= $3', keys, listed, spread, tbl, case when client is null then '' else format('and x.%I = $2', whose) end,
      't.' || replace(ordered, ', ', ', t.'), 'x.' || replace(ordered, ', ', ', x.'))
    using house, client, each;
end $$;

-- Makes the transaction of a login somebody's: a member's, or a job's about a client or the house. Only while a connection
-- of ns_migrator holds the two locks that a secret's hash names: who runs the proof has that secret and that connection,
-- and nobody else has either. The session is seen by this transaction alone and cannot be committed (auth.refuse_kept).
create or replace function ops.be_for_proof(secret text, token text, house uuid, member uuid, door text, state text, about uuid, whole boolean) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  hash text := encode(sha256(convert_to(secret, 'UTF8')), 'hex');
begin
  if length(secret) < 32 or (
    select count(distinct half.n) from unnest(array[substr(hash, 1, 16), substr(hash, 17, 16)]) with ordinality half (hex, n)
      join pg_locks l on l.locktype = 'advisory' and l.granted and l.mode = 'ExclusiveLock' and l.objsubid = 1
       and l.database = (select d.oid from pg_database d where d.datname = current_database())
       and (l.classid::bigint << 32) | l.objid::bigint = ('x' || half.hex)::bit(64)::bigint
      join pg_stat_get_activity(null) a on a.pid = l.pid and pg_has_role(a.usesysid, 'ns_migrator', 'member')) <> 2 then
    raise exception 'no proof of isolation is running' using errcode = 'insufficient_privilege';
  end if;
  insert into auth.session (token_hash, person_id, organisation_id, membership_id, portal, created_at, last_seen_at, idle_expires_at, expires_at, ended_at, proved_at,
                            factor_at, job_client, job_house)
  select sha256(convert_to(token, 'UTF8')), m.person_id, house, m.membership_id, door, '-infinity', '-infinity',
         now() + case state when 'idle' then interval '-1 minute' else interval '1 minute' end,
         now() + case state when 'expired' then interval '-1 minute' else interval '1 minute' end,
         case state when 'ended' then now() end, now() - case state when 'stale' then interval '1 hour' else interval '0' end,
         case when state <> 'half' and p.factor_since is not null then now() end, about, coalesce(whole, false)
    from (select) one
    left join app.membership m on m.organisation_id = house and m.membership_id = member
    left join auth.person p on p.person_id = m.person_id;
  return true;
end $$;

-- Such a session is rolled back or its transaction fails.
create or replace function auth.refuse_kept() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'a session made for a proof is not kept' using errcode = 'insufficient_privilege';
end $$;

do $$
declare
  f regprocedure;
begin
  foreach f in array array['ops.isolation_states()', 'ops.isolation_facts(uuid)', 'ops.isolation_rows(regclass, uuid, uuid, integer)']::regprocedure[] loop
    -- Reads every table; as all of its kind it writes nothing.
    execute format('alter function %s owner to ns_eraser', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to ns_migrator', f);
  end loop;
  foreach f in array array['ops.be_for_proof(text, text, uuid, uuid, text, text, uuid, boolean)', 'auth.refuse_kept()']::regprocedure[] loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
grant execute on function ops.be_for_proof(text, text, uuid, uuid, text, text, uuid, boolean) to ns_client, ns_practice, ns_clinic, ns_worker;
-- A table's owner must hold it to attach the trigger.
grant execute on function auth.refuse_kept() to ns_owner;
