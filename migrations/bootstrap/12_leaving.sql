-- Leaving: somebody of the team hands over and goes, a client ends their care, an owner is followed by another. What they
-- could come back by ends with it.

-- Moves everybody in a practitioner's care to a colleague, as part of their leaving. Active stays active, paused stays
-- paused; what was invited ends. Answers who was moved. Their open invitations of clients are withdrawn.
create or replace function app.hand_over(leaver uuid, heir uuid, request text) returns setof uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
  r record;
  related uuid;
begin
  select * into me from authz.session();
  if not authz.is_admin() then raise exception 'not an administrator' using errcode = 'insufficient_privilege'; end if;
  perform authz.demand_proof();
  if heir is not null then
    perform from app.membership m where m.organisation_id = me.organisation_id and m.membership_id = heir and m.membership_id <> leaver
        and m.role = 'practitioner' and m.status = 'active' for share;
    if not found then
      raise exception 'the caseload needs an active colleague' using errcode = 'check_violation', constraint = 'hand_over_heir';
    end if;
  end if;
  for r in select * from app.care_relationship x where x.organisation_id = me.organisation_id and x.practitioner_id = leaver and x.status <> 'ended'
            order by x.relationship_id for update
  loop
    if r.status in ('active', 'paused') then
      if heir is null then
        raise exception 'the caseload needs a colleague' using errcode = 'check_violation', constraint = 'hand_over_heir';
      end if;
      insert into app.care_relationship as c (organisation_id, relationship_id, practitioner_id, client_id, status, starts_on)
      values (me.organisation_id, gen_random_uuid(), heir, r.client_id, r.status, current_date)
      on conflict (organisation_id, practitioner_id, client_id)
        do update set status = case when c.status = 'active' then c.status else excluded.status end, ended_on = null, ended_why = null
      returning c.relationship_id into related;
      perform app.append_activity(me.organisation_id, me.person_id, me.membership_id, 'relationship.started', related, r.client_id, null, r.status, request);
      return next r.client_id;
    end if;
    update app.care_relationship x set status = 'ended', ended_on = current_date, ended_why = 'Handed over'
     where x.organisation_id = me.organisation_id and x.relationship_id = r.relationship_id;
    perform app.append_activity(me.organisation_id, me.person_id, me.membership_id, 'relationship.ended', r.relationship_id, r.client_id, r.status, 'ended', request);
  end loop;
  update app.invitation i set status = 'withdrawn' where i.organisation_id = me.organisation_id and i.invited_by = leaver and i.role = 'client' and i.status = 'open';
  update app.access_grant g set ended_at = now() where g.organisation_id = me.organisation_id and g.practitioner_id = leaver and g.ended_at is null and g.expires_at > now();
end $$;

