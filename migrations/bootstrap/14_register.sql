-- Whom a background job is about. A job that carries a client reads that client's record and no other's; a job of one
-- of the kinds below reads the whole house; every other job reads no record at all.

-- Kinds of jobs that are about a whole organisation. Only an administrator or another job starts one.
create or replace function ops.house_kinds() returns text[]
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  return array[
    -- Retention and erasure.
    'retain',
    -- Exports.
    'export_house', 'export_move', 'import_house',
    -- Checkpoints and proofs.
    'checkpoint', 'verify_log',
    -- The audit viewer and incidents.
    'assess_incident',
    -- Registers, reviews and the trust page.
    'remind_reviews',
    -- Keys of clients.
    'seal_house', 'rotate_house',
    -- Consent and documents to sign.
    'ask_consent'
  ];
end $$;

-- The client a payload names; nil, which is nobody, where it names something else. Null where it names none.
create or replace function ops.client_of(payload jsonb) returns uuid
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  named text := payload->>'client_id';
begin
  if jsonb_typeof(payload) is distinct from 'object' or not payload ? 'client_id' then return null; end if;
  if named ~ '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$' then return named::uuid; end if;
  return '00000000-0000-0000-0000-000000000000';
end $$;

-- The client the worker's session is about.
create or replace function authz.job_client() returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (select x.job_client from authz.session() s join auth.session x on x.session_id = s.session_id where s.portal = 'worker');
end $$;

-- Whether the worker's session is about the whole organisation.
create or replace function authz.job_house() returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return coalesce((select x.job_house from authz.session() s join auth.session x on x.session_id = s.session_id where s.portal = 'worker'), false);
end $$;

do $$
declare
  f regprocedure;
begin
  foreach f in array array['authz.job_client()', 'authz.job_house()']::regprocedure[] loop
    execute format('alter function %s owner to ns_authz', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to ns_client, ns_practice, ns_clinic, ns_worker, ns_definer, ns_owner', f);
  end loop;
  foreach f in array array['ops.house_kinds()', 'ops.client_of(jsonb)']::regprocedure[] loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
