-- Whose a row is. A function that takes an id from a portal asks here before it reads, writes or starts anything about it:
-- that the caller is signed in, or of the right portal, says nothing about the row they name.

-- The clients of the organisation whom rows with these ids are about: themselves, their care, what they wrote, booked,
-- paid, signed, asked for. Every table with a client of its own is asked (a test compares with the catalogue).
create or replace function app.clients_of(organisation uuid, ids uuid[]) returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return array(
    select m.membership_id from app.membership m where m.organisation_id = organisation and m.membership_id = any (ids) and m.role = 'client'
    union select x.client_id from app.care_relationship x where x.organisation_id = organisation and x.relationship_id = any (ids)
    union select x.client_id from app.access_grant x where x.organisation_id = organisation and x.grant_id = any (ids)
    union select x.client_id from app.appointment x where x.organisation_id = organisation and x.appointment_id = any (ids)
    union select x.client_id from app.payment x where x.organisation_id = organisation and x.payment_id = any (ids)
    union select x.client_id from app.observation x where x.organisation_id = organisation and x.observation_id = any (ids)
    union select x.client_id from app.document x where x.organisation_id = organisation and x.document_id = any (ids)
    union select x.client_id from app.document_text x where x.organisation_id = organisation and x.text_id = any (ids) and x.client_id is not null
    union select x.client_id from app.erasure_request x where x.organisation_id = organisation and x.request_id = any (ids)
    union select x.client_id from app.legal_hold x where x.organisation_id = organisation and x.hold_id = any (ids)
    union select x.client_id from app.key_certificate x where x.organisation_id = organisation and x.certificate_id = any (ids)
    union select x.member_id from app.export x join app.membership m on m.organisation_id = x.organisation_id and m.membership_id = x.member_id and m.role = 'client'
           where x.organisation_id = organisation and x.export_id = any (ids));
end $$;

-- Whether the caller has business with everybody whom rows with these ids are about. A client with themselves; a
-- practitioner with whom they care or cared for, were given access to or see; a clinic with its own; a job with whom its
-- session lets it see, which row security decides.
create or replace function app.may_name(ids uuid[]) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from authz.session();
  if me.organisation_id is null then return false; end if;
  if me.portal in ('worker', 'clinic') then return true; end if;
  -- An id that names a row of one's own is one's own to name, even where somebody else's row has it too.
  return not exists (
    select from unnest(ids) named (id), lateral (select app.clients_of(me.organisation_id, array[named.id])) rows (clients)
     where cardinality(rows.clients) > 0 and not exists (
       select from unnest(rows.clients) one (client_id)
        where case me.portal
          when 'client' then one.client_id = me.membership_id
          else exists (select from app.care_relationship r where r.organisation_id = me.organisation_id and r.practitioner_id = me.membership_id and r.client_id = one.client_id)
            or exists (select from app.access_grant g where g.organisation_id = me.organisation_id and g.practitioner_id = me.membership_id and g.client_id = one.client_id)
            or exists (select from app.appointment a where a.organisation_id = me.organisation_id and a.practitioner_id = me.membership_id and a.client_id = one.client_id)
          end));
end $$;

-- The ids a job's payload names, wherever in it they stand.
create or replace function ops.ids_of(payload jsonb) returns uuid[]
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  return array(
    select (v #>> '{}')::uuid from jsonb_path_query(payload, '$.** ? (@.type() == "string")') v
     where v #>> '{}' ~ '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$');
end $$;

do $$
declare
  f regprocedure;
begin
  foreach f in array array['app.clients_of(uuid, uuid[])', 'app.may_name(uuid[])', 'ops.ids_of(jsonb)']::regprocedure[] loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
