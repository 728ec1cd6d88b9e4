-- What can be booked, when, what was booked, and what was paid for it.
set role ns_owner;

create table app.service (
  organisation_id uuid not null,
  service_id      uuid not null,
  practitioner_id uuid not null,
  name            text not null check (length(name) between 1 and 120),
  minutes         integer not null check (minutes between 5 and 480),
  price_minor     bigint not null check (price_minor between 0 and 10000000),  -- in the currency's smallest unit; 0 is free
  currency        text not null check (currency ~ '^[a-z]{3}$'),
  place           text not null check (place in ('online', 'in_person')),
  active          boolean not null default true,
  primary key (organisation_id, service_id),
  foreign key (organisation_id, practitioner_id) references app.membership (organisation_id, membership_id)
);
create index service_practitioner on app.service (organisation_id, practitioner_id);

-- Weekly hours in the practitioner's own zone (membership.zone), so that nine o'clock stays nine o'clock all year.
create table app.availability (
  organisation_id uuid not null,
  availability_id uuid not null,
  practitioner_id uuid not null,
  weekday         smallint not null check (weekday between 1 and 7),           -- ISO: 1 is Monday
  starts          time not null,
  ends            time not null check (ends > starts),
  primary key (organisation_id, availability_id),
  foreign key (organisation_id, practitioner_id) references app.membership (organisation_id, membership_id)
);
create index availability_practitioner on app.availability (organisation_id, practitioner_id);

create table app.appointment (
  organisation_id uuid not null,
  appointment_id  uuid not null,
  client_id       uuid not null,
  practitioner_id uuid not null,
  service_id      uuid not null,
  service_name    text not null,
  place           text not null check (place in ('online', 'in_person')),
  price_minor     bigint not null check (price_minor >= 0),
  currency        text not null check (currency ~ '^[a-z]{3}$'),
  starts_at       timestamptz not null,
  ends_at         timestamptz not null check (ends_at > starts_at),
  status          text not null check (status in ('held', 'confirmed', 'completed', 'no_show', 'cancelled_by_client', 'cancelled_by_practice', 'released')),
  hold_expires_at timestamptz,
  released_why    text check (released_why in ('expired', 'declined', 'cancelled', 'slot_lost')),
  primary key (organisation_id, appointment_id),
  foreign key (organisation_id, client_id) references app.membership (organisation_id, membership_id),
  foreign key (organisation_id, practitioner_id) references app.membership (organisation_id, membership_id),
  foreign key (organisation_id, service_id) references app.service,
  check ((status = 'held') <= (hold_expires_at is not null)),
  -- Two people, one slot: one winner. Bookings also take an advisory lock per practitioner, so that this never deadlocks.
  constraint appointment_no_overlap exclude using gist
    (organisation_id with =, practitioner_id with =, tstzrange(starts_at, ends_at) with &&) where (status in ('held', 'confirmed'))
);
create index appointment_client on app.appointment (organisation_id, client_id, starts_at);
create index appointment_agenda on app.appointment (organisation_id, practitioner_id, starts_at);

create table app.payment (
  organisation_id uuid not null,
  payment_id      uuid not null,
  appointment_id  uuid not null,
  client_id       uuid not null,
  amount_minor    bigint not null check (amount_minor > 0),
  currency        text not null check (currency ~ '^[a-z]{3}$'),
  status          text not null check (status in ('created', 'open', 'paid', 'partly_refunded', 'refunded', 'expired', 'failed', 'disputed')),
  checkout_id     text check (length(checkout_id) <= 200),
  payment_intent  text check (length(payment_intent) <= 200),
  paid_at         timestamptz,
  refunded_minor  bigint not null default 0 check (refunded_minor between 0 and amount_minor),
  primary key (organisation_id, payment_id),
  unique (organisation_id, appointment_id),             -- never charged twice for one booking
  unique (organisation_id, checkout_id),
  foreign key (organisation_id, appointment_id) references app.appointment,
  foreign key (organisation_id, client_id) references app.membership (organisation_id, membership_id)
);
create unique index payment_intent on app.payment (payment_intent);
create index payment_appointment on app.payment (appointment_id);

