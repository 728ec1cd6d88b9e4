-- What a client is asked to sign (S9), and the ledger of what an AI service was asked (P20).
set role ns_owner;

-- A text of the clinic's own, with its versions. Never rewritten: a change is the next version.
create table app.document_text (
  organisation_id uuid not null references app.organisation,
  text_id         uuid not null,
  version         integer not null check (version > 0),
  kind            text not null check (kind in ('consent', 'financial', 'assignment')),
  title           text not null check (length(btrim(title)) between 1 and 120 and title !~ E'[\\n\\r]'),
  body            text not null check (length(btrim(body)) between 1 and 20000),
  text_hash       bytea not null check (length(text_hash) = 32),  -- of title, an empty line, body: made by the database
  primary key (organisation_id, text_id, version)
);
create function app.hash_text() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  new.text_hash := sha256(convert_to(new.title || E'\n\n' || new.body, 'UTF8'));
  return new;
end $$;
create trigger hash_text before insert on app.document_text for each row execute function app.hash_text();
call guard.audit_columns('app.document_text');
call guard.append_only('app.document_text');

-- One client's copy: requested, then signed by them, then ended with a reason; or ended before it was signed.
create table app.document (
  organisation_id uuid not null,
  document_id     uuid not null,
  client_id       uuid not null,
  text_id         uuid not null,
  version         integer not null,
  kind            text not null check (kind in ('consent', 'financial', 'assignment')),
  title           text not null,                          -- the exact text, taken from the version by the database
  body            text not null,
  text_hash       bytea not null check (length(text_hash) = 32),
  status          text not null default 'requested' check (status in ('requested', 'signed', 'ended')),
  asked_by        uuid not null,
  signed_name     text check (length(btrim(signed_name)) between 1 and 120),
  signed_at       timestamptz,
  network         bytea check (length(network) = 32),     -- keyed hash of where from
  device          text check (length(device) <= 80),      -- in words
  sealed          bytea,                                  -- the address itself, for a dispute
  ended_at        timestamptz,
  ended_by        uuid,
  ended_why       text check (length(btrim(ended_why)) between 1 and 500),
  primary key (organisation_id, document_id),
  foreign key (organisation_id, client_id) references app.membership (organisation_id, membership_id),
  foreign key (organisation_id, asked_by) references app.membership (organisation_id, membership_id),
  foreign key (organisation_id, text_id, version) references app.document_text,
  constraint document_signature check ((signed_at is null) = (signed_name is null)
    and (status <> 'signed' or signed_at is not null and device is not null and network is not null)
    and (status <> 'requested' or signed_at is null)),
  constraint document_end check ((status = 'ended') = (ended_at is not null) and (ended_at is null) = (ended_why is null)
    and (ended_at is null) = (ended_by is null))
);
-- What is active is not asked for, and so not signed, a second time.
create unique index document_active on app.document (organisation_id, client_id, text_id) where status <> 'ended';
create index document_client on app.document (organisation_id, client_id, document_id);

-- Frozen: each fact is written once, in order, and by the functions that know who is asking.
create function app.document_transition() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  -- Erasure takes the signer's name and place out of what is kept.
  if current_user = 'ns_eraser' then return new; end if;
  if tg_op = 'INSERT' then
    if new.status <> 'requested' then
      raise exception 'a document begins unsigned' using errcode = 'check_violation', constraint = 'document_transition';
    end if;
    select t.kind, t.title, t.body, t.text_hash into new.kind, new.title, new.body, new.text_hash from app.document_text t
     where t.organisation_id = new.organisation_id and t.text_id = new.text_id and t.version = new.version;
    return new;
  end if;
  if (new.organisation_id, new.document_id, new.client_id, new.text_id, new.version, new.kind, new.title, new.body, new.text_hash, new.asked_by)
     is distinct from (old.organisation_id, old.document_id, old.client_id, old.text_id, old.version, old.kind, old.title, old.body, old.text_hash, old.asked_by)
     or old.signed_at is not null and (new.signed_name, new.signed_at, new.network, new.device) is distinct from (old.signed_name, old.signed_at, old.network, old.device)
     or old.ended_at is not null and (new.ended_at, new.ended_by, new.ended_why) is distinct from (old.ended_at, old.ended_by, old.ended_why)
     or (old.status, new.status) not in (('requested', 'requested'), ('requested', 'signed'), ('requested', 'ended'), ('signed', 'signed'), ('signed', 'ended'), ('ended', 'ended'))
     or old.signed_at is null and new.signed_at is not null and (old.status, new.status) <> ('requested', 'signed')
     -- The address may be sealed anew under another key; it is there from the first, and only an erasure takes it.
     or new.signed_at is not null and new.sealed is null and (old.signed_at is null or old.sealed is not null) then
    raise exception 'a document is not rewritten' using errcode = 'check_violation', constraint = 'document_transition';
  end if;
  return new;
