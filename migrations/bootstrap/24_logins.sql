-- Who calls what of schema auth, all in one place: two lists, and what is in neither is called by functions alone.
--
-- ns_public: before anybody is known, and sessions there are already. It loads, keeps and ends a session whose secret it
-- holds, redeems the secret of a letter, reads pages, keeps a form (which opens to its own person's session alone). It makes no session, starts no link, sets no password, reads no hash.
-- ns_signin: signing in, factors, passwords, joining. Everything here that does not take the secret of a session or a
-- letter takes a step (07_steps.sql); what makes something worth having takes both.
do $$
declare
  f regprocedure;
  name text;
  public_calls constant text[] := array[
    'load_session', 'save_session', 'end_session', 'touch_session', 'session_memberships', 'suspended_places', 'list_sessions', 'end_one_session',
    'end_other_sessions', 'wrong_passwords', 'gate', 'account', 'profile', 'change_name', 'change_reading', 'ways', 'session_owner', 'session_person',
    'confirm_email', 'find_link', 'find_invitation', 'find_email_change', 'confirm_email_change', 'undo_email_change',
    'find_factor_reset', 'refuse_factor_reset', 'installation', 'trust_facts', 'trust_processors', 'session_limits',
    'session_place', 'keep_form', 'kept_forms', 'drop_kept_forms', 'begin_form', 'end_form'];
  signin_calls constant text[] := array[
    'knows_step', 'find_credential', 'knows_device', 'contact_at', 'memberships_of', 'person_contact', 'count_wrong_password',
    'sign_up_organisation', 'start_link', 'reset_password', 'accept_invitation', 'open_session', 'remember_sign_in',
    'change_password', 'start_email_change', 'issue_for_password', 'carry', 'credential_of', 'prove_password', 'gate', 'ways',
    'count_try', 'factors', 'start_totp', 'confirm_totp', 'prove_totp', 'prove_recovery', 'replace_recovery', 'recovery_sheet',
    'drop_recovery_sheet', 'add_email', 'send_code', 'prove_email', 'begin_ceremony', 'end_ceremony', 'add_passkey',
    'find_passkey', 'prove_passkey', 'remove_factor'];
begin
  for f, name in select p.oid::regprocedure, p.proname from pg_proc p where p.pronamespace = 'auth'::regnamespace loop
    execute format('revoke execute on function %s from public, ns_public, ns_signin', f);
    if name = any (public_calls) then execute format('grant execute on function %s to ns_public', f); end if;
    if name = any (signin_calls) then execute format('grant execute on function %s to ns_signin', f); end if;
  end loop;
end $$;
