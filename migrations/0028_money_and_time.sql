-- What became of money after it was paid, as Stripe has it: on its way back, failed, disputed; how much one client books;
-- hours that reach midnight or cross it; names that stay readable when a practitioner has left.
set role ns_owner;

-- Figures of a payment (N13). Every change of them is a ledger entry, as every change of a state is.
alter table app.payment
  add refunding_minor     bigint not null default 0 check (refunding_minor >= 0),      -- on its way back
  add refund_failed_minor bigint not null default 0 check (refund_failed_minor >= 0),  -- was to go back, failed, and is still here
  add dispute             text check (dispute in ('open', 'won', 'lost')),
  add disputed_minor      bigint not null default 0 check (disputed_minor >= 0),
  drop constraint payment_status_check,
  add constraint payment_status_check check (status in
    ('created', 'open', 'paid', 'partly_refunded', 'refunded', 'expired', 'failed', 'disputed', 'charged_back')),
  add constraint payment_figures check (refunded_minor + refunding_minor + refund_failed_minor <= amount_minor
    and case status
          when 'refunded' then refunded_minor = amount_minor
          when 'partly_refunded' then refunded_minor between 1 and amount_minor - 1
          when 'paid' then refunded_minor = 0
          when 'disputed' then dispute = 'open' and dispute is not null
          when 'charged_back' then dispute = 'lost' and dispute is not null
          else refunded_minor + refunding_minor + refund_failed_minor + disputed_minor = 0 and dispute is null
        end);
create index payment_trouble on app.payment (organisation_id) where refund_failed_minor > 0 or dispute = 'open';
grant update (refunding_minor, refund_failed_minor, dispute, disputed_minor) on app.payment to ns_worker;
grant select (refunded_minor, refunding_minor, refund_failed_minor, dispute, disputed_minor) on app.payment to ns_practice;

-- Once money came in, Stripe alone says what becomes of it, in any order: a refund fails, a dispute is won.
create or replace function app.payment_transition() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if new.status = 'created' then return new; end if;
  elsif new.amount_minor = old.amount_minor and new.currency = old.currency and new.appointment_id = old.appointment_id then
    if new.status = old.status then return new; end if;
    if (old.status, new.status) = ('created', 'open') then return new; end if;
    if session_user = 'ns_worker' and ((old.status, new.status) in (('created', 'paid'), ('open', 'paid'), ('created', 'expired'), ('open', 'expired'), ('open', 'failed'),
        ('failed', 'paid'), ('expired', 'paid'))
      or old.status in ('paid', 'partly_refunded', 'refunded', 'disputed', 'charged_back')
        and new.status in ('paid', 'partly_refunded', 'refunded', 'disputed', 'charged_back')) then return new; end if;
  end if;
  raise exception 'payment may not become %', new.status using errcode = 'check_violation', constraint = 'payment_transition';
end $$;

-- A time whose payment page could not be opened was not given up by its client.
alter table app.appointment
  drop constraint appointment_released_why_check,
  add constraint appointment_released_why_check check (released_why in ('expired', 'declined', 'cancelled', 'unavailable', 'slot_lost'));

-- How much of a practitioner's time one client books: at once, within a day, and after cancelling within a day. The
-- practice changes the numbers for each service; all bookings with its practitioner count.
alter table app.service
  add most_ahead     smallint not null default 6 check (most_ahead between 1 and 200),
  add most_daily     smallint not null default 12 check (most_daily between 1 and 200),
  add most_cancelled smallint not null default 6 check (most_cancelled between 1 and 200);
grant insert (most_ahead, most_daily, most_cancelled), update (most_ahead, most_daily, most_cancelled) on app.service to ns_practice, ns_clinic;

-- Hours that end when they begin or before end on the next day: midnight is 00:00, and 22:00 to 02:00 crosses it.
alter table app.availability
  drop constraint availability_check,
  add constraint availability_check check (ends <> starts or starts = time '00:00');

-- Who it was with, as they were called then: a client no longer reads the names of practitioners who have left.
alter table app.appointment add practitioner_name text check (length(practitioner_name) between 1 and 200),
  add constraint practitioner_name_is_line check (guard.is_line(practitioner_name));

grant select on app.service to ns_definer;
select app.name_practitioners();

-- After `transition`, which looks whether it is the service's own at all: triggers fire by their names.
create trigger zz_limits before insert on app.appointment for each row execute function app.appointment_limits();
