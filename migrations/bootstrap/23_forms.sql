-- Where forms belong, and what was typed, for ns_public alone. Whose it is follows from the hash of a live session's
-- token; only keeping names a person, since their session has ended, and what it keeps opens to that person alone.

-- Where a session is, past its factor. Without a choice of place the membership is null.
create or replace function auth.session_place(session_hash bytea) returns table (person_id uuid, membership_id uuid, portal text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query select s.person_id, s.membership_id, s.portal
    from auth.session s join auth.person p on p.person_id = s.person_id and (p.factor_since is null or s.factor_at is not null)
   where s.token_hash = session_hash and s.ended_at is null and s.expires_at > now() and s.idle_expires_at > now() and s.portal is distinct from 'worker';
end $$;

-- Keeps one form. What has run out goes; of one person eight are kept, the newest.
create or replace function auth.keep_form(form uuid, person uuid, membership uuid, browser bytea, own_key uuid, form_sealed bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from auth.kept_form k where k.expires_at < now();
  -- Nobody's while they are being erased, or for a membership that is not theirs.
  if not exists (select from app.membership m where m.membership_id = membership and m.person_id = person) then return; end if;
  if own_key is not null then
    delete from auth.kept_form k where k.person_id = person and k.form_key = own_key;
  end if;
  insert into auth.kept_form (kept_form_id, person_id, membership_id, browser_hash, form_key, sealed, expires_at)
  values (form, person, membership, browser, own_key, form_sealed, now() + interval '1 hour');
  delete from auth.kept_form k where k.person_id = person and k.kept_form_id in (
    select o.kept_form_id from auth.kept_form o where o.person_id = person order by o.expires_at desc, o.kept_form_id desc offset 8);
end $$;

-- What the session's person typed in this browser, newest first; `here` where the session is where it was made.
create or replace function auth.kept_forms(session_hash bytea, browser bytea)
returns table (kept_form_id uuid, membership_id uuid, here boolean, placed boolean, sealed bytea)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query select k.kept_form_id, k.membership_id, k.membership_id is not distinct from s.membership_id, s.membership_id is not null, k.sealed
    from auth.session_place(session_hash) s join auth.kept_form k on k.person_id = s.person_id
   where k.browser_hash = browser and k.expires_at > now()
   order by k.expires_at desc, k.kept_form_id desc;
end $$;

-- It was used, or is not wanted: the form with this key, or (without one) every form of this browser.
create or replace function auth.drop_kept_forms(browser bytea, own_key uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from auth.kept_form k where k.browser_hash = browser and (own_key is null or k.form_key = own_key);
end $$;

-- Begins what is sent under this hash: true for whoever begins it, false for who came second, with where it led once that
-- is known, and empty while it is known only that it was done. What was begun a minute ago and never done (its process died)
-- is begun anew.
create or replace function auth.begin_form(hash bytea, membership uuid, out begun boolean, out outcome text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from auth.form_use u where u.begun_at < now() - interval '1 day';
  insert into auth.form_use as u (use_hash, membership_id) values (hash, membership)
  on conflict (use_hash) do update set begun_at = now() where u.outcome is null and u.begun_at < now() - interval '1 minute';
  begun := found;
  select u.outcome into outcome from auth.form_use u where u.use_hash = hash;
end $$;

-- It is done: said by the change itself, in its own transaction, so that neither is there without the other. Whoever had
-- taken over from one that was slow is refused here, and their change with it.
create or replace function app.note_form_use(hash bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update auth.form_use u set outcome = '' where u.use_hash = hash and u.membership_id = authz.member() and u.outcome is null;
  if not found then raise exception 'it was done already' using errcode = 'check_violation', constraint = 'form_used'; end if;
end $$;
alter function app.note_form_use(bytea) owner to ns_definer;
revoke all on function app.note_form_use(bytea) from public;
grant execute on function app.note_form_use(bytea) to ns_client, ns_practice, ns_clinic;

-- It did not know who had done it.
drop function if exists auth.end_form(bytea, text);
-- Where it led; null takes it away: it was refused, and may be sent again. What somebody else has done in the meantime stays.
create or replace function auth.end_form(hash bytea, led_to text, is_own boolean) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if led_to is null then
    delete from auth.form_use u where u.use_hash = hash and (u.outcome is null or is_own);
  else
    update auth.form_use u set outcome = led_to where u.use_hash = hash;
  end if;
end $$;

do $$
declare
  f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_proc p where p.pronamespace = 'auth'::regnamespace
      and p.proname in ('session_place', 'keep_form', 'kept_forms', 'drop_kept_forms', 'begin_form', 'end_form') loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to ns_public', f);
  end loop;
end $$;