-- A client ends their care with a practitioner: the record closes to them with the commit, and so does access they were
-- given besides. Appointments ahead are cancelled first, since who does not care for somebody does not see their calendar.
-- Answers the relationship and how it was; nothing when there is none.
create or replace function app.end_care(practitioner uuid, request text, out relationship uuid, out was text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
  g record;
begin
  select * into me from authz.session();
  if me.portal is distinct from 'client' then
    raise exception 'no live session of a client' using errcode = 'insufficient_privilege';
  end if;
  select r.relationship_id, r.status into relationship, was from app.care_relationship r
   where r.organisation_id = me.organisation_id and r.client_id = me.membership_id and r.practitioner_id = practitioner
     and r.status in ('active', 'paused') for update;
  if not found then return; end if;
  if exists (select from app.appointment a where a.organisation_id = me.organisation_id and a.client_id = me.membership_id
               and a.practitioner_id = practitioner and a.starts_at > now()
               and (a.status = 'confirmed' or a.status = 'held' and a.hold_expires_at > now())) then
    raise exception 'appointments lie ahead' using errcode = 'check_violation', constraint = 'care_appointments';
  end if;
  update app.care_relationship r set status = 'ended', ended_on = current_date, ended_why = 'Ended by the client'
   where r.organisation_id = me.organisation_id and r.relationship_id = relationship;
  for g in update app.access_grant x set ended_at = now()
            where x.organisation_id = me.organisation_id and x.client_id = me.membership_id and x.practitioner_id = practitioner
              and x.ended_at is null and x.expires_at > now() returning x.grant_id
  loop
    perform app.append_activity(me.organisation_id, me.person_id, me.membership_id, 'access.ended', g.grant_id, me.membership_id, null, null, request);
  end loop;
end $$;

-- The second half of an owner transfer: whom it was offered to takes it, signed in as themselves. Both change at once.
create or replace function app.accept_ownership(offer uuid) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
  o record;
begin
  select * into me from authz.session();
  if not authz.is_admin() then return null; end if;
  select * into o from app.ownership_offer x
   where x.organisation_id = me.organisation_id and x.offer_id = offer and x.to_member = me.membership_id and x.status = 'open' and x.expires_at > now()
   for update;
  if o is null then return null; end if;
  perform authz.demand_proof();
  update app.membership m set role = 'owner' where m.organisation_id = me.organisation_id and m.membership_id = me.membership_id and m.role = 'admin' and m.status = 'active';
  if not found then return null; end if;
  update app.membership m set role = 'admin' where m.organisation_id = me.organisation_id and m.membership_id = o.from_member and m.role = 'owner' and m.status = 'active';
  if not found then raise exception 'the offer is over' using errcode = 'check_violation', constraint = 'ownership_over'; end if;
  update app.ownership_offer x set status = 'accepted' where x.organisation_id = me.organisation_id and x.offer_id = offer;
  return o.from_member;
end $$;

-- Whoever is suspended, removed or moved to another portal is signed out there: nothing is revived when they come back.
create or replace function app.end_member_sessions() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if new.status <> 'active' or (new.role in ('client', 'practitioner') or old.role in ('client', 'practitioner')) and new.role <> old.role then
    update auth.session s set ended_at = now(), ended_why = 'revoked'
     where s.organisation_id = new.organisation_id and s.membership_id = new.membership_id and s.ended_at is null;
  end if;
  if new.status <> 'active' and old.status = 'active' then
    perform app.end_what_was_open(new.organisation_id, new.membership_id, new.person_id);
  end if;
  return null;
end $$;

-- What a member who is suspended or removed could come back by, or be acted for by: invitations to any role that wait for
-- them, whatever address of theirs they went to; those they sent; offers of ownership from and to them; a reset of their
-- factors that was asked for here.
create or replace function app.end_what_was_open(organisation uuid, member uuid, person uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  ended record;
begin
  for ended in
    update app.invitation i set status = 'withdrawn'
     where i.organisation_id = end_what_was_open.organisation and i.status = 'open'
       and (i.invited_by = member
         or lower(btrim(i.email)) in (select p.email_canonical from auth.person p where p.person_id = person
              union select lower(btrim(c.old_email)) from auth.email_change c where c.person_id = person
              union select lower(btrim(c.new_email)) from auth.email_change c where c.person_id = person and c.confirmed_at is not null))
    returning i.invitation_id
  loop
    perform app.append_activity(organisation, authz.uid(), authz.member(), 'invitation.withdrawn', ended.invitation_id, null, 'open', 'withdrawn', null);
  end loop;
  for ended in
    update app.ownership_offer o set status = 'withdrawn'
     where o.organisation_id = end_what_was_open.organisation and o.status = 'open' and member in (o.from_member, o.to_member)
    returning o.offer_id
  loop
    perform app.append_activity(organisation, authz.uid(), authz.member(), 'ownership.withdrawn', ended.offer_id, null, 'open', 'withdrawn', null);
  end loop;
  update auth.factor_reset r set status = 'lapsed'
   where r.organisation_id = end_what_was_open.organisation and (r.membership_id = member or r.asked_by = member) and r.status = 'open';
end $$;

do $$
declare
  f regprocedure;
begin
  foreach f in array array['app.hand_over(uuid, uuid, text)', 'app.end_care(uuid, text)', 'app.accept_ownership(uuid)',
                           'app.end_member_sessions()', 'app.end_what_was_open(uuid, uuid, uuid)']::regprocedure[] loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
grant execute on function app.hand_over(uuid, uuid, text), app.accept_ownership(uuid) to ns_clinic;
grant execute on function app.end_care(uuid, text) to ns_client;
-- A table's owner must hold it to attach the trigger.
grant execute on function app.end_member_sessions() to ns_owner;
