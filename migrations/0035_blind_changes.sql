-- A change that names no row takes no right to see one: then the policy for changes stands alone. So each of them asks at
-- least what the one for reading asks, and nobody changes what they do not see, be it all rows at once.
set role ns_owner;

-- What is being erased is hidden.
alter policy client_update on app.observation using (client_id = (select authz.member())
  and created_at > coalesce((select authz.hidden_until('journal')), '-infinity'));
alter policy practice_update on app.observation using (client_id = any ((select authz.client_ids('observation.view'))::uuid[])
  and visibility = 'shared' and deleted_at is null and client_id <> all ((select authz.hidden_clients('journal'))::uuid[]));

-- A job about one client.
alter policy worker_update on app.appointment
  using ((select authz.portal()) = 'worker' and client_id = coalesce((select authz.job_client()), client_id));
alter policy worker_update on app.payment
  using ((select authz.portal()) = 'worker' and client_id = coalesce((select authz.job_client()), client_id));
alter policy worker_update on app.access_grant
  using ((select authz.portal()) = 'worker' and client_id = coalesce((select authz.job_client()), client_id));

-- What administrators see after a look that is in the log.
alter policy clinic_update on app.access_grant
  using ((select authz.is_admin()) and client_id = any ((select authz.looked_ids('access'))::uuid[]));
alter policy clinic_update on app.legal_hold
  using ((select authz.is_admin()) and (told and client_id = any ((select authz.looked_ids('holds'))::uuid[])
    or not told and client_id = any ((select authz.looked_ids('names'))::uuid[])));
alter policy clinic_update on app.export
  using (member_id = (select authz.member()) and scope <> 'move'
    or (select authz.is_admin()) and (asked_by = (select authz.member()) and (scope <> 'client' or member_id = any ((select authz.looked_ids('exports'))::uuid[]))
      or scope = 'move'));

-- Offers are the administrators' business, also the ones to somebody who no longer is one.
alter policy clinic_update on app.ownership_offer
  using ((select authz.is_admin()) and ((select authz.member()) in (from_member, to_member)));
