-- Signing and ending a document (S9): the two steps that say who, when and from where, which no form may.

-- A client signs what they were asked to: once, while it waits, the text they were shown. Time, place and signer are
-- written here, and the signer has just proved who they are.
create or replace function app.sign_document(document uuid, typed_name text, shown bytea, from_network bytea, on_device text, sealed_address bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
  d record;
begin
  select * into me from authz.session();
  if me.portal is distinct from 'client' then
    raise exception 'no live session of a client' using errcode = 'insufficient_privilege';
  end if;
  perform authz.demand_proof();
  select * into d from app.document x
   where x.organisation_id = me.organisation_id and x.document_id = document and x.client_id = me.membership_id for update;
  if not found then return null; end if;
  if d.status <> 'requested' then return false; end if;
  if shown is distinct from d.text_hash then
    raise exception 'the text is another one' using errcode = 'check_violation', constraint = 'document_text_changed';
  end if;
  update app.document x set status = 'signed', signed_name = btrim(typed_name), signed_at = clock_timestamp(),
         network = from_network, device = on_device, sealed = sealed_address
   where x.organisation_id = me.organisation_id and x.document_id = document;
  return true;
end $$;

-- Ends one, with a reason: its client, an administrator, or a practitioner who cares for them. Answers whose it was.
create or replace function app.end_document(document uuid, why text) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
  d record;
begin
  select * into me from authz.session();
  select * into d from app.document x where x.organisation_id = me.organisation_id and x.document_id = document for update;
  if not found or d.status = 'ended' then return null; end if;
  if not coalesce(me.portal = 'client' and d.client_id = me.membership_id
     or authz.is_admin()
     or me.portal = 'practice' and exists (
       select from app.care_relationship r where r.organisation_id = me.organisation_id and r.practitioner_id = me.membership_id
          and r.client_id = d.client_id and r.status = 'active'), false) then
    return null;
  end if;
  update app.document x set status = 'ended', ended_at = clock_timestamp(), ended_by = me.membership_id, ended_why = btrim(why)
   where x.organisation_id = me.organisation_id and x.document_id = document;
  return d.client_id;
end $$;

-- A text's next version is for whom the first was.
create or replace function app.document_text_client() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if new.version > 1 then
    select t.client_id into new.client_id from app.document_text t
     where t.organisation_id = new.organisation_id and t.text_id = new.text_id and t.version = 1;
  end if;
  return new;
end $$;

-- A text that was written for one client is asked of that client alone.
create or replace function app.document_of_client() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from app.document_text t
              where t.organisation_id = new.organisation_id and t.text_id = new.text_id and t.client_id <> new.client_id) then
    raise exception 'the text was written for somebody else' using errcode = 'check_violation', constraint = 'document_text_client';
  end if;
  return new;
end $$;

do $$
declare
  f regprocedure;
begin
  foreach f in array array['app.document_text_client()', 'app.document_of_client()', 'app.sign_document(uuid, text, bytea, bytea, text, bytea)', 'app.end_document(uuid, text)']::regprocedure[] loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
grant execute on function app.sign_document(uuid, text, bytea, bytea, text, bytea) to ns_client;
grant execute on function app.end_document(uuid, text) to ns_client, ns_practice, ns_clinic;
-- A table's owner must hold them to attach the triggers.
grant execute on function app.document_text_client(), app.document_of_client() to ns_owner;
