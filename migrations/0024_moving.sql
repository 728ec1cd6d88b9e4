-- Two different things: a copy of the organisation to read ('organisation'), which holds what its administrators may read
-- anyway, and one to move with ('move'), which leaves sealed for the installation it goes to. A move takes two people of
-- the clinic, each freshly proved, and everybody whose record is in it learns of it before anything is packed.
set role ns_owner;

alter table app.export add column recipient text check (recipient ~ '^nsmove1[0-9a-f]{72}$');  -- the public key it is sealed for
alter table app.export add column agreed_by uuid;                                              -- the second person
alter table app.export add column agreed_at timestamptz;
alter table app.export add column lapses_at timestamptz;                                       -- until when somebody may agree
-- The rows there are name nobody in it; that is looked up past the policies, which hold for the owner of the tables too.
alter table app.export no force row level security;
alter table app.membership no force row level security;
alter table app.export add foreign key (organisation_id, agreed_by) references app.membership (organisation_id, membership_id);
alter table app.export force row level security;
alter table app.membership force row level security;
create index export_agreed on app.export (organisation_id, agreed_by);

alter table app.export drop constraint export_scope_check;
alter table app.export add constraint export_scope_check check (scope in ('client', 'staff', 'organisation', 'move'));
alter table app.export drop constraint export_status_check;
alter table app.export add constraint export_status_check
  check (status in ('proposed', 'received', 'running', 'ready', 'downloaded', 'expired', 'failed', 'cancelled'));
alter table app.export drop constraint export_reason;
alter table app.export add constraint export_reason check ((reason is null) = (asked_by = member_id and scope <> 'move'));
alter table app.export add constraint export_move check (
  (scope = 'move') = (recipient is not null) and (scope = 'move') = (lapses_at is not null)
  and (scope = 'move' or status <> 'proposed' and agreed_by is null)
  and (agreed_by is null) = (agreed_at is null) and (agreed_by is null or agreed_by <> asked_by)
  and (scope <> 'move' or agreed_by is not null or status in ('proposed', 'cancelled', 'expired')));

drop index app.export_running;
create unique index export_running on app.export (organisation_id, member_id, scope) where status in ('proposed', 'received', 'running');
-- One move at a time, whoever of several owners asks.
create unique index export_moving on app.export (organisation_id) where scope = 'move' and status in ('proposed', 'received', 'running');

create or replace function app.export_transition() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  is_over boolean;
  is_portal boolean := current_user in ('ns_client', 'ns_practice', 'ns_clinic');
