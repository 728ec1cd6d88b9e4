-- Whom background jobs may read.
set role ns_owner;

alter table auth.session
  add job_client uuid,                                    -- the client a worker's session is about
  add job_house boolean not null default false;           -- or the whole organisation
grant select (job_client, job_house) on auth.session to ns_authz;

-- A job of one client reads that client; a job of the house everybody; what a job reads that names neither is as before:
-- appointments, payments, grants and names, for the letters about them.
do $$
declare
  tbl text;
begin
  foreach tbl in array array['app.observation', 'app.observation_version', 'app.care_relationship', 'app.record_read', 'app.activity'] loop
    call guard.allow(tbl, 'ns_worker', 'select', '*', 'client_id = (select authz.job_client()) or (select authz.job_house())');
  end loop;
  foreach tbl in array array['app.appointment', 'app.payment', 'app.access_grant'] loop
    execute format('drop policy worker_select on %s', tbl);
    call guard.allow(tbl, 'ns_worker', 'select', '*',
      '(select authz.portal()) = ''worker'' and client_id = coalesce((select authz.job_client()), client_id)');
  end loop;
end $$;
drop policy worker_select on app.membership;
call guard.allow('app.membership', 'ns_worker', 'select', '*',
  '(select authz.portal()) = ''worker'' and (role <> ''client'' or membership_id = coalesce((select authz.job_client()), membership_id))');
call guard.allow('app.invitation', 'ns_worker', 'select', '*', 'accepted_member = (select authz.job_client()) or (select authz.job_house())');
call guard.allow('app.service', 'ns_worker', 'select', '*', '(select authz.portal()) = ''worker''');
call guard.allow('app.availability', 'ns_worker', 'select', '*', '(select authz.portal()) = ''worker''');
call guard.allow('app.ownership_offer', 'ns_worker', 'select', '*', '(select authz.job_house())');
