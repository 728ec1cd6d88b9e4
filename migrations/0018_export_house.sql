-- Everything of an organisation, taken along by its owner, is read by a job of the house: also what lies in tables that
-- had no reason yet to be read by the worker. What is closed to everybody stays closed.
set role ns_owner;
do $$
declare
  tbl regclass;
begin
  for tbl in
    select c.oid::regclass from pg_class c
     where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p')
       and exists (select from pg_policies p where p.schemaname = 'app' and p.tablename = c.relname and p.policyname = 'tenant_floor')
       and not exists (select from pg_policies p where p.schemaname = 'app' and p.tablename = c.relname
                         and p.permissive = 'PERMISSIVE' and p.cmd in ('SELECT', 'ALL') and 'ns_worker' = any (p.roles))
     order by 1
  loop
    call guard.allow(tbl, 'ns_worker', 'select', '*', '(select authz.job_house())');
  end loop;
end $$;
