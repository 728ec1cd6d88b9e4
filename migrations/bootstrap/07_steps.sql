-- Steps: what only the checking program can show. A function that makes a session, redeems or starts a link, sets a
-- password, issues a ticket or tells whose an address is takes a step first: a seal under a key derived from the master
-- key, over what is done, about whom, a fresh number and the time. The database checks the seal with a key that no login
-- can read; whoever gets a statement of their own in at a login's door has the functions and no step.
--
-- A step is 56 bytes: a random number (16), the second it was made in (8), the seal (32). It is good for two minutes and,
-- where it changes something, once.

-- What a seal is over: every part with its length before it, so that no two lists read the same.
create or replace function auth.step_text(purpose text, variadic about text[]) returns text
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  return (select string_agg(coalesce(octet_length(p.part) || ':' || p.part, '-'), '' order by p.n)
            from unnest(array[purpose] || about) with ordinality p (part, n));
end $$;

-- HMAC-SHA256 with a key that lies here as its two padded halves.
create or replace function auth.is_step(step bytea, purpose text, variadic about text[]) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  made bigint;
  message bytea;
begin
  if step is null or length(step) <> 56 then return false; end if;
  made := ('x' || encode(substring(step from 17 for 8), 'hex'))::bit(64)::bigint;
  if made not between extract(epoch from clock_timestamp()) - 120 and extract(epoch from clock_timestamp()) + 120 then return false; end if;
  message := substring(step from 1 for 24) || convert_to(auth.step_text(purpose, variadic about), 'UTF8');
  -- Hashes are compared, so that how long it takes tells nothing of the seal.
  return exists (select from auth.step_key k
    where sha256(sha256(k.outer_pad || sha256(k.inner_pad || message))) = sha256(substring(step from 25)));
end $$;

create or replace function auth.check_step(step bytea, purpose text, variadic about text[]) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not auth.is_step(step, purpose, variadic about) then
    raise exception 'only the program that checks may do this' using errcode = 'insufficient_privilege', constraint = 'step_needed';
  end if;
end $$;

-- The same, once.
create or replace function auth.take_step(step bytea, purpose text, variadic about text[]) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform auth.check_step(step, purpose, variadic about);
  delete from auth.used_step u where u.number in (
    select x.number from auth.used_step x where x.used_at < now() - interval '10 minutes' limit 20 for update skip locked);
  insert into auth.used_step (number) values (substring(step from 1 for 16)) on conflict do nothing;
  if not found then
    raise exception 'a step is taken once' using errcode = 'insufficient_privilege', constraint = 'step_needed';
  end if;
end $$;

-- Whether the server's key is one the database knows: asked when it starts.
create or replace function auth.knows_step(step bytea) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return auth.is_step(step, 'start', variadic array[]::text[]);
end $$;

-- The keys there are, one per master key: written by `migrate` and `rotate-keys`, read by nobody.
create or replace function ops.put_step_keys(versions integer[], inner_pads bytea[], outer_pads bytea[]) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from auth.step_key k where k.version <> all (versions);
  insert into auth.step_key as k (version, inner_pad, outer_pad)
  select * from unnest(versions, inner_pads, outer_pads)
  on conflict (version) do update set inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad;
end $$;

do $$
declare
  f regprocedure;
begin
  foreach f in array array['auth.step_text(text, text[])', 'auth.is_step(bytea, text, text[])', 'auth.check_step(bytea, text, text[])',
    'auth.take_step(bytea, text, text[])', 'auth.knows_step(bytea)', 'ops.put_step_keys(integer[], bytea[], bytea[])']::regprocedure[] loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
grant execute on function ops.put_step_keys(integer[], bytea[], bytea[]) to ns_migrator;