-- Which state may follow which, and who may say so. Only the worker, acting on a verified event, confirms what costs
-- money or moves a payment past "open" (N13); a portal that tries is refused here, whatever the program above does.
create function app.appointment_transition() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    -- The price, the length and the practitioner are the service's own, whoever inserts.
    if not exists (select from app.service s
        where s.organisation_id = new.organisation_id and s.service_id = new.service_id and s.active
          and s.practitioner_id = new.practitioner_id and s.price_minor = new.price_minor and s.currency = new.currency
          and new.ends_at = new.starts_at + make_interval(mins => s.minutes)) then
      raise exception 'appointment does not match its service' using errcode = 'check_violation', constraint = 'appointment_service';
    end if;
    if new.status = 'held' and new.price_minor > 0 or new.status = 'confirmed' and new.price_minor = 0 then return new; end if;
  elsif new.status = old.status then
    if (new.starts_at, new.ends_at, new.price_minor, new.client_id, new.practitioner_id, new.service_id)
       is not distinct from (old.starts_at, old.ends_at, old.price_minor, old.client_id, old.practitioner_id, old.service_id) then return new; end if;
  elsif (old.status, new.status) in (('held', 'confirmed'), ('released', 'confirmed')) then
    if session_user = 'ns_worker' and exists (select from app.payment p
        where p.organisation_id = new.organisation_id and p.appointment_id = new.appointment_id and p.status = 'paid') then return new; end if;
  elsif (old.status, new.status) in (('held', 'released'), ('held', 'cancelled_by_client'), ('held', 'cancelled_by_practice'),
      ('confirmed', 'completed'), ('confirmed', 'no_show'), ('confirmed', 'cancelled_by_client'), ('confirmed', 'cancelled_by_practice')) then
    if new.status not in ('completed', 'no_show', 'cancelled_by_practice') or session_user <> 'ns_client' then return new; end if;
  end if;
  raise exception 'appointment may not become %', new.status using errcode = 'check_violation', constraint = 'appointment_transition';
end $$;
create trigger transition before insert or update on app.appointment for each row execute function app.appointment_transition();

create function app.payment_transition() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if new.status = 'created' then return new; end if;
  elsif new.amount_minor = old.amount_minor and new.currency = old.currency and new.appointment_id = old.appointment_id then
    if new.status = old.status then return new; end if;
    if (old.status, new.status) = ('created', 'open') then return new; end if;
    if session_user = 'ns_worker' and (old.status, new.status) in (('created', 'paid'), ('open', 'paid'), ('created', 'expired'), ('open', 'expired'), ('open', 'failed'),
        ('failed', 'paid'), ('expired', 'paid'), ('paid', 'partly_refunded'), ('paid', 'refunded'), ('partly_refunded', 'refunded'), ('paid', 'disputed')) then return new; end if;
  end if;
  raise exception 'payment may not become %', new.status using errcode = 'check_violation', constraint = 'payment_transition';
end $$;
create trigger transition before insert or update on app.payment for each row execute function app.payment_transition();

call guard.audit_columns('app.service');
call guard.audit_columns('app.availability');
call guard.audit_columns('app.appointment');
call guard.status_columns('app.appointment');
call guard.audit_columns('app.payment');
call guard.status_columns('app.payment');

call guard.tenant_floor('app.service');
call guard.allow('app.service', 'ns_client', 'select', '*', 'practitioner_id = any ((select authz.practitioner_ids())::uuid[])');
call guard.allow('app.service', 'ns_practice', 'select', '*', '(select authz.portal()) = ''practice''');
call guard.allow('app.service', 'ns_clinic', 'select', '*', '(select authz.portal()) = ''clinic''');
call guard.allow('app.service', 'ns_practice', 'insert', 'organisation_id, service_id, practitioner_id, name, minutes, price_minor, currency, place, active', 'practitioner_id = (select authz.member())');
call guard.allow('app.service', 'ns_practice', 'update', 'name, minutes, price_minor, currency, place, active', 'practitioner_id = (select authz.member())');
call guard.allow('app.service', 'ns_clinic', 'insert', 'organisation_id, service_id, practitioner_id, name, minutes, price_minor, currency, place, active', '(select authz.is_admin())');
call guard.allow('app.service', 'ns_clinic', 'update', 'name, minutes, price_minor, currency, place, active', '(select authz.is_admin())');

