-- Retention: what is older than its time goes, a little at each step. Times are the clinic's where it may choose, the
-- register's everywhere else; what is under a legal hold stays.

create or replace function app.retention_bounded() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from ref.retention_period p where p.period = new.period and new.days between p.min_days and p.max_days) then
    raise exception 'this time is outside of what the law allows' using errcode = 'check_violation', constraint = 'retention_bounds';
  end if;
  return new;
end $$;

-- The conditions of what is too old in an organisation, table by table. `chosen` may hold days by period that count
-- instead of what is stored: for a preview.
create or replace function ops.too_old(organisation uuid, chosen jsonb)
returns table (table_name text, category text, period text, hides boolean, rows_where text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select a.table_name, t.category, a.period, a.hides,
           format('(%s) < now() - make_interval(days => %s)', a.age, coalesce((chosen->>a.period)::integer, s.days, a.days))
           || case when a.table_name like 'app.%' then ' and t.organisation_id = $1' else '' end
           || case when a.hides then ' and t.deleted_at is null' else '' end
           -- What an incident is about stays in the logs while it is open, and for its time after.
           || case when t.category in ('access', 'activity', 'sign_in') and to_regclass('app.evidence_hold') is not null
                then format(' and not exists (select from app.evidence_hold eh where (eh.ends_at is null or eh.ends_at > now()) and eh.held_from <= (%s)%s)',
                            a.age, case when a.table_name like 'app.%' then ' and eh.organisation_id = $1' else '' end)
                else '' end
           || format(' and not exists (select from app.legal_hold h join app.membership hm on hm.organisation_id = h.organisation_id and hm.membership_id = h.client_id
                       where h.released_at is null and (%s))',
                replace(replace(replace(replace(t.whose, '$1', 'h.organisation_id'), '$2', 'h.client_id'), '$3', 'hm.person_id'), '$4', 'true'))
      from ref.register_age a join ref.register_table t on t.table_name = a.table_name
      left join app.retention_setting s on s.organisation_id = organisation and s.period = a.period
     where to_regclass(a.table_name) is not null
     order by t.erase_order, a.table_name, a.hides desc;
end $$;

-- Up to `most` rows of the job's organisation; answers how many. None: everything is as it should be.
create or replace function ops.retain_slice(most integer) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  o record;
  n bigint;
  done bigint := 0;
begin
  if not authz.job_house() then raise exception 'only the house''s own job does this' using errcode = 'insufficient_privilege'; end if;
  -- Not beside itself: two at once would wait for each other's rows.
  perform pg_advisory_xact_lock(hashtextextended('retention', 0));
  for o in select * from ops.too_old(authz.org(), '{}') loop
    execute format(case when o.hides
        then 'update %1$s t set deleted_at = now() where t.ctid = any (array(select t.ctid from %1$s t where %2$s limit $2))'
        else 'delete from %1$s t where t.ctid = any (array(select t.ctid from %1$s t where %2$s limit $2))' end, o.table_name, o.rows_where)
      using authz.org(), most - done;
    get diagnostics n = row_count;
    done := done + n;
    if done >= most then return done; end if;
  end loop;
  return done;
end $$;

-- What would go now, or with other times: numbers by category, for an administrator.
create or replace function ops.retention_preview(chosen jsonb) returns table (period text, hides boolean, amount bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  o record;
begin
  if not authz.is_admin() then return; end if;
  for o in select * from ops.too_old(authz.org(), chosen) x where x.table_name like 'app.%' loop
    period := o.period;
    hides := o.hides;
    execute format('select count(*) from %s t where %s', o.table_name, o.rows_where) into amount using authz.org();
    return next;
  end loop;
end $$;

-- Once a day for each organisation.
create or replace function ops.schedule_retention() returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  made integer;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('schedule retention', 0)) then return 0; end if;
  insert into ops.job (kind, organisation_id)
  select 'retain', o.organisation_id from app.organisation o
   where not exists (select from ops.job j where j.kind = 'retain' and j.organisation_id = o.organisation_id
                       and (j.status in ('queued', 'running') or j.created_at > now() - interval '20 hours'));
  get diagnostics made = row_count;
  return made;
end $$;

do $$
declare
  f regprocedure;
begin
  foreach f in array array['app.retention_bounded()', 'ops.schedule_retention()']::regprocedure[] loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public', f);
  end loop;
  foreach f in array array['ops.too_old(uuid, jsonb)', 'ops.retain_slice(integer)', 'ops.retention_preview(jsonb)']::regprocedure[] loop
    execute format('alter function %s owner to ns_eraser', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
grant execute on function app.retention_bounded() to ns_owner;  -- a table's owner must hold it to attach the trigger
grant execute on function ops.retain_slice(integer), ops.schedule_retention() to ns_worker;
grant execute on function ops.retention_preview(jsonb) to ns_clinic;
