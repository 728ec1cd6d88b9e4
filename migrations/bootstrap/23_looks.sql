-- The looks of the clinic's staff, and of anybody at a client's name: written and committed before what they are at is
-- shown, as the looks at records are. Several at once: `looks` is an array of objects with
--   kind     the word of app.record_read
--   clients  whom it is at; without it, whom the page of that kind shows
--   asked    what such a page is asked for: words of its form, and how many rows it has

-- Whom one such look is at. Answers ids to the functions below and to nobody else.
create or replace function app.look_subjects(looked text, clients jsonb, asked jsonb) returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  org uuid := authz.org();
  most bigint := coalesce((asked ->> 'most')::bigint, 201);
begin
  -- Whoever is no administrator is shown names at most.
  if looked <> 'names' and not authz.is_admin() then return '{}'; end if;
  if jsonb_typeof(clients) = 'array' then
    return array(select m.membership_id from app.membership m
      where m.organisation_id = org and m.role = 'client' and m.membership_id in (select c.value::uuid from jsonb_array_elements_text(clients) c));
  end if;
  if not authz.is_admin() then return '{}'; end if;
  return case looked
    when 'consents' then array(
      with wanted as (
        select v.kind, max(v.version) as version from ref.consent_version v where v.published_at <= now() group by v.kind),
      stands as (
        select m.membership_id as client_id, m.display_name, w.kind, e.version,
               case when e.decision is null then 'none' when e.decision = 'given' and e.version < w.version then 'older' else e.decision end as standing
          from app.membership m
         cross join wanted w
          left join lateral (
               select e.decision, e.version from app.consent_event e
                where e.organisation_id = m.organisation_id and e.client_id = m.membership_id and e.kind = w.kind
                order by e.seq desc limit 1) e on true
         where m.organisation_id = org and m.role = 'client' and m.status = 'active')
      select s.client_id from stands s
       where (asked ->> 'kind' is null or s.kind = asked ->> 'kind') and (asked ->> 'state' is null or s.standing = asked ->> 'state')
         and (asked ->> 'version' is null or s.version = (asked ->> 'version')::integer)
       order by s.display_name, s.client_id, s.kind limit most)
    when 'documents' then array(
      select d.client_id from app.document d
       where d.organisation_id = org and (asked ->> 'id' is null or d.document_id = (asked ->> 'id')::uuid)
       order by d.status = 'requested' desc, d.status_changed_at desc, d.document_id limit most)
    when 'requests' then array(
      select r.client_id from app.erasure_request r where r.organisation_id = org
      union select f.membership_id from auth.factor_reset f
        join app.membership m on m.organisation_id = org and m.membership_id = f.membership_id and m.role = 'client'
       where f.organisation_id = org and (f.status = 'open' or f.asked_at > now() - interval '90 days'))
    when 'holds' then array(select h.client_id from app.legal_hold h where h.organisation_id = org and h.told)
    when 'exports' then array(
      select e.member_id from app.export e where e.organisation_id = org and e.scope = 'client' and e.asked_by <> e.member_id)
    when 'ai' then array(
      select a.client_id from app.ai_use a where a.organisation_id = org and a.step = 'asked' order by a.created_at desc, a.use_id limit most)
    when 'access' then array(
      select g.client_id from app.access_grant g
       where g.organisation_id = org and (asked ->> 'id' is null or g.grant_id = (asked ->> 'id')::uuid)
       order by (g.ended_at is null and g.expires_at > now()) desc, g.starts_at desc, g.grant_id limit most)
    when 'names' then case
      -- A hold that its client is not told of is a name in a list to them.
      when asked ->> 'of' = 'holds' then array(select h.client_id from app.legal_hold h where h.organisation_id = org and not h.told)
      else array(
        select m.membership_id from app.membership m
         where m.organisation_id = org and m.role = 'client' and (m.status = 'active' or asked ->> 'of' = 'kept' and m.status <> 'removed')
           and position(lower(coalesce(asked ->> 'search', '')) in lower(m.display_name)) > 0
         order by m.display_name, m.membership_id limit most) end
    else '{}' end;
