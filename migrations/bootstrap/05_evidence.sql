-- The activity log: appending to it, and the one change an entry may ever see, the redaction of a person.
-- What an entry commits to is text; crates/evidence writes the same bytes (entry.rs).

-- A line: the name alone where there is no value.
create or replace function app.evidence_line(name text, value text) returns text
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  return name || coalesce(' ' || replace(replace(value, '\', '\\'), E'\n', '\n'), '') || E'\n';
end $$;

-- The half of an entry that stays when a person is erased.
create or replace function app.activity_public(organisation uuid, seq bigint, at timestamptz, actor_kind text, action text) returns text
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  return E'nutriscope activity 2\norganisation ' || organisation || E'\nentry ' || seq || E'\nat ' || (extract(epoch from at) * 1000000)::bigint
      || E'\nactor_kind ' || actor_kind || E'\naction ' || action || E'\n';
end $$;

-- The hash that stands for the half that names people; random salt, so that nobody can try names against it.
create or replace function app.activity_veil(salt bytea, person uuid, member uuid, subject uuid, client uuid,
  state_from text, state_to text, request text, via text, basis uuid) returns bytea
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  return sha256(salt || convert_to(
      'actor' || coalesce(' ' || person, '') || E'\nmember' || coalesce(' ' || member, '')
    || E'\nsubject' || coalesce(' ' || subject, '') || E'\nclient' || coalesce(' ' || client, '') || E'\n'
    || app.evidence_line('from', state_from) || app.evidence_line('to', state_to) || app.evidence_line('request', request)
    || 'via' || coalesce(' ' || via, '') || E'\nbasis' || coalesce(' ' || basis, '') || E'\n', 'UTF8'));
end $$;

create or replace function app.append_entry(
  organisation uuid, person uuid, member uuid, what text, subject uuid, client uuid, state_from text, state_to text, request text,
  through text, basis uuid)
returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  head record;
  moment timestamptz := clock_timestamp();
  salt bytea := uuid_send(gen_random_uuid());
  kind text := case when person is null then 'system' else 'person' end;
  number bigint;
  commitment bytea;
  link bytea;
begin
  -- The head's row lock puts an organisation's entries in one order; it is the last thing a transaction does.
  select h.seq, h.hash into head from app.activity_head h where h.organisation_id = organisation for update;
  if not found then
    insert into app.activity_head (organisation_id, seq, hash) values (organisation, 0, sha256(convert_to(organisation::text, 'UTF8')))
      on conflict do nothing;
    select h.seq, h.hash into head from app.activity_head h where h.organisation_id = organisation for update;
  end if;
  number := head.seq + 1;
  commitment := sha256(convert_to(app.activity_public(organisation, number, moment, kind, what)
    || 'veil ' || encode(app.activity_veil(salt, person, member, subject, client, state_from, state_to, request, through, basis), 'hex') || E'\n', 'UTF8'));
  link := sha256(head.hash || commitment);
  update app.activity_head h set seq = number, hash = link where h.organisation_id = organisation;
  insert into app.activity (organisation_id, seq, at, actor_kind, actor_id, actor_member, action, subject_id, client_id, from_state, to_state, request_id,
                            via, basis_id, salt, commitment, hash, encoding)
  values (organisation, number, moment, kind, person, member, what, subject, client, state_from, state_to, request, through, basis, salt, commitment, link, 2);
end $$;

-- Appending for a privileged function, which says who acted.
create or replace function app.append_activity(
  organisation uuid, person uuid, member uuid, what text, subject uuid, client uuid, state_from text, state_to text, request text)
returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform app.append_entry(organisation, person, member, what, subject, client, state_from, state_to, request,
    case when person is null then 'system' end, null);
end $$;

-- The one way for a portal: organisation, actor and by what they were entitled come from the live session, never from an
-- argument. A practitioner acts on a client's record by care, a grant or an emergency: which one is part of the entry.
create or replace function app.record_activity(what text, subject uuid, client uuid, state_from text, state_to text, request text)
returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
  through text;
  basis uuid;
begin
  select * into me from authz.session();
  if me.organisation_id is null then
    raise exception 'no live session' using errcode = 'insufficient_privilege';
  end if;
  -- A portal writes about whom it has business with, in this organisation: a client about themselves.
  if me.portal <> 'worker' and (
       not app.may_name(array[subject, client])
       or me.portal = 'client' and client <> me.membership_id
       or client is not null and not exists (
         select from app.membership m where m.organisation_id = me.organisation_id and m.membership_id = client)) then
    raise exception 'such an entry is not theirs to write' using errcode = 'insufficient_privilege', constraint = 'activity_scope';
  end if;
  case me.portal
    when 'client' then through := 'own';
    when 'worker' then through := 'system';
    when 'clinic' then through := 'role';
    else
      if client is not null then
        select b.via, b.basis_id into through, basis from authz.bases() b where b.client_id = client order by b.rank limit 1;
      end if;
      -- The organisation's own business: the role is the reason.
      through := coalesce(through, 'role');
  end case;
  perform app.append_entry(me.organisation_id, me.person_id, me.membership_id, what, subject, client, state_from, state_to, request, through, basis);
end $$;

-- Refuses every change of an entry, for everybody, but one: names and salt go, and the veil over exactly what was there
-- takes their place. The trigger computes the veil itself; number, time, action, commitment and hash stay.
create or replace function app.keep_activity() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'UPDATE' and current_user = 'ns_definer' and old.redacted_at is null and new.redacted_at is not null
     and (new.organisation_id, new.seq, new.at, new.actor_kind, new.action, new.commitment, new.hash, new.encoding)
         is not distinct from (old.organisation_id, old.seq, old.at, old.actor_kind, old.action, old.commitment, old.hash, old.encoding)
     and new.veil is not distinct from app.activity_veil(old.salt, old.actor_id, old.actor_member, old.subject_id, old.client_id,
           old.from_state, old.to_state, old.request_id, old.via, old.basis_id) then
    return new;  -- that the names are gone is the table's own check
  end if;
  raise exception '% on % is refused: the table is append-only', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end $$;

-- Erases a person from the log: rows about this client, and rows in which they or their account acted. For the erasure
-- job alone, which names the client. Answers how many entries were blanked.
create or replace function app.redact_activity(client uuid) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  org uuid := authz.org();
  changed bigint;
begin
  if org is null or authz.portal() is distinct from 'worker' or authz.job_client() is distinct from client then
    raise exception 'only a job about this client redacts' using errcode = 'insufficient_privilege';
  end if;
  update app.activity a
     set veil = app.activity_veil(a.salt, a.actor_id, a.actor_member, a.subject_id, a.client_id, a.from_state, a.to_state, a.request_id, a.via, a.basis_id),
         salt = null, actor_id = null, actor_member = null, subject_id = null, client_id = null, from_state = null, to_state = null,
         request_id = null, via = null, basis_id = null, redacted_at = clock_timestamp()
   where a.organisation_id = org and a.redacted_at is null
     and (a.client_id = redact_activity.client or a.actor_member = redact_activity.client or a.subject_id = redact_activity.client);
  get diagnostics changed = row_count;
  return changed;
end $$;

do $$
declare
  f regprocedure;
begin
  foreach f in array array[
    'app.evidence_line(text, text)', 'app.activity_public(uuid, bigint, timestamptz, text, text)',
    'app.activity_veil(bytea, uuid, uuid, uuid, uuid, text, text, text, text, uuid)',
    'app.append_entry(uuid, uuid, uuid, text, uuid, uuid, text, text, text, text, uuid)',
    'app.append_activity(uuid, uuid, uuid, text, uuid, uuid, text, text, text)',
    'app.record_activity(text, uuid, uuid, text, text, text)', 'app.keep_activity()', 'app.redact_activity(uuid)']::regprocedure[]
  loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
grant execute on function app.record_activity(text, uuid, uuid, text, text, text) to ns_client, ns_practice, ns_clinic, ns_worker;
grant execute on function app.redact_activity(uuid) to ns_worker;
grant execute on function app.keep_activity() to ns_owner;  -- a table's owner must hold it to attach the trigger
