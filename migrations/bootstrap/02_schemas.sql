-- Schemas of the database. Run by a superuser, again and again without harm.
create extension if not exists btree_gist with schema pg_catalog;

create schema if not exists app authorization ns_owner;    -- tenant data
create schema if not exists ref authorization ns_owner;    -- reference data
create schema if not exists auth authorization ns_owner;   -- people, credentials, sessions, tokens
create schema if not exists authz authorization ns_owner;  -- who is asking, and what they may
create schema if not exists ops authorization ns_owner;    -- event inbox, jobs
create schema if not exists guard authorization ns_owner;  -- the procedures that protect tables; run only by migrations

revoke all on schema public from public;
do $$ begin
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect on database %I to ns_migrator, ns_public, ns_signin, ns_client, ns_practice, ns_clinic, ns_webhook, ns_worker, ns_ai, ns_backup', current_database());
end $$;

alter default privileges for role ns_owner revoke execute on functions from public;
alter default privileges for role ns_authz revoke execute on functions from public;
alter default privileges for role ns_definer revoke execute on functions from public;

grant usage on schema app, ref, authz to ns_client, ns_practice, ns_clinic, ns_worker;
grant usage on schema ref to ns_public;
grant usage on schema auth to ns_public, ns_signin, ns_worker;
grant usage on schema ops to ns_client, ns_practice, ns_clinic, ns_worker, ns_webhook;
grant usage on schema app, auth, authz, ref, ops to ns_authz, ns_definer, ns_eraser, ns_backup;
-- The definer roles own functions in these schemas, which takes CREATE on them; nobody can log in as either.
grant create on schema authz to ns_authz;
grant create on schema auth, ops, app to ns_definer;
grant create on schema ops to ns_eraser;
-- What erases must reach every table of people, those of tomorrow too.
alter default privileges for role ns_owner in schema app, auth, ops grant select, update, delete on tables to ns_eraser;
alter default privileges for role ns_owner in schema ref grant select on tables to ns_eraser;
alter default privileges for role ns_eraser revoke execute on functions from public;