call guard.tenant_floor('app.availability');
call guard.allow('app.availability', 'ns_client', 'select', '*', 'practitioner_id = any ((select authz.practitioner_ids())::uuid[])');
call guard.allow('app.availability', 'ns_practice', 'select', '*', '(select authz.portal()) = ''practice''');
call guard.allow('app.availability', 'ns_clinic', 'select', '*', '(select authz.portal()) = ''clinic''');
call guard.allow('app.availability', 'ns_practice', 'insert', 'organisation_id, availability_id, practitioner_id, weekday, starts, ends', 'practitioner_id = (select authz.member())');
call guard.allow('app.availability', 'ns_practice', 'delete', '*', 'practitioner_id = (select authz.member())');
call guard.allow('app.availability', 'ns_clinic', 'insert', 'organisation_id, availability_id, practitioner_id, weekday, starts, ends', '(select authz.is_admin())');
call guard.allow('app.availability', 'ns_clinic', 'delete', '*', '(select authz.is_admin())');

call guard.tenant_floor('app.appointment');
call guard.allow('app.appointment', 'ns_client', 'select', '*', 'client_id = (select authz.member())');
call guard.allow('app.appointment', 'ns_client', 'insert',
  'organisation_id, appointment_id, client_id, practitioner_id, service_id, service_name, place, price_minor, currency, starts_at, ends_at, status, hold_expires_at',
  'client_id = (select authz.member()) and practitioner_id = any ((select authz.practitioner_ids())::uuid[])');
call guard.allow('app.appointment', 'ns_client', 'update', 'status, released_why', 'client_id = (select authz.member())');
call guard.allow('app.appointment', 'ns_practice', 'select', '*', 'practitioner_id = (select authz.member()) and client_id = any ((select authz.client_ids(''appointment.read''))::uuid[])');
call guard.allow('app.appointment', 'ns_practice', 'update', 'status', 'practitioner_id = (select authz.member()) and client_id = any ((select authz.client_ids(''appointment.read''))::uuid[])');
call guard.allow('app.appointment', 'ns_clinic', 'select', '*', '(select authz.portal()) = ''clinic''');
call guard.allow('app.appointment', 'ns_clinic', 'update', 'status', '(select authz.portal()) = ''clinic''');
call guard.allow('app.appointment', 'ns_worker', 'select', '*', '(select authz.portal()) = ''worker''');
call guard.allow('app.appointment', 'ns_worker', 'update', 'status, released_why', '(select authz.portal()) = ''worker''');

call guard.tenant_floor('app.payment');
call guard.allow('app.payment', 'ns_client', 'select', '*', 'client_id = (select authz.member())');
call guard.allow('app.payment', 'ns_client', 'insert', 'organisation_id, payment_id, appointment_id, client_id, amount_minor, currency, status', 'client_id = (select authz.member())');
call guard.allow('app.payment', 'ns_client', 'update', 'status, checkout_id', 'client_id = (select authz.member())');
call guard.allow('app.payment', 'ns_practice', 'select', 'organisation_id, payment_id, appointment_id, client_id, amount_minor, currency, status, paid_at',
  'client_id = any ((select authz.client_ids(''appointment.read''))::uuid[])');
call guard.allow('app.payment', 'ns_clinic', 'select', '*', '(select authz.portal()) = ''clinic''');
call guard.allow('app.payment', 'ns_worker', 'select', '*', '(select authz.portal()) = ''worker''');
call guard.allow('app.payment', 'ns_worker', 'update', 'status, payment_intent, paid_at, refunded_minor', '(select authz.portal()) = ''worker''');

grant select on app.appointment to ns_authz;
grant select on app.payment to ns_definer;
grant select, update on app.appointment to ns_definer;
