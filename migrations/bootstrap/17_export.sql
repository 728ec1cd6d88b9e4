-- Exports: fetching one, and the rows of schema auth that belong into it. Both decide here who may.

-- Somebody's data is asked for by or about an active member: clients as clients, staff as staff, everything by an owner.
create or replace function app.check_export_member() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform from app.membership m
    where m.organisation_id = new.organisation_id and m.membership_id = new.member_id and m.status = 'active'
      and case new.scope when 'client' then m.role = 'client' when 'organisation' then m.role = 'owner' else m.role <> 'client' end
      for share;
  if not found then
    raise exception 'nobody to export' using errcode = 'check_violation', constraint = 'export_member';
  end if;
  return new;
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
     and x.status in ('ready', 'downloaded') and x.expires_at > now() and x.key_sealed is not null for update;
  if e.export_id is null or e.scope = 'organisation' and me.role <> 'owner' then return; end if;
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
             and e.scope <> 'organisation' and e.status in ('received', 'running'));
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
     and a.atttypid <> 'bytea'::regtype and a.attname not in ('password_hash', 'data', 'state');
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
    using case e.scope when 'organisation' then array(select distinct m.person_id from app.membership m where m.organisation_id = e.organisation_id)
               else array[e.person_id] end, after, most;
end $$;

do $$
declare
  f regprocedure;
begin
  foreach f in array array['app.check_export_member()', 'app.open_export(uuid)', 'ops.export_person(uuid)',
                           'ops.export_account(uuid, text, text[], text, integer)']::regprocedure[] loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
grant execute on function app.open_export(uuid) to ns_client, ns_practice, ns_clinic;
grant execute on function ops.export_person(uuid), ops.export_account(uuid, text, text[], text, integer) to ns_worker;
grant execute on function app.check_export_member() to ns_owner;  -- a table's owner must hold it to attach the trigger
