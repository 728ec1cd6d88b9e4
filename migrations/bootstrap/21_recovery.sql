-- A way back for who has lost every second factor (app, passkey and recovery codes): an administrator of their
-- organisation asks, they are told by letter and can refuse, and after two days the factors are taken off. The password
-- is never touched: it is what they sign in with then. A lone owner asks whoever runs the installation.
--
-- Kept here and not in the program: who may ask for whom, the fresh proof, the waiting, and that refusing and carrying
-- out exclude each other (both take the row first).

-- Asks. `whom` is an exact name or address of somebody active in the administrator's own organisation; an owner is an
-- owner's to ask for, nobody asks for themselves.
create or replace function app.ask_factor_reset(new_reset uuid, whom text, why text, out outcome text, out member uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
  people uuid[];
  who uuid;
begin
  select * into me from authz.session();
  if not authz.is_admin() then raise exception 'not an administrator' using errcode = 'insufficient_privilege'; end if;
  perform authz.demand_proof();
  -- Posted twice it is one.
  if exists (select from auth.factor_reset r where r.reset_id = new_reset and r.organisation_id = me.organisation_id and r.asked_by = me.membership_id) then
    outcome := 'asked';
    return;
  end if;
  select array_agg(distinct m.person_id) into people
    from app.membership m join auth.person p on p.person_id = m.person_id
   where m.organisation_id = me.organisation_id and m.status = 'active'
     and (lower(btrim(m.display_name)) = lower(btrim(whom)) or p.email_canonical = lower(btrim(whom)));
  if people is null then outcome := 'nobody'; return; end if;
  if cardinality(people) > 1 then outcome := 'several'; return; end if;
  who := people[1];
  if who = me.person_id then outcome := 'self'; return; end if;
  if not app.may_reset_factors(me.organisation_id, me.membership_id, who) then outcome := 'owner'; return; end if;
  perform from auth.person p where p.person_id = who for update;
  if not exists (select from auth.person p where p.person_id = who and p.factor_since is not null) then outcome := 'nothing'; return; end if;
  if exists (select from auth.factor_reset r where r.person_id = who and r.status = 'open') then outcome := 'asked_already'; return; end if;
  if (select count(*) from auth.factor_reset r where r.person_id = who and r.organisation_id = me.organisation_id and r.asked_at > now() - interval '30 days') >= 3 then
    outcome := 'too_many';
    return;
  end if;
  select m.membership_id into member from app.membership m
   where m.organisation_id = me.organisation_id and m.person_id = who and m.status = 'active'
   order by array_position(array['owner', 'admin', 'practitioner', 'front_desk', 'client'], m.role) limit 1;
  insert into auth.factor_reset (reset_id, person_id, organisation_id, membership_id, asked_by, reason, status)
  values (new_reset, who, me.organisation_id, member, me.membership_id, why, 'open');
  insert into auth.event (person_id, action) values (who, 'factor_reset.asked');
  outcome := 'asked_now';
end $$;

-- Whether a member may ask for a person: as an active administrator, and for an owner as one.
create or replace function app.may_reset_factors(organisation uuid, asker uuid, who uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return exists (select from app.membership a
     where a.organisation_id = organisation and a.membership_id = asker and a.status = 'active' and a.person_id <> who
       and (a.role = 'owner' or a.role = 'admin' and not exists (
         select from app.membership m where m.organisation_id = organisation and m.person_id = who and m.role = 'owner' and m.status = 'active')));
end $$;

-- What administrators see of it: open ones and those of the last ninety days.
create or replace function app.factor_resets()
returns table (reset_id uuid, membership_id uuid, display_name text, asked_by text, reason text, status text, asked_at timestamptz, due_at timestamptz, closed_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from authz.session();
  if not authz.is_admin() then return; end if;
  return query
    select r.reset_id, r.membership_id, m.display_name, a.display_name, r.reason, r.status, r.asked_at, r.due_at, r.closed_at
      from auth.factor_reset r
      join app.membership m on m.organisation_id = r.organisation_id and m.membership_id = r.membership_id
      join app.membership a on a.organisation_id = r.organisation_id and a.membership_id = r.asked_by
     where r.organisation_id = me.organisation_id and (r.status = 'open' or r.asked_at > now() - interval '90 days')
       -- A client's only while the log holds the look at it.
       and (m.role <> 'client' or r.membership_id = any (authz.looked_ids('requests')))
     order by r.status <> 'open', r.asked_at desc, r.reset_id limit 100;
end $$;

-- Takes it back: any administrator of the organisation.
create or replace function app.withdraw_factor_reset(reset uuid) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  r record;
begin
  if not authz.is_admin() then return null; end if;
  update auth.factor_reset x set status = 'withdrawn'
   where x.reset_id = reset and x.organisation_id = authz.org() and x.status = 'open' returning x.person_id, x.membership_id into r;
  if r is null then return null; end if;
  insert into auth.event (person_id, action) values (r.person_id, 'factor_reset.withdrawn');
  return r.membership_id;
end $$;

-- The letter is being posted: the waiting begins. Answers nothing when it was posted before, or is over.
create or replace function ops.tell_factor_reset(reset uuid, link_hash bytea)
returns table (membership_id uuid, due_at timestamptz)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    update auth.factor_reset r set token_hash = link_hash, due_at = now() + interval '48 hours'
     where r.reset_id = reset and r.organisation_id = authz.org() and authz.portal() = 'worker' and r.status = 'open' and r.due_at is null
    returning r.membership_id, r.due_at;
end $$;

-- What the letter's link leads to, while it can be refused.
create or replace function auth.find_factor_reset(link_hash bytea) returns table (organisation text, due_at timestamptz, zone text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select o.name, r.due_at, p.zone from auth.factor_reset r
      join app.organisation o on o.organisation_id = r.organisation_id
      join auth.person p on p.person_id = r.person_id
     where r.token_hash = link_hash and r.status = 'open';
end $$;

create or replace function auth.refuse_factor_reset(link_hash bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  r record;
begin
  update auth.factor_reset x set status = 'refused' where x.token_hash = link_hash and x.status = 'open'
  returning x.reset_id, x.person_id, x.organisation_id, x.membership_id into r;
  if r is null then return false; end if;
  insert into auth.event (person_id, action) values (r.person_id, 'factor_reset.refused');
  perform app.append_activity(r.organisation_id, r.person_id, r.membership_id, 'factor_reset.refused', r.reset_id, null, 'open', 'refused', null);
  return true;
end $$;

-- The time has come. Nothing happens when the asker may not ask any more, when the person is gone, when they have since
-- proved a factor (so they had not lost it), or when they belong elsewhere too: one organisation does not weaken
-- another's door. Answers 'done', 'lapsed', 'early', or nothing when it is over already.
create or replace function ops.carry_out_factor_reset(reset uuid, out outcome text, out member uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  r record;
begin
  select * into r from auth.factor_reset x
   where x.reset_id = reset and x.organisation_id = authz.org() and authz.portal() = 'worker' and x.status = 'open' for update;
  if r is null then return; end if;
  if r.due_at is null or r.due_at > now() then outcome := 'early'; return; end if;
  member := r.membership_id;
  -- Whoever signs in meanwhile waits, and is signed out.
  perform from auth.person p where p.person_id = r.person_id for update;
  if not app.may_reset_factors(r.organisation_id, r.asked_by, r.person_id)
     or not exists (select from app.membership m where m.organisation_id = r.organisation_id and m.membership_id = r.membership_id and m.status = 'active')
     or not exists (select from auth.person p where p.person_id = r.person_id and p.factor_since is not null)
     or exists (select from auth.session s where s.person_id = r.person_id and s.factor_at > r.asked_at)
     or exists (select from app.membership m where m.person_id = r.person_id and m.status = 'active' and m.organisation_id <> r.organisation_id) then
    update auth.factor_reset x set status = 'lapsed' where x.reset_id = reset;
    insert into auth.event (person_id, action) values (r.person_id, 'factor_reset.lapsed');
    outcome := 'lapsed';
    return;
  end if;
  update auth.factor_reset x set status = 'done' where x.reset_id = reset;
  perform auth.strip_factors(r.person_id);
  insert into auth.event (person_id, action) values (r.person_id, 'factor_reset.done');
  outcome := 'done';
end $$;

-- Every factor and code of a person, and every session and remembered browser.
create or replace function auth.strip_factors(who uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from auth.factor f where f.person_id = who;
  delete from auth.recovery_sheet s where s.person_id = who;
  perform auth.settle_factors(who);
  perform auth.end_sessions(who, null, null, 'revoked');
  update auth.device d set forgotten_at = now() where d.person_id = who and d.forgotten_at is null;
end $$;

-- By whoever runs the installation, at its terminal, for a lone owner. `letter` tells them. Answers how many
-- organisations have it in their log; null when there is nobody with a factor of that address.
create or replace function ops.reset_factors(address text, letter bytea) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who uuid;
  m record;
  told integer := 0;
begin
  select p.person_id into who from auth.person p where p.email_canonical = lower(btrim(address)) and p.factor_since is not null for update;
  if who is null then return null; end if;
  update auth.factor_reset x set status = 'lapsed' where x.person_id = who and x.status = 'open';
  perform auth.strip_factors(who);
  insert into auth.event (person_id, action) values (who, 'factor_reset.by_operator');
  for m in select distinct on (x.organisation_id) x.organisation_id, x.membership_id from app.membership x
            where x.person_id = who and x.status = 'active' order by x.organisation_id, x.membership_id loop
    -- By nobody who is signed in.
    perform app.append_activity(m.organisation_id, null, null, 'factor_reset.by_operator', m.membership_id, null, null, null, null);
    told := told + 1;
  end loop;
  perform auth.post_letter(letter);
  return told;
end $$;

-- A job posts its letters in this transaction; false when an earlier run of it did.
create or replace function ops.tell_once(job uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update ops.job j set told_at = now() where j.job_id = tell_once.job and j.organisation_id = authz.org() and j.told_at is null;
  return found;
end $$;

do $$
declare
  f regprocedure;
begin
  foreach f in array array['app.ask_factor_reset(uuid, text, text)', 'app.may_reset_factors(uuid, uuid, uuid)', 'app.factor_resets()',
                           'app.withdraw_factor_reset(uuid)', 'ops.tell_factor_reset(uuid, bytea)', 'auth.find_factor_reset(bytea)',
                           'auth.refuse_factor_reset(bytea)', 'ops.carry_out_factor_reset(uuid)', 'auth.strip_factors(uuid)',
                           'ops.reset_factors(text, bytea)', 'ops.tell_once(uuid)']::regprocedure[] loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public, ns_public', f);
  end loop;
end $$;
grant execute on function app.ask_factor_reset(uuid, text, text), app.factor_resets(), app.withdraw_factor_reset(uuid) to ns_clinic;
grant execute on function ops.tell_factor_reset(uuid, bytea), ops.carry_out_factor_reset(uuid), ops.tell_once(uuid) to ns_worker;
grant execute on function ops.reset_factors(text, bytea) to ns_migrator;
