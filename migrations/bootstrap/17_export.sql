-- Exports: who may agree to a move, who is told, fetching one, and the rows of schema auth that belong into it. All of it
-- is decided here.

-- Somebody's data is asked for by or about an active member: clients as clients, staff as staff, everything by an owner.
create or replace function app.check_export_member() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform from app.membership m
    where m.organisation_id = new.organisation_id and m.membership_id = new.member_id and m.status = 'active'
      and case new.scope when 'client' then m.role = 'client' when 'organisation' then m.role = 'owner' when 'move' then m.role = 'owner' else m.role <> 'client' end
      for share;
  if not found then
    raise exception 'nobody to export' using errcode = 'check_violation', constraint = 'export_member';
  end if;
  return new;
end $$;

-- Whether somebody (null: anybody) could be the second of two who agree to a move: an administrator or owner who is another
-- person than the asker, and was one of this clinic's people before it was asked for. The caller's own organisation only.
create or replace function app.may_second(organisation uuid, asker uuid, second uuid, asked timestamptz) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return organisation = authz.org() and exists (
    select from app.membership m
      join app.membership a on a.organisation_id = m.organisation_id and a.membership_id = asker
     where m.organisation_id = organisation and m.membership_id <> asker and m.person_id <> a.person_id
       and (second is null or m.membership_id = second)
       and m.role in ('admin', 'owner') and m.status = 'active' and m.created_at <= asked);
end $$;

-- The clients whose record, or whose names and bookkeeping, are in an export of the organisation and whose log does not say
-- so yet. Of whom nothing is left nobody is told; who asked for their account's erasure is in no copy to read.
create or replace function app.untold_by(export uuid, most integer) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select m.membership_id from app.export e
      join app.membership m on m.organisation_id = e.organisation_id and m.role = 'client' and m.person_id is not null
     where e.organisation_id = authz.org() and e.export_id = export and e.scope in ('organisation', 'move')
       and (e.scope = 'move' or not exists (
         select from app.erasure_request q where q.organisation_id = m.organisation_id and q.client_id = m.membership_id
            and q.category = 'account' and q.status in ('pending', 'held', 'running')))
       and not exists (
         select from app.record_read l where l.organisation_id = m.organisation_id and l.client_id = m.membership_id
            and l.reader_id = e.asked_by and l.kind in ('move', 'copy') and l.basis_id = e.export_id)
     order by m.membership_id limit most;
end $$;

