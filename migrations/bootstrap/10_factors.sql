-- The account of whoever is signed in, whatever their role: for ns_public alone, by the hash of their session's token.

create or replace function auth.account(session_hash bytea)
returns table (person_id uuid, email text, display_name text, organisation_id uuid, organisation_name text,
               membership_id uuid, role text, zone text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select p.person_id, p.email, m.display_name, o.organisation_id, o.name, m.membership_id, m.role, m.zone
      from auth.session s
      join auth.person p on p.person_id = s.person_id
      join app.membership m on m.organisation_id = s.organisation_id and m.membership_id = s.membership_id and m.status = 'active'
      join app.organisation o on o.organisation_id = s.organisation_id
     where s.token_hash = session_hash and s.ended_at is null and s.expires_at > now() and s.idle_expires_at > now()
       and s.portal is distinct from 'worker';
end $$;

do $$
declare
  f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_proc p where p.pronamespace = 'auth'::regnamespace and p.proname in ('account') loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to ns_public', f);
  end loop;
end $$;
