-- Who may look at one client's record beyond their practitioner, who did look, and how a team changes.
set role ns_owner;

-- A named colleague's access to one client: given by the client or an administrator, or taken in an emergency. Who,
-- why and until when are fixed when it is made; the one thing that can change is that it ends sooner.
create table app.access_grant (
  organisation_id uuid not null,
  grant_id        uuid not null,
  client_id       uuid not null,
  practitioner_id uuid not null,
  kind            text not null check (kind in ('grant', 'emergency')),
  permissions     text[] not null,
  reason          text not null check (length(btrim(reason)) between 1 and 500),
  granted_by      uuid not null,                          -- the client, an administrator, or the reader in an emergency
  starts_at       timestamptz not null default now(),
  expires_at      timestamptz not null,
  ended_at        timestamptz,
  ended_by        uuid,
  told_at         timestamptz,                            -- when the letters about it were posted
  seen_at         timestamptz,                            -- when the client said that they know
  primary key (organisation_id, grant_id),
  foreign key (organisation_id, client_id) references app.membership (organisation_id, membership_id),
  foreign key (organisation_id, practitioner_id) references app.membership (organisation_id, membership_id),
  foreign key (organisation_id, granted_by) references app.membership (organisation_id, membership_id),
  constraint grant_scope check (permissions <@ array['observation.read', 'observation.view', 'appointment.list'] and 'observation.read' = any (permissions) and cardinality(permissions) <= 3),
  constraint grant_length check (expires_at > starts_at and expires_at <= starts_at + case kind when 'emergency' then interval '60 minutes' else interval '90 days' end),
  constraint emergency_is_ones_own check ((kind = 'emergency') = (granted_by = practitioner_id))
);
create index access_grant_reader on app.access_grant (organisation_id, practitioner_id, expires_at);
create index access_grant_client on app.access_grant (organisation_id, client_id, expires_at);
-- Who tried to open records in an emergency: counted at each try.
create index activity_emergency on app.activity (organisation_id, actor_member, at) where action in ('emergency.opened', 'emergency.tried');

create function app.grant_transition() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    new.starts_at := now();
    new.ended_at := null;
    new.ended_by := null;
    new.told_at := null;
    new.seen_at := null;
    if new.kind = 'emergency' and current_user <> 'ns_definer' then
      raise exception 'the glass is broken through its own function' using errcode = 'check_violation', constraint = 'grant_kind';
    end if;
    return new;
  end if;
  if (new.organisation_id, new.grant_id, new.client_id, new.practitioner_id, new.kind, new.permissions, new.reason, new.granted_by, new.starts_at, new.expires_at)
     is distinct from (old.organisation_id, old.grant_id, old.client_id, old.practitioner_id, old.kind, old.permissions, old.reason, old.granted_by, old.starts_at, old.expires_at) then
    raise exception 'a grant is not rewritten' using errcode = 'check_violation', constraint = 'grant_transition';
  end if;
  -- What has ended stays ended, by whom and when it did.
  if old.ended_at is not null then
    new.ended_at := old.ended_at;
    new.ended_by := old.ended_by;
  elsif new.ended_at is not null then
    new.ended_at := now();
    new.ended_by := authz.member();
  end if;
  new.told_at := coalesce(old.told_at, new.told_at);
  new.seen_at := coalesce(old.seen_at, new.seen_at);
  return new;
end $$;
create trigger transition before insert or update on app.access_grant for each row execute function app.grant_transition();
create trigger parties before insert on app.access_grant for each row execute function app.check_grant_parties();
create trigger parties before insert or update on app.care_relationship for each row execute function app.check_care_parties();
call guard.audit_columns('app.access_grant');

call guard.tenant_floor('app.access_grant');
call guard.allow('app.access_grant', 'ns_client', 'select', '*', 'client_id = (select authz.member())');
call guard.allow('app.access_grant', 'ns_practice', 'select', '*', 'practitioner_id = (select authz.member())');
call guard.allow('app.access_grant', 'ns_clinic', 'select', '*', '(select authz.is_admin())');
call guard.allow('app.access_grant', 'ns_worker', 'select', '*', '(select authz.portal()) = ''worker''');
call guard.allow('app.access_grant', 'ns_client', 'insert', 'organisation_id, grant_id, client_id, practitioner_id, kind, permissions, reason, granted_by, expires_at',
  'client_id = (select authz.member()) and granted_by = (select authz.member()) and kind = ''grant''');
call guard.allow('app.access_grant', 'ns_clinic', 'insert', 'organisation_id, grant_id, client_id, practitioner_id, kind, permissions, reason, granted_by, expires_at',
  '(select authz.is_admin()) and granted_by = (select authz.member()) and kind = ''grant''');
call guard.allow('app.access_grant', 'ns_client', 'update', 'ended_at, seen_at', 'client_id = (select authz.member())');
call guard.allow('app.access_grant', 'ns_practice', 'update', 'ended_at', 'practitioner_id = (select authz.member())');
call guard.allow('app.access_grant', 'ns_clinic', 'update', 'ended_at', '(select authz.is_admin())');
call guard.allow('app.access_grant', 'ns_worker', 'update', 'told_at', '(select authz.portal()) = ''worker''');

