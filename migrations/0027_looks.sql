-- Every look at what belongs to a client is in their log, the clinic's staff's too; texts that were written for one
-- client; and a client may end care.
set role ns_owner;

alter table app.record_read drop constraint record_read_kind_check;
alter table app.record_read add constraint record_read_kind_check check (kind in ('list', 'review', 'agenda', 'timeline', 'documents',
  'consents', 'requests', 'holds', 'exports', 'ai', 'access', 'log', 'incident', 'names', 'move', 'copy'));

-- What administrators see of a client opens only while the log holds their look at it, committed by an earlier
-- transaction (authz.looked_ids).
drop policy clinic_select on app.consent_event;
call guard.allow('app.consent_event', 'ns_clinic', 'select',
  'organisation_id, client_id, seq, kind, version, language, organisation_name, text_hash, decision, method, reason, at, actor_member',
  '(select authz.is_admin()) and client_id = any ((select authz.looked_ids(''consents''))::uuid[])');
drop policy clinic_select on app.document;
call guard.allow('app.document', 'ns_clinic', 'select', '*',
  '(select authz.is_admin()) and client_id = any ((select authz.looked_ids(''documents''))::uuid[])');
drop policy practice_select on app.document;
call guard.allow('app.document', 'ns_practice', 'select',
  'organisation_id, document_id, client_id, text_id, version, kind, title, body, text_hash, status, asked_by, signed_name, signed_at, device, ended_at, ended_by, ended_why, created_at, status_changed_at',
  'client_id = any ((select authz.client_ids(''document.read''))::uuid[])');
drop policy clinic_select on app.erasure_request;
call guard.allow('app.erasure_request', 'ns_clinic', 'select', '*',
  '(select authz.is_admin()) and client_id = any ((select authz.looked_ids(''requests''))::uuid[])');
-- Of a hold that the client is not told of they learn that their name was in a list, and no more.
drop policy clinic_select on app.legal_hold;
call guard.allow('app.legal_hold', 'ns_clinic', 'select', '*',
  '(select authz.is_admin()) and (told and client_id = any ((select authz.looked_ids(''holds''))::uuid[])
   or not told and client_id = any ((select authz.looked_ids(''names''))::uuid[]))');
drop policy clinic_select on app.ai_use;
call guard.allow('app.ai_use', 'ns_clinic', 'select', '*',
  '(select authz.is_admin()) and client_id = any ((select authz.looked_ids(''ai''))::uuid[])');
drop policy clinic_select on app.access_grant;
call guard.allow('app.access_grant', 'ns_clinic', 'select', '*',
  '(select authz.is_admin()) and client_id = any ((select authz.looked_ids(''access''))::uuid[])');
drop policy clinic_select on app.export;
do $$
declare
  shown constant text := 'organisation_id, export_id, scope, member_id, asked_by, reason, status, rows_total, rows_done, bytes, ready_at, expires_at, downloads, downloaded_at, created_at, updated_at, status_changed_at';
begin
  call guard.allow('app.export', 'ns_clinic', 'select', shown, 'member_id = (select authz.member())
    or (select authz.is_admin()) and (scope <> ''client'' or member_id = any ((select authz.looked_ids(''exports''))::uuid[]))');
end $$;

grant select on app.ai_use to ns_definer;

-- A text that was written for one client belongs to that client's care; without a client it is the clinic's. Nobody else
-- is asked to sign it (app.document_of_client), and its next versions are for the same client (app.document_text_client).
alter table app.document_text add client_id uuid;
create index document_text_client on app.document_text (organisation_id, client_id);
-- What practitioners wrote for the one client who was asked to sign it becomes that client's.
alter table app.document_text no force row level security;
alter table app.document no force row level security;
alter table app.membership no force row level security;
alter table app.document_text add foreign key (organisation_id, client_id) references app.membership (organisation_id, membership_id);
alter table app.document_text disable trigger user;
update app.document_text t set client_id = d.client_id
  from (select organisation_id, text_id, min(client_id::text)::uuid as client_id from app.document
         group by organisation_id, text_id having count(distinct client_id) = 1) d
 where d.organisation_id = t.organisation_id and d.text_id = t.text_id
   and exists (select from app.membership m where m.organisation_id = t.organisation_id and m.person_id = t.created_by and m.role = 'practitioner');
alter table app.document_text enable trigger user;
alter table app.document_text force row level security;
alter table app.document force row level security;
alter table app.membership force row level security;
create trigger document_text_client before insert on app.document_text for each row execute function app.document_text_client();
create trigger document_of_client before insert on app.document for each row execute function app.document_of_client();

drop policy practice_select on app.document_text;
call guard.allow('app.document_text', 'ns_practice', 'select', '*',
  '(select authz.portal()) = ''practice'' and (client_id is null or client_id = any ((select authz.client_ids(''document.read''))::uuid[]))');
drop policy practice_insert on app.document_text;
revoke insert on app.document_text from ns_practice;
call guard.allow('app.document_text', 'ns_practice', 'insert', 'organisation_id, text_id, version, kind, title, body, client_id',
  'version = 1 and client_id in (select r.client_id from app.care_relationship r where r.practitioner_id = (select authz.member()) and r.status = ''active'')
   and client_id = any ((select authz.client_ids(''membership.read''))::uuid[])');
drop policy clinic_select on app.document_text;
call guard.allow('app.document_text', 'ns_clinic', 'select', '*',
  '(select authz.is_admin()) and (client_id is null or client_id = any ((select authz.looked_ids(''documents''))::uuid[]))');
drop policy clinic_insert on app.document_text;
revoke insert on app.document_text from ns_clinic;
call guard.allow('app.document_text', 'ns_clinic', 'insert', 'organisation_id, text_id, version, kind, title, body, client_id', '(select authz.is_admin()) and client_id is null');
drop policy worker_select on app.document_text;
call guard.allow('app.document_text', 'ns_worker', 'select', '*',
  '(select authz.portal()) = ''worker'' and (client_id is null or client_id = (select authz.job_client()) or (select authz.job_house()))');