end $$;

-- The rows such looks are in the log. The staff's reason is what they do at the clinic; a practitioner's is the best basis
-- there is, else care that is paused, else that they work there.
create or replace function app.look_rows(looks jsonb) returns table (kind text, client_id uuid, via text, basis_id uuid)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from authz.session();
  if me.portal is null or me.portal not in ('practice', 'clinic') then
    raise exception 'no live session of the staff' using errcode = 'insufficient_privilege';
  end if;
  return query
    with asked as (
      select distinct l.value ->> 'kind' as kind, c as client_id
        from jsonb_array_elements(looks) l cross join unnest(app.look_subjects(l.value ->> 'kind', l.value -> 'clients', l.value -> 'asked')) c
       where me.portal = 'clinic' or l.value ->> 'kind' = 'names')
    select a.kind, a.client_id, coalesce(b.via, case when r.relationship_id is null then 'house' else 'care' end),
           coalesce(b.basis_id, r.relationship_id, me.membership_id)
      from asked a
      left join lateral (select x.via, x.basis_id from authz.bases() x where x.client_id = a.client_id order by x.rank limit 1) b on true
      left join app.care_relationship r on me.portal = 'practice' and r.organisation_id = me.organisation_id
           and r.practitioner_id = me.membership_id and r.client_id = a.client_id and r.status in ('active', 'paused');
end $$;

-- Whether the log lacks a row for any of them. Sets nothing: what opens is decided by authz.looked_ids.
create or replace function app.is_look_missing(looks jsonb) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return exists (
    select from (select r.kind, array_agg(r.client_id) as wanted from app.look_rows(looks) r group by r.kind) w
     where not w.wanted <@ authz.looked_ids(w.kind));
end $$;

create or replace function app.log_looks(looks jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from authz.session();
  insert into app.record_read (organisation_id, client_id, reader_id, kind, via, basis_id, window_at, at)
  select me.organisation_id, r.client_id, me.membership_id, r.kind, r.via, r.basis_id, authz.read_window(r.kind), clock_timestamp()
    from app.look_rows(looks) r
  on conflict do nothing;
end $$;

-- Figures over everybody, which say nothing of anybody: how clients stand by kind of consent, and how many emergencies
-- began in the last seven days.
create or replace function app.count_consents() returns table (kind text, standing text, clients bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not authz.is_admin() then return; end if;
  return query
    with wanted as (
      select v.kind, max(v.version) as version from ref.consent_version v where v.published_at <= now() group by v.kind)
    select w.kind, case when e.decision is null then 'none' when e.decision = 'given' and e.version < w.version then 'older' else e.decision end, count(*)
      from app.membership m
     cross join wanted w
      left join lateral (
           select e.decision, e.version from app.consent_event e
            where e.organisation_id = m.organisation_id and e.client_id = m.membership_id and e.kind = w.kind
            order by e.seq desc limit 1) e on true
     where m.organisation_id = authz.org() and m.role = 'client' and m.status = 'active' group by 1, 2;
end $$;

create or replace function app.count_emergencies() returns bigint
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not authz.is_admin() then return 0; end if;
  return (select count(*) from app.access_grant g
    where g.organisation_id = authz.org() and g.kind = 'emergency' and g.starts_at > now() - interval '7 days');
end $$;

do $$
declare
  f regprocedure;
begin
  foreach f in array array['app.look_subjects(text, jsonb, jsonb)', 'app.look_rows(jsonb)', 'app.is_look_missing(jsonb)', 'app.log_looks(jsonb)',
                           'app.count_consents()', 'app.count_emergencies()']::regprocedure[] loop
    execute format('alter function %s owner to ns_definer', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
grant execute on function app.is_look_missing(jsonb), app.log_looks(jsonb) to ns_practice, ns_clinic;
grant execute on function app.count_consents(), app.count_emergencies() to ns_clinic;
