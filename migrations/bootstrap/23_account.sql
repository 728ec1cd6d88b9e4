-- What somebody changes about themselves: their name in every place they belong to, zone and language in the one their
-- session is in. For ns_public alone: a session's token hash comes in and nobody's id, so that a caller can change the
-- person whose session it holds and nobody else. Each change is committed with its entry in the log of the organisation.

-- The person's own words about themselves, of a session that is past its factor.
create or replace function auth.profile(session_hash bytea)
returns table (display_name text, zone text, language text, fresh boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select m.display_name, m.zone, m.language, g.fresh
      from auth.gate(session_hash) g
      join auth.session s on s.session_id = g.session_id
      join app.membership m on m.organisation_id = s.organisation_id and m.membership_id = s.membership_id and m.status = 'active'
     where g.gate = 'open';
end $$;

-- A new name, wherever the person is not removed: colleagues and clients see it from then on. What was signed under the
-- old one keeps it. Others know somebody by their name, so it takes a fresh proof. False where nothing is another.
create or replace function auth.change_name(session_hash bytea, new_name text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  g record;
  m record;
  changed boolean := false;
begin
  select * into g from auth.gate(session_hash);
  if g.person_id is null or g.gate <> 'open' or not g.fresh then
    raise exception 'a fresh proof is needed' using errcode = 'insufficient_privilege', constraint = 'proof_needed';
  end if;
  update auth.person p set display_name = new_name where p.person_id = g.person_id and p.display_name <> new_name;
  changed := found;
  for m in select x.organisation_id, x.membership_id, x.role from app.membership x
            where x.person_id = g.person_id and x.status <> 'removed' and x.display_name <> new_name
            order by x.organisation_id, x.membership_id for update loop
    update app.membership x set display_name = new_name where x.organisation_id = m.organisation_id and x.membership_id = m.membership_id;
    perform app.append_activity(m.organisation_id, g.person_id, m.membership_id, 'member.renamed', m.membership_id,
      case when m.role = 'client' then m.membership_id end, null, null, null);
    changed := true;
  end loop;
  if changed then
    insert into auth.event (person_id, action, session_id) values (g.person_id, 'account.renamed', g.session_id);
  end if;
  return changed;
end $$;

-- Zone and language of the place the session is in. Entries and letters of before keep the zone they were written in.
-- Null for a session that is over; else whether something is another.
create or replace function auth.change_reading(session_hash bytea, new_zone text, new_language text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  g record;
  m record;
begin
  select * into g from auth.gate(session_hash);
  if g.person_id is null or g.gate <> 'open' then return null; end if;
  select x.* into m from auth.session s
    join app.membership x on x.organisation_id = s.organisation_id and x.membership_id = s.membership_id and x.status = 'active'
   where s.session_id = g.session_id for update of x;
  if m.membership_id is null then return null; end if;
  update app.membership x set zone = new_zone, language = new_language
   where x.organisation_id = m.organisation_id and x.membership_id = m.membership_id;
  if m.zone <> new_zone then
    perform app.append_activity(m.organisation_id, g.person_id, m.membership_id, 'member.zone_changed', m.membership_id,
      case when m.role = 'client' then m.membership_id end, m.zone, new_zone, null);
  end if;
  if m.language is distinct from new_language then
    perform app.append_activity(m.organisation_id, g.person_id, m.membership_id, 'member.language_changed', m.membership_id,
      case when m.role = 'client' then m.membership_id end, m.language, new_language, null);
  end if;
  return m.zone <> new_zone or m.language is distinct from new_language;
end $$;

do $$
declare
  f regprocedure;
begin
  foreach f in array array['auth.profile(bytea)', 'auth.change_name(bytea, text)', 'auth.change_reading(bytea, text, text)']::regprocedure[] loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to ns_public', f);  -- and in 24_logins.sql, the list of both
  end loop;
end $$;
