-- The audit viewer, timelines, and incidents: what happened, who was touched by it, what was decided and told.
set role ns_owner;

-- The viewer pages by time under each of its filters, and an incident asks for everything within a time.
create index activity_time on app.activity (organisation_id, at desc, seq desc);
create index activity_actor on app.activity (organisation_id, actor_member, at desc, seq desc);
create index activity_action on app.activity (organisation_id, action, at desc, seq desc);
create index record_read_time on app.record_read (organisation_id, at desc);
create index record_read_reader on app.record_read (organisation_id, reader_id, at desc);
-- All sessions of one sign-in, of one member, and from one network, ended ones included.
create index session_of_family on auth.session (family_id);
create index session_member on auth.session (organisation_id, membership_id) where portal <> 'worker';
create index session_network on auth.session (organisation_id, network) where network is not null;

-- Another way of looking: what happened in a client's record and when, without the entries.
alter table app.record_read drop constraint record_read_kind_check;
alter table app.record_read add constraint record_read_kind_check check (kind in ('list', 'review', 'agenda', 'timeline'));

-- An incident: what is known of it, and how far it is. A drill is the same in everything, and marked.
create table app.incident (
  organisation_id uuid not null references app.organisation,
  incident_id     uuid not null,
  number          integer not null check (number > 0),    -- counted by the house, for people to name it by
  title           text not null check (length(btrim(title)) between 1 and 120),
  is_drill        boolean not null,
  aware_at        timestamptz not null,                   -- when somebody here knew: the 72 hours count from it
  scope_kind      text check (scope_kind in ('range', 'account', 'session', 'network')),
  scope_id        uuid,                                   -- the membership, or a session
  began_at        timestamptz,
  ended_at        timestamptz,
  status          text not null check (status in ('opened', 'contained', 'assessed', 'notified', 'not_notifiable', 'closed')),
  contained_at    timestamptz,
  assessed_at     timestamptz,
  decided_at      timestamptz,                            -- notified, or decided that it need not be
  closed_at       timestamptz,
  authorities     text[] not null default '{}' check (authorities <@ array['ico', 'ap']),
  authority_ref   text check (length(authority_ref) <= 200),
  persons_told    boolean not null default false,
  reminded        smallint not null default 0 check (reminded in (0, 24, 48, 66)),
  primary key (organisation_id, incident_id),
  unique (organisation_id, number),
  constraint incident_span check (began_at is null or ended_at is null or began_at < ended_at),
  constraint incident_scope check (case scope_kind when 'range' then scope_id is null and began_at is not null and ended_at is not null
    when 'account' then scope_id is not null when 'session' then scope_id is not null when 'network' then scope_id is not null
    else scope_id is null end)
);

-- What was thought of it and decided. A later one counts instead; none is changed.
create table app.incident_assessment (
  organisation_id uuid not null,
  incident_id     uuid not null,
  assessment_id   uuid not null,
  risk            text not null check (risk in ('none', 'unlikely', 'risk', 'high')),
  decision        text not null check (decision in ('nobody', 'authority', 'authority_and_persons')),
  who             text not null check (length(btrim(who)) between 1 and 2000),
  what            text not null check (length(btrim(what)) between 1 and 2000),
  likelihood      text not null check (length(btrim(likelihood)) between 1 and 2000),
  measures        text not null check (length(btrim(measures)) between 1 and 2000),
  reasons         text not null check (length(btrim(reasons)) between 1 and 4000),
  people          integer not null check (people >= 0),
  by_member       uuid not null,
  primary key (organisation_id, incident_id, assessment_id),
  foreign key (organisation_id, incident_id) references app.incident,
  foreign key (organisation_id, by_member) references app.membership (organisation_id, membership_id),
  -- A high risk is told to the persons, a risk to the authority (GDPR 33 and 34).
  constraint assessment_decision check (case risk when 'high' then decision = 'authority_and_persons' when 'risk' then decision <> 'nobody' else true end)
);

