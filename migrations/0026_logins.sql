-- What each login can do by functions alone: indexes behind every foreign key, so that removing somebody scans nothing; a
-- suspended member's offers end with them.
set role ns_owner;

-- As before, and: whoever is suspended or removed has no open offer (app.end_what_was_open).
create or replace function app.ownership_transition() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if new.status = old.status or old.status = 'open' and (
       new.status = 'withdrawn' and (old.from_member = authz.member() or current_user = 'ns_definer')
    or new.status = 'declined' and old.to_member = authz.member()
    or new.status = 'accepted' and current_user = 'ns_definer') then return new; end if;
  raise exception 'an offer may not become %', new.status using errcode = 'check_violation', constraint = 'ownership_transition';
end $$;

create index invitation_invited_by on app.invitation (organisation_id, invited_by);
create index appointment_service on app.appointment (organisation_id, service_id);
create index payment_client on app.payment (organisation_id, client_id);
create index incident_note_by on app.incident_note (organisation_id, by_member);
create index incident_assessment_by on app.incident_assessment (organisation_id, by_member);
create index access_grant_granted_by on app.access_grant (organisation_id, granted_by);
create index ownership_offer_from on app.ownership_offer (organisation_id, from_member);
create index ownership_offer_to on app.ownership_offer (organisation_id, to_member);
create index legal_hold_of_client on app.legal_hold (organisation_id, client_id);
create index legal_hold_placed_by on app.legal_hold (organisation_id, placed_by);
create index erasure_request_of_client on app.erasure_request (organisation_id, client_id);
create index export_member on app.export (organisation_id, member_id);
create index checkpoint_delivery_size on app.checkpoint_delivery (organisation_id, size);
create index document_text_version on app.document (organisation_id, text_id, version);
create index document_asked_by on app.document (organisation_id, asked_by);
create index session_of_person on auth.session (person_id);
create index recovery_sheet_session on auth.recovery_sheet (session_id);
create index ceremony_session on auth.ceremony (session_id);
create index ticket_person on auth.ticket (person_id);
create index factor_reset_person on auth.factor_reset (person_id);
-- Letters to strangers are counted by practice and by addressee (bootstrap/08_accounts.sql).
create index invitation_sent on app.invitation (organisation_id, created_at);
create index invitation_address on app.invitation (lower(btrim(email)), created_at);
create trigger limited before insert on app.invitation for each row execute function app.invitation_limited();
-- Whose entry it is, by its id alone (app.clients_of).
create index observation_id on app.observation (organisation_id, observation_id);

-- A password's hash lies sealed under the master key, for its person's row: who reads the table reads nothing to try
-- passwords against. `migrate` seals those of before, right after this.
alter table auth.person rename column password_hash to password_sealed;
alter table auth.person alter column password_sealed drop not null;
alter table auth.person alter column password_sealed type bytea using case when password_sealed like '$argon2%' then convert_to(password_sealed, 'UTF8') end;

-- The known browser a session began in, and the short codes that were tried from one: they are counted apart.
alter table auth.session add device_hash bytea check (length(device_hash) = 32);
alter table auth.device add wrong_codes integer not null default 0, add wrong_since timestamptz;

-- Since when it is known that Stripe took something else than was asked for.
alter table app.payment add mismatch_at timestamptz;
create index payment_mismatch on app.payment (mismatch_at) where mismatch_at is not null;
grant update (mismatch_at) on app.payment to ns_definer;

-- What steps are checked with (bootstrap/07_steps.sql), and the numbers of those that were taken.
create table auth.step_key (
  version   integer primary key check (version > 0),      -- of the master key it is derived from
  inner_pad bytea not null check (length(inner_pad) = 64),
  outer_pad bytea not null check (length(outer_pad) = 64)
);
create table auth.used_step (
  number  bytea primary key check (length(number) = 16),
  used_at timestamptz not null default now()
);
create index used_step_at on auth.used_step (used_at);
call guard.close('auth.step_key');
call guard.close('auth.used_step');
grant select, insert, update, delete on auth.step_key, auth.used_step to ns_definer;

-- app.clients_of and what asks it.
grant select on app.care_relationship, app.access_grant, app.appointment, app.payment, app.observation, app.document,
  app.erasure_request, app.legal_hold, app.key_certificate, app.export to ns_definer;
