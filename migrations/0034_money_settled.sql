-- Money that waits for a person comes to an end (N13): what could not go back by card, or came in as another amount than
-- was asked for, was settled another way: by an administrator, at once, with words that the client reads. What went back
-- another way is in the ledger too.
set role ns_owner;

alter table app.payment
  add settled_minor bigint not null default 0 check (settled_minor >= 0),  -- went back another way than by card
  add settled_how   text check (length(settled_how) between 1 and 200),
  add settled_at    timestamptz,
  add constraint settled_how_is_line check (guard.is_line(settled_how)),
  add constraint payment_settlement check (settled_minor <= amount_minor
    and (settled_at is not null or settled_minor = 0 and settled_how is null));
alter table app.ledger add settled_minor bigint not null default 0 check (settled_minor >= 0);
grant select (settled_minor, settled_how, settled_at, mismatch_at) on app.payment to ns_practice;
call guard.allow('app.payment', 'ns_clinic', 'update', 'settled_minor, settled_how, settled_at', '(select authz.is_admin())');

-- As before, and: what is settled is settled by the clinic, all that failed so far or the amount that did not match,
-- with how it was done, and is never taken back.
create or replace function app.payment_transition() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user = 'ns_eraser' then return new; end if;
  if tg_op = 'INSERT' then
    if new.status = 'created' and new.settled_at is null then return new; end if;
  elsif new.amount_minor = old.amount_minor and new.currency = old.currency and new.appointment_id = old.appointment_id then
    if (new.settled_minor, new.settled_how, new.settled_at) is distinct from (old.settled_minor, old.settled_how, old.settled_at) then
      if session_user = 'ns_clinic' and new.settled_how is not null
        and (new.settled_minor = old.refund_failed_minor and new.settled_minor > old.settled_minor
          or new.settled_minor = old.settled_minor and old.mismatch_at is not null and (old.settled_at is null or old.settled_at < old.mismatch_at)) then
        new.settled_at := now();
        return new;
      end if;
      raise exception 'a payment is not settled like this' using errcode = 'check_violation', constraint = 'payment_settlement';
    end if;
    if new.status = old.status then return new; end if;
    if (old.status, new.status) = ('created', 'open') then return new; end if;
    if session_user = 'ns_worker' and ((old.status, new.status) in (('created', 'paid'), ('open', 'paid'), ('created', 'expired'), ('open', 'expired'), ('open', 'failed'),
        ('failed', 'paid'), ('expired', 'paid'))
      or old.status in ('paid', 'partly_refunded', 'refunded', 'disputed', 'charged_back')
        and new.status in ('paid', 'partly_refunded', 'refunded', 'disputed', 'charged_back')) then return new; end if;
  end if;
  raise exception 'payment may not become %', new.status using errcode = 'check_violation', constraint = 'payment_transition';
end $$;
