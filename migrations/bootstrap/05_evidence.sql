-- Appending to the activity log. The caller says what happened; who, where and when are read from the session.

create or replace function app.append_activity(
  organisation uuid, person uuid, member uuid, what text, subject uuid, client uuid, state_from text, state_to text, request text)
returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  head record;
  moment timestamptz := clock_timestamp();
  salt bytea := decode(replace(gen_random_uuid()::text, '-', ''), 'hex');
  commitment bytea;
  link bytea;
begin
  insert into app.activity_head (organisation_id, seq, hash) values (organisation, 0, sha256(convert_to(organisation::text, 'UTF8')))
    on conflict do nothing;
  -- The head's row lock puts an organisation's entries in one order; it is the last thing a transaction does.
  update app.activity_head h set seq = h.seq + 1 where h.organisation_id = organisation returning h.seq, h.hash into head;
  commitment := sha256(salt || convert_to(jsonb_build_array(organisation, head.seq, extract(epoch from moment)::text, person, member, what, subject, client, state_from, state_to, request)::text, 'UTF8'));
  link := sha256(head.hash || commitment);
  update app.activity_head h set hash = link where h.organisation_id = organisation;
  insert into app.activity (organisation_id, seq, at, actor_kind, actor_id, actor_member, action, subject_id, client_id, from_state, to_state, request_id, salt, commitment, hash)
  values (organisation, head.seq, moment, case when person is null then 'system' else 'person' end, person, member, what, subject, client,
          state_from, state_to, request, salt, commitment, link);
end $$;

-- The one way for a portal: organisation and actor come from the live session, never from an argument.
create or replace function app.record_activity(what text, subject uuid, client uuid, state_from text, state_to text, request text)
returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from authz.session();
  if me.organisation_id is null then
    raise exception 'no live session' using errcode = 'insufficient_privilege';
  end if;
  perform app.append_activity(me.organisation_id, me.person_id, me.membership_id, what, subject, client, state_from, state_to, request);
end $$;

alter function app.append_activity(uuid, uuid, uuid, text, uuid, uuid, text, text, text) owner to ns_definer;
alter function app.record_activity(text, uuid, uuid, text, text, text) owner to ns_definer;
revoke all on function app.append_activity(uuid, uuid, uuid, text, uuid, uuid, text, text, text) from public;
revoke all on function app.record_activity(text, uuid, uuid, text, text, text) from public;
grant execute on function app.record_activity(text, uuid, uuid, text, text, text) to ns_client, ns_practice, ns_clinic, ns_worker;
