-- How a table is protected. A migration states a table's class and its column grants; the procedures below write the
-- policies, so that the two cannot drift apart. The catalogue test checks the result, not the call.
-- Every table: ENABLE and FORCE, one RESTRICTIVE tenant floor, exactly one PERMISSIVE policy per role and command.

-- Default deny, and the floor under whatever is allowed later.
create or replace procedure guard.close(tbl regclass)
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  execute format('alter table %s enable row level security', tbl);
  execute format('alter table %s force row level security', tbl);
  execute format('revoke all on %s from public', tbl);
end $$;

create or replace procedure guard.tenant_floor(tbl regclass)
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  call guard.close(tbl);
  execute format('create policy tenant_floor on %s as restrictive for all to ns_client, ns_practice, ns_clinic, ns_worker
                  using (organisation_id = (select authz.org())) with check (organisation_id = (select authz.org()))', tbl);
end $$;

-- One command for one role on named columns ('*' for all), under a predicate over the row.
create or replace procedure guard.allow(tbl regclass, role name, command text, columns text, predicate text)
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  listed text := case when columns = '*' or command = 'delete' then '' else '(' || columns || ')' end;
  clause text := case command
    when 'insert' then format('with check (%s)', predicate)
    when 'update' then format('using (%1$s) with check (%1$s)', predicate)
    else format('using (%s)', predicate) end;
begin
  if predicate is null or lower(btrim(predicate)) in ('true', '1=1') then
    raise exception 'a policy on % needs a predicate', tbl;
  end if;
  execute format('grant %s %s on %s to %I', command, listed, tbl, role);
  execute format('create policy %I on %s as permissive for %s to %I %s', replace(role, 'ns_', '') || '_' || command, tbl, command, role, clause);
end $$;

-- Class "tenant-wide": members of the named portals read it; writes are allowed one by one by the migration.
create or replace procedure guard.tenant_wide(tbl regclass, readers name[])
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  reader name;
begin
  call guard.tenant_floor(tbl);
  foreach reader in array readers loop
    call guard.allow(tbl, reader, 'select', '*', 'organisation_id = (select authz.org())');
  end loop;
end $$;

-- Class "relationship": a client's record. The client owns it; a practitioner in active care reads what is shared.
create or replace procedure guard.client_record(tbl regclass, client_writes text, practice_reads text, permission text, shared text)
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  owner_only constant text := 'client_id = (select authz.member())';
begin
  call guard.tenant_floor(tbl);
  call guard.allow(tbl, 'ns_client', 'select', '*', owner_only);
  if client_writes is not null then
    call guard.allow(tbl, 'ns_client', 'insert', client_writes, owner_only);
    call guard.allow(tbl, 'ns_client', 'update', client_writes, owner_only);
  end if;
  if practice_reads is not null then
    call guard.allow(tbl, 'ns_practice', 'select', practice_reads,
      format('client_id = any ((select authz.client_ids(%L))::uuid[])%s', permission, coalesce(' and ' || shared, '')));
  end if;
end $$;

-- Class "append-only": no UPDATE, DELETE or TRUNCATE for anyone, the owner included; the attempt raises. The one
-- exception is erasure by the register: functions of ns_eraser, a role without login that nobody is a member of.
create or replace function guard.refuse_change() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user = 'ns_eraser' and tg_level = 'ROW' then
    if tg_op = 'DELETE' then return old; end if;
    return new;
  end if;
  raise exception '% on % is refused: the table is append-only', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end $$;

create or replace procedure guard.append_only(tbl regclass)
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  execute format('create trigger append_only_rows before update or delete on %s for each row execute function guard.refuse_change()', tbl);
  execute format('create trigger append_only_table before truncate on %s for each statement execute function guard.refuse_change()', tbl);
end $$;

-- Audit columns: created and updated, by whom and when. Stamped here, so that the application cannot lie.
create or replace function guard.stamp() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  -- Erasure takes names out of the stamps as well.
  if current_user = 'ns_eraser' then return new; end if;
  if tg_op = 'INSERT' then
    new.created_at := now();
    new.created_by := authz.uid();
  else
    new.created_at := old.created_at;
    new.created_by := old.created_by;
  end if;
  new.updated_at := now();
  new.updated_by := authz.uid();
  return new;
end $$;

-- The same for a status column: when it last changed and by whom.
create or replace function guard.stamp_status() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user = 'ns_eraser' then return new; end if;
  if tg_op = 'INSERT' or new.status is distinct from old.status then
    new.status_changed_at := now();
    new.status_changed_by := authz.uid();
  else
    new.status_changed_at := old.status_changed_at;
    new.status_changed_by := old.status_changed_by;
  end if;
  return new;
end $$;

create or replace procedure guard.audit_columns(tbl regclass)
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  execute format('alter table %s add created_at timestamptz not null default now(), add created_by uuid,
                  add updated_at timestamptz not null default now(), add updated_by uuid', tbl);
  execute format('create trigger stamp before insert or update on %s for each row execute function guard.stamp()', tbl);
end $$;

create or replace procedure guard.status_columns(tbl regclass)
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  execute format('alter table %s add status_changed_at timestamptz not null default now(), add status_changed_by uuid', tbl);
  execute format('create trigger stamp_status before insert or update on %s for each row execute function guard.stamp_status()', tbl);
end $$;

do $$
declare
  routine record;
begin
  for routine in select p.oid::regprocedure as name from pg_proc p where p.pronamespace = 'guard'::regnamespace
  loop
    execute format('alter routine %s owner to ns_owner', routine.name);
    execute format('revoke all on routine %s from public', routine.name);
  end loop;
end $$;
