-- Bookings and their money: letters, limits, names, and what the operator counts.

-- An appointment with the addresses of both people and the figures of its money, for a letter about it. The worker's own
-- organisation only. The language is the one the client agreed to the texts in.
drop function if exists ops.appointment_letter(uuid);
create function ops.appointment_letter(appointment uuid)
returns table (organisation text, status text, starts_at timestamptz, status_changed_at timestamptz,
               client_email text, client_name text, client_zone text, language text,
               practitioner_email text, practitioner_name text, practitioner_zone text,
               payment_status text, amount_minor bigint, currency text, refunded_minor bigint, refunding_minor bigint,
               refund_failed_minor bigint, dispute text, disputed_minor bigint, settled_minor bigint, settled_how text, is_mismatched boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select o.name, a.status, a.starts_at, a.status_changed_at,
           cp.email, c.display_name, coalesce(c.zone, o.zone),
           (select e.language from app.consent_event e where e.organisation_id = a.organisation_id and e.client_id = a.client_id order by e.seq desc limit 1),
           pp.email, coalesce(a.practitioner_name, m.display_name), coalesce(m.zone, o.zone),
           p.status, p.amount_minor, p.currency, p.refunded_minor, p.refunding_minor, p.refund_failed_minor, p.dispute, p.disputed_minor,
           p.settled_minor, p.settled_how, p.mismatch_at is not null and (p.settled_at is null or p.settled_at < p.mismatch_at)
      from app.appointment a
      join app.organisation o on o.organisation_id = a.organisation_id
      join app.membership c on c.organisation_id = a.organisation_id and c.membership_id = a.client_id
      join app.membership m on m.organisation_id = a.organisation_id and m.membership_id = a.practitioner_id
      join auth.person cp on cp.person_id = c.person_id
      join auth.person pp on pp.person_id = m.person_id
      left join app.payment p on p.organisation_id = a.organisation_id and p.appointment_id = a.appointment_id
     where a.organisation_id = authz.org() and authz.portal() = 'worker' and a.appointment_id = appointment;
end $$;

-- The practitioner's name, kept with the appointment, and the limits on what one client books with one practitioner,
-- whoever inserts and whatever the program above does. The client's program holds the practitioner's lock.
create or replace function app.appointment_limits() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  service record;
  mine record;
begin
  new.practitioner_name := (select m.display_name from app.membership m
    where m.organisation_id = new.organisation_id and m.membership_id = new.practitioner_id);
  if session_user <> 'ns_client' then return new; end if;
  select s.most_ahead, s.most_daily, s.most_cancelled into service
    from app.service s where s.organisation_id = new.organisation_id and s.service_id = new.service_id;
  select count(*) filter (where a.status in ('held', 'confirmed') and a.ends_at > now()) as ahead,
         count(*) filter (where a.created_at > now() - interval '24 hours') as daily,
         count(*) filter (where a.status = 'cancelled_by_client' and a.status_changed_at > now() - interval '24 hours') as cancelled
    into mine from app.appointment a
   where a.organisation_id = new.organisation_id and a.client_id = new.client_id and a.practitioner_id = new.practitioner_id;
  if mine.ahead >= service.most_ahead then
    raise exception 'too many ahead' using errcode = 'check_violation', constraint = 'booking_ahead';
  elsif mine.cancelled >= service.most_cancelled then
    raise exception 'too many cancelled' using errcode = 'check_violation', constraint = 'booking_cancelled';
  elsif mine.daily >= service.most_daily then
    raise exception 'too many within a day' using errcode = 'check_violation', constraint = 'booking_daily';
  end if;
  return new;
end $$;

-- Names for the appointments of before they kept one. For the migration that begins it.
create or replace function app.name_practitioners() returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  named bigint;
begin
  update app.appointment a set practitioner_name = m.display_name
    from app.membership m
   where m.organisation_id = a.organisation_id and m.membership_id = a.practitioner_id and a.practitioner_name is null;
  get diagnostics named = row_count;
  return named;
end $$;

-- What a person has to look at, over the whole installation: counts, nothing of anybody.
create or replace function ops.money_pulse(out refunds_failed bigint, out disputes_open bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  select count(*) filter (where p.refund_failed_minor > p.settled_minor), count(*) filter (where p.dispute = 'open')
    into refunds_failed, disputes_open from app.payment p where p.refund_failed_minor > 0 or p.dispute = 'open';
end $$;

do $$
declare
  f regprocedure;
begin
  foreach f in array array['ops.appointment_letter(uuid)', 'app.appointment_limits()', 'app.name_practitioners()', 'ops.money_pulse()']::regprocedure[] loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
grant execute on function ops.appointment_letter(uuid), ops.money_pulse() to ns_worker;
grant execute on function app.appointment_limits(), app.name_practitioners() to ns_owner;  -- for the trigger and the migration
