-- The clinic's registers, the state of its controls, and the reviews it holds. For administrators only.
set role ns_owner;

-- One line of a register: sub-processors (P14), records of processing, impact assessments. Which fields there are is
-- checked by the program (contract::registers); never about a client, so no line of it is anybody's record.
create table app.register_entry (
  organisation_id uuid not null references app.organisation,
  entry_id        uuid not null,
  register        text not null check (register in ('processors', 'processing', 'assessments')),
  fields          jsonb not null check (jsonb_typeof(fields) = 'object' and octet_length(fields::text) <= 60000 and coalesce(length(btrim(fields ->> 'title')), 0) between 1 and 200),
  retired_at      timestamptz,                            -- no longer so; kept for those who ask later
  primary key (organisation_id, entry_id)
);
call guard.audit_columns('app.register_entry');
call guard.tenant_floor('app.register_entry');
call guard.allow('app.register_entry', 'ns_clinic', 'select', '*', '(select authz.is_admin())');
call guard.allow('app.register_entry', 'ns_clinic', 'insert', 'organisation_id, entry_id, register, fields', '(select authz.is_admin())');
call guard.allow('app.register_entry', 'ns_clinic', 'update', 'fields, retired_at', '(select authz.is_admin())');

-- What the clinic says of a control of ISO/IEC 27001:2022, Annex A (T16). No row: nobody has looked at it.
create table app.control_status (
  organisation_id uuid not null references app.organisation,
  number          text not null check (number ~ '^[5-8]\.[1-9][0-9]?$'),
  status          text not null check (status in ('done', 'part', 'planned', 'not_applicable')),
  reason          text not null check (length(reason) <= 1000),
  owner           text not null check (length(owner) <= 120),
  evidence        text not null check (length(evidence) <= 300),
  primary key (organisation_id, number),
  constraint left_out_with_a_reason check (status <> 'not_applicable' or length(btrim(reason)) > 0),
  constraint done_with_evidence check (status <> 'done' or length(btrim(evidence)) > 0 and length(btrim(owner)) > 0)
);
call guard.audit_columns('app.control_status');
call guard.status_columns('app.control_status');
call guard.tenant_floor('app.control_status');
call guard.allow('app.control_status', 'ns_clinic', 'select', '*', '(select authz.is_admin())');
call guard.allow('app.control_status', 'ns_clinic', 'insert', 'organisation_id, number, status, reason, owner, evidence', '(select authz.is_admin())');
call guard.allow('app.control_status', 'ns_clinic', 'update', 'status, reason, owner, evidence', '(select authz.is_admin())');

-- A review to hold (open) or one that was held (done), with what was looked at and who says so (P16).
create table app.review (
  organisation_id uuid not null references app.organisation,
  review_id       uuid not null,
  kind            text not null check (kind in ('quarterly', 'yearly')),
  due_on          date not null,
  status          text not null check (status in ('open', 'done')),
  ticked          text[] not null default '{}' check (cardinality(ticked) <= 40),
  signed          text not null default '' check (length(signed) <= 120),
  note            text not null default '' check (length(note) <= 4000),
  done_at         timestamptz,
  told_on         date,                                   -- when the last letter about it was posted
  primary key (organisation_id, review_id),
  constraint held_by_somebody check ((status = 'done') = (done_at is not null) and (status = 'open' or length(btrim(signed)) > 0))
);
create unique index review_open on app.review (organisation_id, kind) where status = 'open';

create function app.review_transition() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if new.status <> 'open' then
      raise exception 'a review begins open' using errcode = 'check_violation', constraint = 'review_transition';
    end if;
    return new;
  end if;
  if old.status = 'done' or (new.organisation_id, new.review_id, new.kind, new.due_on) is distinct from (old.organisation_id, old.review_id, old.kind, old.due_on) then
    raise exception 'a review that was held is not rewritten' using errcode = 'check_violation', constraint = 'review_transition';
  end if;
  new.done_at := case when new.status = 'done' then now() end;
  return new;
end $$;
create trigger transition before insert or update on app.review for each row execute function app.review_transition();
call guard.audit_columns('app.review');
call guard.status_columns('app.review');
call guard.tenant_floor('app.review');
call guard.allow('app.review', 'ns_clinic', 'select', '*', '(select authz.is_admin())');
call guard.allow('app.review', 'ns_clinic', 'insert', 'organisation_id, review_id, kind, due_on, status', '(select authz.is_admin())');
call guard.allow('app.review', 'ns_clinic', 'update', 'status, ticked, signed, note', '(select authz.is_admin())');

grant select on app.register_entry to ns_definer;
grant select, update on app.review to ns_definer;
