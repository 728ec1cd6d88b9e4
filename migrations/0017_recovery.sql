-- A fresh proof for what changes a team, and a way back for who has lost every second factor.
set role ns_owner;

-- As before, and at the end: whoever changes a colleague's standing has just proved who they are.
create or replace function app.membership_transition() returns trigger
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
    perform authz.demand_proof();
  end if;
  return new;
end $$;

-- For any table: a row is made by somebody who has just proved who they are. Who arranges things by hand is not asked.
create function app.proof_first() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if session_user in ('ns_client', 'ns_practice', 'ns_clinic') then perform authz.demand_proof(); end if;
  return new;
end $$;
create trigger proof before insert on app.ownership_offer for each row execute function app.proof_first();
-- An emergency cannot wait; it has its own bounds.
create trigger proof before insert on app.access_grant for each row when (new.kind = 'grant') execute function app.proof_first();
-- A letter that makes an administrator is a change of role, too.
create trigger proof before insert on app.invitation for each row when (new.role = 'admin') execute function app.proof_first();

-- Agendas are logged too; the staff of a clinic looks at everybody's, by what they do there (their own membership).
alter table app.record_read drop constraint record_read_via_check;
alter table app.record_read add constraint record_read_via_check check (via in ('care', 'grant', 'emergency', 'house'));

-- An administrator asks that somebody's second factors be taken off: told by letter, refused by whoever has that letter
-- until it is due, carried out by a job. One at a time for a person; what is over stays as it is.
create table auth.factor_reset (
  reset_id        uuid primary key,
  person_id       uuid not null references auth.person,
  organisation_id uuid not null,                         -- whose administrator asks
  membership_id   uuid not null,                         -- the person there
  asked_by        uuid not null,                         -- the administrator's membership
  reason          text not null check (length(btrim(reason)) between 1 and 500),
  status          text not null check (status in ('open', 'refused', 'withdrawn', 'done', 'lapsed')),
  asked_at        timestamptz not null default now(),
  token_hash      bytea unique check (length(token_hash) = 32),  -- of the letter's link, once it is posted
  due_at          timestamptz,                           -- the waiting begins with the letter
  closed_at       timestamptz,
  check ((token_hash is null) = (due_at is null)),
  check (due_at >= asked_at + interval '48 hours'),
  check (status <> 'done' or due_at is not null)
);
create unique index factor_reset_open on auth.factor_reset (person_id) where status = 'open';
create index factor_reset_organisation on auth.factor_reset (organisation_id, asked_at);
call guard.close('auth.factor_reset');

create function app.factor_reset_transition() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if new.status = 'open' and new.due_at is null then return new; end if;
  elsif old.status = 'open'
    and (new.reset_id, new.person_id, new.organisation_id, new.membership_id, new.asked_by, new.reason, new.asked_at)
        is not distinct from (old.reset_id, old.person_id, old.organisation_id, old.membership_id, old.asked_by, old.reason, old.asked_at)
    and (old.due_at is null or (new.due_at, new.token_hash) is not distinct from (old.due_at, old.token_hash))
    and (new.status <> 'done' or old.due_at <= now()) then
    if new.status <> 'open' then new.closed_at := now(); end if;
    return new;
  end if;
  raise exception 'a reset is not rewritten' using errcode = 'check_violation', constraint = 'factor_reset_transition';
end $$;
create trigger transition before insert or update on auth.factor_reset for each row execute function app.factor_reset_transition();

-- A job that writes letters says so in the transaction that posts them: when it is run again it posts none.
alter table ops.job add told_at timestamptz;

grant select, insert, update on auth.factor_reset to ns_definer;