end $$;
create trigger document_transition before insert or update on app.document for each row execute function app.document_transition();
call guard.audit_columns('app.document');
call guard.status_columns('app.document');
-- It may go by the register alone, as what is append-only does.
create trigger kept_rows before delete on app.document for each row execute function guard.refuse_change();
create trigger kept_table before truncate on app.document for each statement execute function guard.refuse_change();

call guard.tenant_floor('app.document_text');
call guard.allow('app.document_text', 'ns_practice', 'select', '*', '(select authz.portal()) = ''practice''');
-- A practitioner may write a text for their clients; its next versions are the administrators'.
call guard.allow('app.document_text', 'ns_practice', 'insert', 'organisation_id, text_id, version, kind, title, body', '(select authz.portal()) = ''practice'' and version = 1');
call guard.allow('app.document_text', 'ns_clinic', 'select', '*', '(select authz.is_admin())');
call guard.allow('app.document_text', 'ns_clinic', 'insert', 'organisation_id, text_id, version, kind, title, body', '(select authz.is_admin())');
call guard.allow('app.document_text', 'ns_worker', 'select', '*', '(select authz.portal()) = ''worker''');

call guard.tenant_floor('app.document');
call guard.allow('app.document', 'ns_client', 'select',
  'organisation_id, document_id, client_id, text_id, version, kind, title, body, text_hash, status, asked_by, signed_name, signed_at, device, ended_at, ended_by, ended_why, created_at, status_changed_at',
  'client_id = (select authz.member())');
call guard.allow('app.document', 'ns_practice', 'select',
  'organisation_id, document_id, client_id, text_id, version, kind, title, body, text_hash, status, asked_by, signed_name, signed_at, device, ended_at, ended_by, ended_why, created_at, status_changed_at',
  'client_id = any ((select authz.client_ids(''membership.read''))::uuid[])');
call guard.allow('app.document', 'ns_clinic', 'select', '*', '(select authz.is_admin())');
-- Whoever looks in for another by a grant does not ask for signatures.
call guard.allow('app.document', 'ns_practice', 'insert', 'organisation_id, document_id, client_id, text_id, version, asked_by',
  'asked_by = (select authz.member()) and client_id in (select r.client_id from app.care_relationship r where r.practitioner_id = (select authz.member()) and r.status = ''active'')
   and client_id = any ((select authz.client_ids(''membership.read''))::uuid[])');
call guard.allow('app.document', 'ns_clinic', 'insert', 'organisation_id, document_id, client_id, text_id, version, asked_by',
  '(select authz.is_admin()) and asked_by = (select authz.member())');
call guard.allow('app.document', 'ns_worker', 'select', '*', 'client_id = (select authz.job_client()) or (select authz.job_house())');
grant select, update on app.document to ns_definer;
grant select on app.document_text to ns_definer;

-- That an AI service was asked something about a client, never what. Without consent no line is written, and what is
-- not written is not asked.
create table app.ai_use (
  organisation_id uuid not null,
  client_id       uuid not null,
  use_id          uuid not null,
  step            text not null check (step in ('asked', 'answered', 'failed')),
  purpose         text not null check (purpose in ('analyse_meal', 'insights', 'cycle_coach', 'monthly_analysis')),
  primary key (organisation_id, client_id, use_id, step),
  foreign key (organisation_id, client_id) references app.membership (organisation_id, membership_id)
);
call guard.audit_columns('app.ai_use');
call guard.append_only('app.ai_use');
create function app.demand_ai_consent() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if session_user in ('ns_client', 'ns_practice', 'ns_clinic', 'ns_worker') and not app.hold_consents(new.client_id, array['ai', 'health_data']) then
    raise exception 'the client does not consent' using errcode = 'check_violation', constraint = 'consent_missing';
  end if;
  return new;
end $$;
create trigger consent before insert on app.ai_use for each row execute function app.demand_ai_consent();
call guard.tenant_floor('app.ai_use');
call guard.allow('app.ai_use', 'ns_client', 'select', '*', 'client_id = (select authz.member())');
call guard.allow('app.ai_use', 'ns_clinic', 'select', '*', '(select authz.is_admin())');
call guard.allow('app.ai_use', 'ns_worker', 'select', '*', 'client_id = (select authz.job_client()) or (select authz.job_house())');
call guard.allow('app.ai_use', 'ns_worker', 'insert', 'organisation_id, client_id, use_id, step, purpose', 'client_id = (select authz.job_client())');
