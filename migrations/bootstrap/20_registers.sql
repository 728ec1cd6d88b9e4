-- Backups, registers, reviews and what the trust page may say.

-- The backup's login reads every table of ours, those that come later included, and changes nothing. Not the catalogue's
-- own secrets: pg_read_all_data would show it the password hashes of the logins, which migrate makes anew.
do $$ begin
  if exists (select from pg_auth_members m where m.member = 'ns_backup'::regrole and m.roleid = 'pg_read_all_data'::regrole) then
    revoke pg_read_all_data from ns_backup;
  end if;
end $$;
grant usage on schema guard to ns_backup;
grant select on all tables in schema app, auth, authz, ref, ops, guard to ns_backup;
grant select on all sequences in schema app, auth, authz, ref, ops, guard to ns_backup;
alter default privileges for role ns_owner in schema app, auth, authz, ref, ops, guard grant select on tables to ns_backup;
alter default privileges for role ns_owner in schema app, auth, authz, ref, ops, guard grant select on sequences to ns_backup;
alter role ns_backup set default_transaction_read_only = on;
alter role ns_backup set log_parameter_max_length = 0;
alter role ns_backup set log_parameter_max_length_on_error = 0;
alter role ns_backup set log_error_verbosity = terse;

-- What anybody may know of this installation: counts, and the clinic's own name where it is the only one.
create or replace function auth.trust_facts(
  out organisations bigint, out with_factor bigint, out has_demo boolean, out clinic text, out entries bigint, out head text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  only_one uuid;
begin
  select count(*), count(*) filter (where o.staff_factor_from <= now()), coalesce(bool_or(o.is_demo), false)
    into organisations, with_factor, has_demo from app.organisation o;
  if organisations = 1 then
    select o.organisation_id, o.name into only_one, clinic from app.organisation o;
    -- The newest signed head: a note of numbers and hashes that anybody may keep.
    select c.size, c.note into entries, head from app.checkpoint c where c.organisation_id = only_one order by c.size desc limit 1;
  end if;
end $$;

-- Sub-processors as clinics publish them (P14): everybody whom any clinic of this installation lists, once, without a word
-- of which clinic does.
create or replace function auth.trust_processors() returns table (name text, service text, place text, transfer text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select distinct e.fields ->> 'title', e.fields ->> 'service', e.fields ->> 'place', e.fields ->> 'transfer'
      from app.register_entry e where e.register = 'processors' and e.retired_at is null order by 1, 2, 3, 4 limit 1000;
end $$;

-- For the worker: whether a letter about this review is due today. Says so once a day, and only while it is open.
create or replace function ops.claim_review_letter(review uuid) returns table (kind text, due_on date)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    update app.review r set told_on = current_date
     where r.organisation_id = authz.org() and authz.portal() = 'worker' and r.review_id = review and r.status = 'open'
       and r.told_on is distinct from current_date
    returning r.kind, r.due_on;
end $$;

do $$
declare
  f regprocedure;
begin
  foreach f in array array['auth.trust_facts()', 'auth.trust_processors()', 'ops.claim_review_letter(uuid)']::regprocedure[]
  loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
grant execute on function ops.claim_review_letter(uuid) to ns_worker;