begin
  if tg_op = 'INSERT' then
    if new.status <> (case new.scope when 'move' then 'proposed' else 'received' end) then
      raise exception 'an export does not begin as %', new.status using errcode = 'check_violation', constraint = 'export_transition';
    end if;
    -- Somebody else's data, or everybody's, takes a fresh proof (whatever program asks).
    if (new.scope in ('organisation', 'move') or new.asked_by <> new.member_id) and current_user like 'ns\_%' and not authz.fresh() then
      raise exception 'a fresh proof is needed' using errcode = 'insufficient_privilege', constraint = 'proof_needed';
    end if;
    if new.scope = 'move' then
      new.agreed_by := null;
      new.agreed_at := null;
      new.lapses_at := now() + interval '7 days';
      if app.may_second(new.organisation_id, new.asked_by, null, now()) is not true then
        raise exception 'nobody here could agree' using errcode = 'check_violation', constraint = 'export_second';
      end if;
    end if;
    return new;
  end if;
  if (new.organisation_id, new.export_id, new.scope, new.member_id, new.asked_by, new.reason, new.recipient, new.lapses_at)
     is distinct from (old.organisation_id, old.export_id, old.scope, old.member_id, old.asked_by, old.reason, old.recipient, old.lapses_at)
     and current_user <> 'ns_eraser' then
    raise exception 'an export is not rewritten' using errcode = 'check_violation', constraint = 'export_transition';
  end if;
  if (old.status, new.status) = ('proposed', 'received') then
    -- The second of the two: who it is and when is the session's, whatever the program says.
    if current_user <> 'ns_clinic' or not authz.is_admin() or old.lapses_at <= now()
       or app.may_second(old.organisation_id, old.asked_by, authz.member(), old.created_at) is not true then
      raise exception 'this is not theirs to agree to' using errcode = 'check_violation', constraint = 'export_second';
    end if;
    if not authz.fresh() then
      raise exception 'a fresh proof is needed' using errcode = 'insufficient_privilege', constraint = 'proof_needed';
    end if;
    new.agreed_by := authz.member();
    new.agreed_at := now();
  elsif (new.agreed_by, new.agreed_at) is distinct from (old.agreed_by, old.agreed_at) and current_user <> 'ns_eraser' then
    raise exception 'who agreed is not rewritten' using errcode = 'check_violation', constraint = 'export_transition';
  elsif new.status <> old.status and not (
       (old.status, new.status) in (('received', 'running'), ('running', 'ready'), ('received', 'failed'), ('running', 'failed'), ('ready', 'expired'), ('downloaded', 'expired'))
         and not is_portal
    or (old.status, new.status) = ('proposed', 'expired') and old.lapses_at <= now()
    or (old.status, new.status) = ('ready', 'downloaded') and not is_portal and current_user <> 'ns_worker'
    or new.status = 'cancelled' and old.status in ('proposed', 'received', 'running', 'ready', 'downloaded')
    or new.status = 'failed' and old.status in ('received', 'running') and old.updated_at < now() - interval '1 day') then
    raise exception 'an export may not become %', new.status using errcode = 'check_violation', constraint = 'export_transition';
  end if;
  -- Nothing is packed, and nothing handed out, before everybody whose record is in it has the line in their log.
  if new.scope in ('organisation', 'move') and new.status <> old.status and new.status in ('running', 'ready') and current_user = 'ns_worker' then
    if app.is_untold(new.organisation_id, new.export_id) then
      raise exception 'somebody was not told' using errcode = 'check_violation', constraint = 'export_untold';
    end if;
  end if;
  is_over := new.status in ('expired', 'failed', 'cancelled');
  -- Without the key the files are noise, wherever a copy of them lies.
  if is_over then
    new.key_sealed := null;
    new.work := null;
  end if;
  -- What is sealed for another installation opens nowhere here from the moment it is whole.
  if new.scope = 'move' and new.status in ('ready', 'downloaded') then
    new.key_sealed := null;
  end if;
  return new;
end $$;

drop policy clinic_insert on app.export;
drop policy clinic_update on app.export;
do $$
begin
  call guard.allow('app.export', 'ns_clinic', 'insert', 'organisation_id, export_id, scope, member_id, asked_by, reason, recipient, status',
    'asked_by = (select authz.member()) and (status = ''received'' and scope = ''staff'' and asked_by = member_id
       or status = ''received'' and scope = ''client'' and (select authz.is_admin())
       or status = ''received'' and scope = ''organisation'' and asked_by = member_id and (select authz.level()) = ''owner''
       or status = ''proposed'' and scope = ''move'' and asked_by = member_id and (select authz.level()) = ''owner'')');
  call guard.allow('app.export', 'ns_clinic', 'update', 'status',
    'member_id = (select authz.member()) and scope <> ''move'' or (select authz.is_admin()) and (asked_by = (select authz.member()) or scope = ''move'')');
end $$;
grant select (recipient, agreed_by, agreed_at, lapses_at) on app.export to ns_clinic;

-- What stands in a client's log of looks: their record was packed for a move, or names and bookkeeping were copied.
alter table app.record_read drop constraint record_read_kind_check;
alter table app.record_read add constraint record_read_kind_check
  check (kind in ('list', 'review', 'agenda', 'timeline', 'move', 'copy'));

-- The last letter to whom everything is erased, sealed: taken when the erasure begins, posted in the transaction that ends
-- it, and gone with it.
alter table app.erasure_request add column letter_sealed bytea;
grant select, update on app.erasure_request to ns_definer;