-- Who looked at whose record, in which way and for which reason: one row per window. Written by app.log_reads alone;
-- without it authz.client_ids opens no entry.
create table app.record_read (
  organisation_id uuid not null,
  client_id       uuid not null,
  reader_id       uuid not null,
  kind            text not null check (kind in ('list', 'review', 'agenda')),
  via             text not null check (via in ('care', 'grant', 'emergency')),
  basis_id        uuid not null,                          -- the relationship or the grant
  window_at       timestamptz not null,
  at              timestamptz not null,
  primary key (organisation_id, reader_id, kind, window_at, client_id, basis_id),
  foreign key (organisation_id, client_id) references app.membership (organisation_id, membership_id),
  foreign key (organisation_id, reader_id) references app.membership (organisation_id, membership_id)
);
create index record_read_client on app.record_read (organisation_id, client_id, at desc);
call guard.tenant_floor('app.record_read');
call guard.append_only('app.record_read');
call guard.allow('app.record_read', 'ns_client', 'select', '*', 'client_id = (select authz.member())');
call guard.allow('app.record_read', 'ns_practice', 'select', '*', 'reader_id = (select authz.member())');
call guard.allow('app.record_read', 'ns_clinic', 'select', '*', '(select authz.is_admin())');

-- A grant may open the client's appointments with colleagues; payments it never opens.
drop policy practice_select on app.appointment;
call guard.allow('app.appointment', 'ns_practice', 'select', '*',
  'practitioner_id = (select authz.member()) and client_id = any ((select authz.client_ids(''appointment.read''))::uuid[]) or client_id = any ((select authz.granted_ids(''appointment.list''))::uuid[])');

-- Roles and standing of colleagues. An owner is an owner's to change; a clinic always keeps one.
create function app.membership_transition() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'UPDATE' and (new.role, new.status) is not distinct from (old.role, old.status) then return new; end if;
  if old.role = 'owner' and old.status = 'active' and (tg_op = 'DELETE' or new.role <> 'owner' or new.status <> 'active') then
    -- Two owners who step back at once wait here for each other; the second sees what the first did.
    perform pg_advisory_xact_lock(hashtextextended('owners ' || old.organisation_id, 0));
    if not exists (select from app.membership m where m.organisation_id = old.organisation_id and m.membership_id <> old.membership_id
                     and m.role = 'owner' and m.status = 'active') then
      raise exception 'a clinic keeps an owner' using errcode = 'check_violation', constraint = 'last_owner';
    end if;
  end if;
  if tg_op = 'DELETE' then return old; end if;
  if current_user = 'ns_clinic' then
    if old.membership_id = authz.member() then
      raise exception 'nobody changes their own standing' using errcode = 'check_violation', constraint = 'member_self';
    end if;
    if new.role <> old.role and (old.role not in ('practitioner', 'front_desk', 'admin') or new.role not in ('practitioner', 'front_desk', 'admin')) then
      raise exception 'this role is not given here' using errcode = 'check_violation', constraint = 'member_role';
    end if;
    if old.role = 'practitioner' and (new.role <> 'practitioner' or new.status = 'removed')
       and exists (select from app.care_relationship r where r.organisation_id = old.organisation_id and r.practitioner_id = old.membership_id and r.status <> 'ended') then
      raise exception 'the caseload is handed over first' using errcode = 'check_violation', constraint = 'member_caseload';
    end if;
  end if;
  return new;
end $$;
create trigger transition before update or delete on app.membership for each row execute function app.membership_transition();
create trigger end_sessions after update of role, status on app.membership for each row
  when (old.role <> new.role or old.status <> new.status) execute function app.end_member_sessions();
call guard.allow('app.membership', 'ns_clinic', 'update', 'role, status',
  '(select authz.is_admin()) and role <> ''client'' and (role <> ''owner'' or (select authz.level()) = ''owner'')');

-- The first half of an owner transfer. Only whom it names can accept it, through app.accept_ownership.
create table app.ownership_offer (
  organisation_id uuid not null,
  offer_id        uuid not null,
  from_member     uuid not null,
  to_member       uuid not null check (to_member <> from_member),
  status          text not null check (status in ('open', 'accepted', 'withdrawn', 'declined')),
  expires_at      timestamptz not null,
  primary key (organisation_id, offer_id),
  foreign key (organisation_id, from_member) references app.membership (organisation_id, membership_id),
  foreign key (organisation_id, to_member) references app.membership (organisation_id, membership_id)
);
create unique index ownership_offer_open on app.ownership_offer (organisation_id, from_member) where status = 'open';
create function app.ownership_transition() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if new.status = old.status or old.status = 'open' and (
       new.status = 'withdrawn' and old.from_member = authz.member()
    or new.status = 'declined' and old.to_member = authz.member()
    or new.status = 'accepted' and current_user = 'ns_definer') then return new; end if;
  raise exception 'an offer may not become %', new.status using errcode = 'check_violation', constraint = 'ownership_transition';
end $$;
create trigger transition before update on app.ownership_offer for each row execute function app.ownership_transition();
call guard.audit_columns('app.ownership_offer');
call guard.status_columns('app.ownership_offer');
call guard.tenant_floor('app.ownership_offer');
call guard.allow('app.ownership_offer', 'ns_clinic', 'select', '*', '(select authz.is_admin())');
call guard.allow('app.ownership_offer', 'ns_clinic', 'insert', 'organisation_id, offer_id, from_member, to_member, status, expires_at',
  '(select authz.level()) = ''owner'' and from_member = (select authz.member()) and status = ''open''');
call guard.allow('app.ownership_offer', 'ns_clinic', 'update', 'status', 'from_member = (select authz.member()) or to_member = (select authz.member())');

grant select on app.access_grant, app.record_read to ns_authz;
grant select, insert, update on app.access_grant, app.ownership_offer to ns_definer;
grant select, insert on app.record_read to ns_definer;
grant update on app.membership to ns_definer;
