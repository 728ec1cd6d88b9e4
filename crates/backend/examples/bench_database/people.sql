-- Fills the bench's database. Temporary functions: nothing of this is part of the schema.

-- counts: clients, clients of one practitioner. ids: organisation, the practitioner of the first caseload.
create function pg_temp.bench_people(ids uuid[], counts int[]) returns void language plpgsql as $$
begin
  create temp table people as
    select n, gen_random_uuid() as person, gen_random_uuid() as member, 'client' as role from generate_series(1, counts[1]) n
    union all
    select n, gen_random_uuid(), gen_random_uuid(), 'practitioner' from generate_series(2, counts[1] / counts[2]) n;
  insert into auth.person (person_id, email, email_canonical, display_name, zone, email_confirmed_at)
    select person, person || '@example.test', person || '@example.test', initcap(role) || ' ' || n, 'Europe/London', now() from people;
  insert into app.membership (organisation_id, membership_id, person_id, role, status, display_name, zone)
    select ids[1], member, person, role, 'active', initcap(role) || ' ' || n, 'Europe/London' from people;
  insert into app.care_relationship (organisation_id, relationship_id, practitioner_id, client_id, status, starts_on)
    select ids[1], gen_random_uuid(), coalesce(p.member, ids[2]), c.member, 'active', current_date - 120
      from people c left join people p on p.role = 'practitioner' and p.n = (c.n - 1) / counts[2] + 1
     where c.role = 'client';
end $$;

-- counts: entries of one client, days. ids: organisation, the client whose entries were copied into bench_model. Whoever is
-- in care gets some, except the one who is new.
create function pg_temp.bench_entries(ids uuid[], counts int[]) returns void language plpgsql as $$
begin
  -- Stamps would set created_at to the present; a journal has a past.
  set local session_replication_role = replica;
  insert into app.observation (organisation_id, client_id, observation_id, kind, occurred_at, zone, local_date, payload, created_at)
    select ids[1], r.client_id, gen_random_uuid(), m.kind, at, 'Europe/London', at::date, m.payload, at
      from generate_series(1, counts[1]) n
      cross join lateral (select current_date - counts[2] + n * counts[2] / counts[1] + n % 3 * interval '5 hours' + interval '7 hours' as at) t
      join (select m.kind, m.payload, m.nth, count(*) over () as of from pg_temp.bench_model m) m on m.nth = n % m.of
      cross join (select r.client_id from app.care_relationship r
                    join app.membership c on c.membership_id = r.client_id and c.display_name <> 'Newell Frey') r
     order by n;
end $$;
