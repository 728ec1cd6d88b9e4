-- For operating the installation: re-encrypting what is stored, and looking at its state. None of it is for a request.

-- A sealed letter names the job it was sealed for (a zero byte, the job's id, then the sealed value), since its maker
-- must know the id to bind the letter to it. Its job takes that id; the sealed value alone is kept.
create or replace function ops.name_job() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if length(new.sealed) > 17 and get_byte(new.sealed, 0) = 0 then
    new.job_id := encode(substring(new.sealed from 2 for 16), 'hex')::uuid;
    new.sealed := substring(new.sealed from 18);
  end if;
  return new;
end $$;

-- Columns that hold sealed values, by their name and type. `row_key` is the last column of the primary key.
create or replace function ops.sealed_columns() returns table (table_name text, column_name text, row_key text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select n.nspname || '.' || c.relname, a.attname::text, k.attname::text
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      join pg_constraint p on p.conrelid = c.oid and p.contype = 'p'
      join pg_attribute k on k.attrelid = c.oid and k.attnum = p.conkey[array_length(p.conkey, 1)]
     where c.relkind in ('r', 'p') and n.nspname in ('app', 'auth', 'ops') and not a.attisdropped
       and a.atttypid = 'bytea'::regtype and (a.attname = 'sealed' or a.attname like '%\_sealed');
end $$;

-- The parts of a statement about one sealed column, quoted; an error for any other column.
create or replace function ops.sealed_place(of_table text, of_column text, out place text, out field text, out row_key text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  select to_regclass(s.table_name)::text, quote_ident(s.column_name), quote_ident(s.row_key) into place, field, row_key
    from ops.sealed_columns() s where s.table_name = of_table and s.column_name = of_column;
  if place is null then
    raise exception 'there is no sealed column %.%', of_table, of_column;
  end if;
end $$;

create or replace function ops.sealed_otherwise(of_table text, of_column text, header bytea, after uuid, most integer)
returns table (row_id uuid, sealed bytea)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  at record;
begin
  select * into at from ops.sealed_place(of_table, of_column);
  return query execute format(
    'select %1$s, %2$s from %3$s where %2$s is not null and substring(%2$s from 1 for length($1)) <> $1 and %1$s > $2 order by %1$s limit $3',
    at.row_key, at.field, at.place) using header, after, most;
end $$;

create or replace function ops.reseal(of_table text, of_column text, row_id uuid, was bytea, becomes bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  at record;
  changed integer;
begin
  select * into at from ops.sealed_place(of_table, of_column);
  execute format('update %3$s set %2$s = $3 where %1$s = $1 and %2$s = $2', at.row_key, at.field, at.place) using row_id, was, becomes;
  get diagnostics changed = row_count;
  return changed = 1;
end $$;

create or replace function ops.count_sealed(of_table text, of_column text) returns table (header text, amount bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  at record;
begin
  select * into at from ops.sealed_place(of_table, of_column);
  return query execute format(
    'select encode(substring(%1$s from 1 for 3), ''hex''), count(*) from %2$s where %1$s is not null group by 1 order by 1', at.field, at.place);
end $$;

-- How the installation is doing: the clock and the queue. Counts only.
-- It has answered other columns before.
drop function if exists ops.pulse();
create or replace function ops.pulse(out now timestamptz, out jobs_due bigint, out jobs_failed bigint, out oldest_due_seconds double precision,
  out payments_mismatched bigint)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  now := clock_timestamp();
  select count(*), coalesce(extract(epoch from max(clock_timestamp() - j.run_at)), 0) into jobs_due, oldest_due_seconds
    from ops.job j where j.status = 'queued' and j.run_at <= clock_timestamp();
  -- Until somebody of the clinic has settled it.
  select count(*) into payments_mismatched from app.payment p
   where p.mismatch_at is not null and (p.settled_at is null or p.settled_at < p.mismatch_at);
  select count(*) into jobs_failed from ops.job j where j.status = 'failed' and j.created_at > clock_timestamp() - interval '30 days';
end $$;

do $$
declare
  f regprocedure;
begin
  foreach f in array array[
    'ops.name_job()', 'ops.sealed_columns()', 'ops.sealed_place(text, text)', 'ops.sealed_otherwise(text, text, bytea, uuid, integer)',
    'ops.reseal(text, text, uuid, bytea, bytea)', 'ops.count_sealed(text, text)', 'ops.pulse()']::regprocedure[]
  loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
grant execute on function ops.name_job() to ns_owner;  -- a table's owner must hold it to attach the trigger
grant usage on schema ops to ns_migrator;
grant execute on function ops.sealed_columns(), ops.sealed_otherwise(text, text, bytea, uuid, integer),
  ops.reseal(text, text, uuid, bytea, bytea), ops.count_sealed(text, text) to ns_migrator;
grant execute on function ops.pulse() to ns_worker;

-- What Postgres writes into its own log when a statement fails: the message, never the values of a row or key (T14, S12).
do $$
declare
  login name;
begin
  foreach login in array array['ns_public', 'ns_signin', 'ns_client', 'ns_practice', 'ns_clinic', 'ns_webhook', 'ns_worker', 'ns_ai', 'ns_migrator']::name[]
  loop
    execute format('alter role %I set log_error_verbosity = terse', login);
  end loop;
end $$;