create or replace function app.is_untold(organisation uuid, export uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return organisation = authz.org() and exists (select from app.untold_by(export, 1));
end $$;

-- Writes the line into the logs of up to `most` of them, by the job that puts it together. Answers whose.
create or replace function app.log_export(export uuid, most integer) returns setof uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not authz.job_house() then
    raise exception 'only the job of an export logs it' using errcode = 'insufficient_privilege';
  end if;
  return query
    insert into app.record_read (organisation_id, client_id, reader_id, kind, via, basis_id, window_at, at)
    select e.organisation_id, u.client_id, e.asked_by, case e.scope when 'move' then 'move' else 'copy' end, 'house', e.export_id, e.created_at, clock_timestamp()
      from app.export e cross join app.untold_by(export, most) u (client_id)
     where e.organisation_id = authz.org() and e.export_id = export and e.status in ('received', 'running')
    on conflict do nothing
    returning client_id;
end $$;

-- Opens a finished export for the one person it belongs to, and counts that they fetched it. Nothing for anybody else,
-- for one that is over, or for an owner who no longer is one; a stale session is told to prove who is there.
create or replace function app.open_export(export uuid)
returns table (scope text, key_sealed bytea, work jsonb, client_id uuid, made_at timestamptz)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
  e record;
begin
  select * into me from authz.session();
  if me.membership_id is null or me.portal = 'worker' then return; end if;
  select x.* into e from app.export x
   where x.organisation_id = me.organisation_id and x.export_id = export and x.member_id = me.membership_id
     and x.status in ('ready', 'downloaded') and x.expires_at > now() and (x.key_sealed is not null or x.scope = 'move' and x.work is not null) for update;
  if e.export_id is null or e.scope in ('organisation', 'move') and me.role <> 'owner' then return; end if;
  if not authz.fresh() then
    raise exception 'a fresh proof is needed' using errcode = 'insufficient_privilege', constraint = 'proof_needed';
  end if;
  update app.export x set status = 'downloaded', downloads = x.downloads + 1, downloaded_at = now()
   where x.organisation_id = e.organisation_id and x.export_id = e.export_id;
  return query select e.scope::text, e.key_sealed::bytea, e.work::jsonb, case e.scope when 'client' then e.member_id end, e.ready_at::timestamptz;
end $$;

-- Whose account a running export of the job's own organisation is about.
create or replace function ops.export_person(export uuid) returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (select m.person_id from app.export e join app.membership m on m.organisation_id = e.organisation_id and m.membership_id = e.member_id
           where e.organisation_id = authz.org() and authz.portal() = 'worker' and e.export_id = export
             and e.scope in ('client', 'staff') and e.status in ('received', 'running'));
end $$;

-- The rows of one table of schema auth about that person (for an organisation: about its members), in the named columns,
-- after a row. Secrets are refused whatever the caller names; sessions of background work are nobody's sign-in.
create or replace function ops.export_account(export uuid, of_table text, columns text[], after text, most integer)
returns table (at text, content jsonb)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  e record;
  place regclass := to_regclass('auth.' || quote_ident(of_table));
  listed text;
  keyed text;
begin
  if authz.portal() is distinct from 'worker' or place is null then return; end if;
  select x.*, m.person_id into e from app.export x
    join app.membership m on m.organisation_id = x.organisation_id and m.membership_id = x.member_id
   where x.organisation_id = authz.org() and x.export_id = export and x.status in ('received', 'running');
  if e.export_id is null then return; end if;
  select string_agg(format('t.%I', a.attname), ', ' order by array_position(columns, a.attname::text)) into listed
    from pg_attribute a where a.attrelid = place and a.attnum > 0 and not a.attisdropped and a.attname = any (columns)
     and a.atttypid <> 'bytea'::regtype and a.attname not in ('password_sealed', 'data', 'state');
  -- What rows go by: numbers so that they sort, and of a hash only its own hash.
  select format('concat_ws(''/'', %s)', string_agg(format(case a.atttypid when 'bytea'::regtype then 'encode(sha256(t.%I), ''hex'')'
      when 'bigint'::regtype then 'lpad(t.%I::text, 20, ''0'')' else 't.%I::text' end, a.attname), ', ' order by k.n)) into keyed
    from pg_constraint c, unnest(c.conkey) with ordinality k (attnum, n), pg_attribute a
   where c.conrelid = place and c.contype = 'p' and a.attrelid = place and a.attnum = k.attnum;
  if listed is null then return; end if;
  return query execute format(
    'select k.go_by, to_jsonb(s) from (select %1$s as go_by, t.* from %2$s t where t.person_id = any ($1) and to_jsonb(t)->>''portal'' is distinct from ''worker'') k
       cross join lateral (select %3$s) s where $2 is null or k.go_by collate "C" > $2 order by k.go_by collate "C" limit $3',
    keyed, place, replace(listed, 't.', 'k.'))
    using case e.scope when 'move' then array(select distinct m.person_id from app.membership m where m.organisation_id = e.organisation_id)
               else array[e.person_id] end, after, most;
end $$;

-- What was erased of the organisation's clients moves with it, so that nobody brings it back there either.
create or replace function ops.export_erasures(export uuid, after text, most integer) returns table (at text, content jsonb)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not authz.job_house() or not exists (
    select from app.export x where x.organisation_id = authz.org() and x.export_id = export and x.scope = 'move' and x.status in ('received', 'running')) then return; end if;
  return query
    select lpad(l.entry::text, 20, '0'), to_jsonb(l) - 'entry' from ops.erasure_ledger l
     where l.organisation_id = authz.org() and (after is null or lpad(l.entry::text, 20, '0') > after)
     order by l.entry limit most;
end $$;

do $$
declare
  f regprocedure;
begin
  foreach f in array array['app.check_export_member()', 'app.open_export(uuid)', 'app.may_second(uuid, uuid, uuid, timestamptz)', 'app.untold_by(uuid, integer)',
                           'app.is_untold(uuid, uuid)', 'app.log_export(uuid, integer)', 'ops.export_erasures(uuid, text, integer)', 'ops.export_person(uuid)',
                           'ops.export_account(uuid, text, text[], text, integer)']::regprocedure[] loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
grant execute on function app.open_export(uuid) to ns_client, ns_practice, ns_clinic;
grant execute on function app.may_second(uuid, uuid, uuid, timestamptz) to ns_clinic;
grant execute on function app.is_untold(uuid, uuid), app.log_export(uuid, integer), ops.export_erasures(uuid, text, integer) to ns_worker;
grant execute on function ops.export_person(uuid), ops.export_account(uuid, text, text[], text, integer) to ns_worker;
grant execute on function app.check_export_member() to ns_owner;  -- a table's owner must hold it to attach the trigger
