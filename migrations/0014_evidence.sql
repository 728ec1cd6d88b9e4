-- Evidence that can be checked: what an entry of the log commits to, blocks of the tree over it, signed checkpoints, and
-- the ledger of payments.
set role ns_owner;

-- An entry's half that names people lies under a veil (see app.activity_private): when somebody is erased, the salt and
-- the names go and the veil stays, so that commitment, chain and tree still verify.
alter table app.activity
  add encoding    smallint not null default 1 check (encoding in (1, 2)),
  add via         text check (via in ('own', 'care', 'grant', 'emergency', 'role', 'system')),
  add basis_id    uuid,                                    -- the relationship or grant behind it
  add veil        bytea check (length(veil) = 32),         -- where the names were: the hash of salt and names
  add redacted_at timestamptz,
  alter column salt drop not null;
alter table app.activity alter column encoding set default 2;
alter table app.activity drop constraint activity_check;
alter table app.activity
  add constraint activity_actor check (redacted_at is not null or (actor_kind = 'person') = (actor_id is not null)),
  add constraint activity_redacted check (redacted_at is null
    or (actor_id, actor_member, subject_id, client_id, from_state, to_state, request_id, via, basis_id, salt)
       is not distinct from (null::uuid, null::uuid, null::uuid, null::uuid, null::text, null::text, null::text, null::text, null::uuid, null::bytea));

-- Nothing of an entry changes but that one transformation, and the database computes it itself.
drop trigger append_only_rows on app.activity;
create trigger append_only_rows before update or delete on app.activity for each row execute function app.keep_activity();

-- The hash over every complete block of 256 leaves, so that a root or a proof needs a few hundred leaves and not all.
-- A cache: verification computes everything again.
create table app.evidence_block (
  organisation_id uuid not null references app.organisation,
  block           bigint not null check (block >= 0),
  hash            bytea not null check (length(hash) = 32),
  primary key (organisation_id, block)
);
call guard.close('app.evidence_block');
call guard.append_only('app.evidence_block');

-- The heads of the log that were signed. The same notes lie outside the database, where nobody who can write here can
-- change them.
create table app.checkpoint (
  organisation_id uuid not null references app.organisation,
  size            bigint not null check (size > 0),
  root            bytea not null check (length(root) = 32),
  note            text not null check (length(note) <= 65536),
  public_key      bytea not null check (length(public_key) = 32),
  at              timestamptz not null,
  primary key (organisation_id, size)
);
call guard.tenant_floor('app.checkpoint');
call guard.append_only('app.checkpoint');
call guard.allow('app.checkpoint', 'ns_client', 'select', '*', '(select authz.portal()) = ''client''');
call guard.allow('app.checkpoint', 'ns_practice', 'select', '*', '(select authz.portal()) = ''practice''');
call guard.allow('app.checkpoint', 'ns_clinic', 'select', '*', '(select authz.portal()) = ''clinic''');
call guard.allow('app.checkpoint', 'ns_worker', 'select', '*', '(select authz.portal()) = ''worker''');

-- Where a checkpoint went: by letter, or to a witness, whose signature is kept.
create table app.checkpoint_delivery (
  organisation_id uuid not null,
  via             text not null check (via in ('letter', 'witness')),
  size            bigint not null,
  cosignature     text check (length(cosignature) <= 16384),
  at              timestamptz not null default now(),
  primary key (organisation_id, via, size),
  foreign key (organisation_id, size) references app.checkpoint (organisation_id, size)
);
call guard.tenant_floor('app.checkpoint_delivery');
call guard.append_only('app.checkpoint_delivery');
call guard.allow('app.checkpoint_delivery', 'ns_clinic', 'select', '*', '(select authz.is_admin())');
call guard.allow('app.checkpoint_delivery', 'ns_worker', 'select', '*', '(select authz.portal()) = ''worker''');

-- Every state a payment was in, chained under a key that does not lie here (T8). Names nobody: kept as the law asks.
create table app.ledger (
  organisation_id uuid not null,
  seq             bigint not null check (seq > 0),
  at              timestamptz not null,
  payment_id      uuid not null,
  appointment_id  uuid not null,
  status          text not null,
  amount_minor    bigint not null,
  refunded_minor  bigint not null,
  currency        text not null,
  mac             bytea not null check (length(mac) = 32), -- HMAC-SHA256 over the one before and this entry
  primary key (organisation_id, seq)                      -- no foreign key: what never came in may be erased, its numbers stay
);
create index ledger_payment on app.ledger (organisation_id, payment_id, seq);
call guard.tenant_floor('app.ledger');
call guard.append_only('app.ledger');
call guard.allow('app.ledger', 'ns_clinic', 'select', '*', '(select authz.is_admin())');
call guard.allow('app.ledger', 'ns_worker', 'select', '*', '(select authz.portal()) = ''worker''');

-- The ledger's key, sealed under the master key: survives a rotation, worth nothing to who reads the database.
create table app.ledger_key (
  organisation_id uuid primary key references app.organisation,
  sealed          bytea not null
);
call guard.close('app.ledger_key');
call guard.audit_columns('app.ledger_key');

grant select, insert on app.evidence_block, app.checkpoint, app.checkpoint_delivery, app.ledger to ns_definer;
grant select, insert, update on app.ledger_key to ns_definer;
-- What a redaction writes, column by column; the trigger decides what.
grant update (salt, veil, redacted_at, actor_id, actor_member, subject_id, client_id, from_state, to_state, request_id, via, basis_id)
  on app.activity to ns_definer;

-- What was paid before there was a ledger is not in it; from here on no change of a payment lasts without its entry.
create constraint trigger ledger_agrees after insert or update on app.payment deferrable initially deferred
  for each row execute function app.check_ledger();

-- What erases elsewhere changes nothing here: an entry is blanked by `app.redact_activity` alone, the rest never.
revoke update, delete on app.activity, app.activity_head, app.checkpoint, app.checkpoint_delivery, app.evidence_block, app.ledger, app.ledger_key from ns_eraser;
