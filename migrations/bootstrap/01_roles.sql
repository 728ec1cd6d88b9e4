-- Roles of the cluster. Run by a superuser, again and again without harm.
-- No role both owns and logs in; one login per portal, so that column grants separate the portals physically.
do $$
declare
  wanted record;
begin
  for wanted in
    select * from (values
      ('ns_owner',    'nologin nobypassrls'),  -- owns schemas and tables; bound by FORCE
      ('ns_authz',    'nologin bypassrls'),    -- owns the read-only helpers of schema authz; nobody is a member
      ('ns_definer',  'nologin bypassrls'),    -- owns the narrow functions that write for a caller; nobody is a member
      ('ns_eraser',   'nologin bypassrls'),    -- owns the functions that erase, by the register alone; nobody is a member
      ('ns_migrator', 'login nobypassrls'),
      ('ns_public',   'login nobypassrls'),  -- before anybody is known, and sessions there are: makes none, reads no secret
      ('ns_signin',   'login nobypassrls'),  -- signing in alone: each of its functions demands a step (07_steps.sql)
      ('ns_client',   'login nobypassrls'),
      ('ns_practice', 'login nobypassrls'),
      ('ns_clinic',   'login nobypassrls'),
      ('ns_webhook',  'login nobypassrls'),
      ('ns_worker',   'login nobypassrls'),
      ('ns_ai',       'login nobypassrls'),
      ('ns_backup',   'login bypassrls')
    ) as roles (name, options)
  loop
    if not exists (select from pg_roles where rolname = wanted.name) then
      execute format('create role %I', wanted.name);
    end if;
    execute format('alter role %I with %s nosuperuser nocreatedb nocreaterole noreplication', wanted.name, wanted.options);
  end loop;

  -- A stuck statement must not hold a portal's pool; values never reach the log.
  for wanted in select unnest(array['ns_public', 'ns_signin', 'ns_client', 'ns_practice', 'ns_clinic', 'ns_webhook', 'ns_worker', 'ns_ai']) as name
  loop
    execute format('alter role %I set statement_timeout = ''10s''', wanted.name);
    execute format('alter role %I set lock_timeout = ''5s''', wanted.name);
    execute format('alter role %I set idle_in_transaction_session_timeout = ''15s''', wanted.name);
    execute format('alter role %I set log_parameter_max_length = 0', wanted.name);
    execute format('alter role %I set log_parameter_max_length_on_error = 0', wanted.name);
    execute format('alter role %I set search_path = pg_catalog', wanted.name);
    execute format('alter role %I set timezone = ''UTC''', wanted.name);
  end loop;
end $$;

grant ns_owner to ns_migrator;
alter role ns_migrator set search_path = ops;
alter role ns_migrator set timezone = 'UTC';