-- What happened with the incident, in order; nothing is changed or removed.
create table app.incident_note (
  organisation_id uuid not null,
  incident_id     uuid not null,
  note_id         uuid not null,
  kind            text not null check (kind in ('note', 'scope', 'opened', 'contained', 'assessed', 'notified', 'not_notifiable', 'closed', 'reminded')),
  text            text not null check (length(text) <= 4000),
  by_member       uuid,                                   -- null for the system
  primary key (organisation_id, incident_id, note_id),
  foreign key (organisation_id, incident_id) references app.incident,
  foreign key (organisation_id, by_member) references app.membership (organisation_id, membership_id)
);

create function app.incident_transition() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  latest text;
begin
  if tg_op = 'INSERT' then
    -- Two at once take their numbers one after the other.
    perform pg_advisory_xact_lock(hashtextextended('incidents ' || new.organisation_id, 0));
    select coalesce(max(i.number), 0) + 1 into new.number from app.incident i where i.organisation_id = new.organisation_id;
    if new.status <> 'opened' or new.aware_at > now() + interval '5 minutes' or new.aware_at < now() - interval '3650 days' then
      raise exception 'an incident begins opened, with a time of awareness' using errcode = 'check_violation', constraint = 'incident_transition';
    end if;
    new.contained_at := null; new.assessed_at := null; new.decided_at := null; new.closed_at := null;
    new.reminded := 0; new.persons_told := false; new.authority_ref := null; new.authorities := '{}';
    return new;
  end if;
  if old.status = 'closed' or (new.organisation_id, new.incident_id, new.number, new.title, new.is_drill, new.aware_at)
     is distinct from (old.organisation_id, old.incident_id, old.number, old.title, old.is_drill, old.aware_at) then
    raise exception 'an incident is not rewritten' using errcode = 'check_violation', constraint = 'incident_rewritten';
  end if;
  new.contained_at := old.contained_at; new.assessed_at := old.assessed_at; new.decided_at := old.decided_at; new.closed_at := old.closed_at;
  if new.reminded < old.reminded then new.reminded := old.reminded; end if;
  if new.status = old.status then
    if (new.authorities, new.authority_ref, new.persons_told) is distinct from (old.authorities, old.authority_ref, old.persons_told) then
      raise exception 'whom one told is said when it is decided' using errcode = 'check_violation', constraint = 'incident_rewritten';
    end if;
    return new;
  end if;
  if (old.status, new.status) not in (('opened', 'contained'), ('contained', 'assessed'), ('assessed', 'notified'), ('assessed', 'not_notifiable'),
                                      ('notified', 'closed'), ('not_notifiable', 'closed')) then
    raise exception 'an incident may not become %', new.status using errcode = 'check_violation', constraint = 'incident_transition';
  end if;
  select a.decision into latest from app.incident_assessment a
   where a.organisation_id = new.organisation_id and a.incident_id = new.incident_id order by a.created_at desc, a.assessment_id desc limit 1;
  if new.status in ('assessed', 'notified', 'not_notifiable', 'closed') and latest is null then
    raise exception 'nothing was assessed' using errcode = 'check_violation', constraint = 'incident_unassessed';
  end if;
  if new.status = 'notified' and (latest = 'nobody' or cardinality(new.authorities) = 0 or latest = 'authority_and_persons' and not new.persons_told)
     or new.status = 'not_notifiable' and (latest <> 'nobody' or cardinality(new.authorities) > 0) then
    raise exception 'this is not what was decided' using errcode = 'check_violation', constraint = 'incident_decision';
  end if;
  case new.status
    when 'contained' then new.contained_at := now();
    when 'assessed' then new.assessed_at := now();
    when 'closed' then new.closed_at := now();
    else new.decided_at := now();
  end case;
  return new;
end $$;
create trigger transition before insert or update on app.incident for each row execute function app.incident_transition();

-- Whoever decides is the last to think: an assessment is given while nothing has been decided.
create function app.assessment_in_time() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform from app.incident i where i.organisation_id = new.organisation_id and i.incident_id = new.incident_id and i.status in ('contained', 'assessed');
  if not found then
    raise exception 'it is not the time to assess' using errcode = 'check_violation', constraint = 'incident_transition';
  end if;
  return new;
end $$;
create trigger in_time before insert on app.incident_assessment for each row execute function app.assessment_in_time();

call guard.audit_columns('app.incident');
call guard.status_columns('app.incident');
call guard.audit_columns('app.incident_assessment');
call guard.audit_columns('app.incident_note');
call guard.append_only('app.incident_assessment');
call guard.append_only('app.incident_note');
create index incident_note_order on app.incident_note (organisation_id, incident_id, created_at desc);

call guard.tenant_floor('app.incident');
call guard.allow('app.incident', 'ns_clinic', 'select', '*', '(select authz.is_admin())');
call guard.allow('app.incident', 'ns_clinic', 'insert', 'organisation_id, incident_id, title, is_drill, aware_at, scope_kind, scope_id, began_at, ended_at, status', '(select authz.is_admin())');
call guard.allow('app.incident', 'ns_clinic', 'update', 'scope_kind, scope_id, began_at, ended_at, status, authorities, authority_ref, persons_told', '(select authz.is_admin())');
call guard.allow('app.incident', 'ns_worker', 'select', '*', '(select authz.portal()) = ''worker''');
call guard.allow('app.incident', 'ns_worker', 'update', 'reminded', '(select authz.portal()) = ''worker''');
call guard.tenant_floor('app.incident_assessment');
call guard.allow('app.incident_assessment', 'ns_clinic', 'select', '*', '(select authz.is_admin())');
call guard.allow('app.incident_assessment', 'ns_clinic', 'insert',
  'organisation_id, incident_id, assessment_id, risk, decision, who, what, likelihood, measures, reasons, people, by_member',
  '(select authz.is_admin()) and by_member = (select authz.member())');
call guard.tenant_floor('app.incident_note');
call guard.allow('app.incident_note', 'ns_clinic', 'select', '*', '(select authz.is_admin())');
call guard.allow('app.incident_note', 'ns_clinic', 'insert', 'organisation_id, incident_id, note_id, kind, text, by_member',
  '(select authz.is_admin()) and by_member = (select authz.member()) and kind <> ''reminded''');
call guard.allow('app.incident_note', 'ns_worker', 'insert', 'organisation_id, incident_id, note_id, kind, text, by_member',
  '(select authz.portal()) = ''worker'' and by_member is null and kind = ''reminded''');

-- While an incident is open and for a year after, nothing of the time it is about leaves the logs (`authz.evidence_held`
-- is what retention asks); a drill holds until it is closed. Written by a trigger alone.
create table app.evidence_hold (
  organisation_id uuid not null,
  incident_id     uuid not null,
  held_from       timestamptz not null,
  ends_at         timestamptz,                            -- null while it is open
  primary key (organisation_id, incident_id),
  foreign key (organisation_id, incident_id) references app.incident
);
call guard.audit_columns('app.evidence_hold');
call guard.tenant_floor('app.evidence_hold');
call guard.allow('app.evidence_hold', 'ns_clinic', 'select', '*', '(select authz.is_admin())');
call guard.allow('app.evidence_hold', 'ns_worker', 'select', '*', '(select authz.portal()) = ''worker''');
create trigger hold_evidence after insert or update on app.incident for each row execute function app.hold_evidence();

grant select on app.incident to ns_definer, ns_authz;
grant select, insert, update on app.evidence_hold to ns_definer;
grant select on app.evidence_hold to ns_authz;
grant select on auth.event to ns_authz;
grant select (organisation_id, seq, client_id, actor_member) on app.activity to ns_authz;
