-- The kinds of entries are a table that every `migrate` fills from the program's own list, so that a new kind needs no
-- migration. Values of the first two kinds may still lie open from before and are checked by `app.valid_payload`; it knows
-- no other kind, so that an entry of a newer one can be stored sealed and in no other way.
set role ns_owner;

create table ref.observation_kind (
  kind text primary key check (kind ~ '^[a-z][a-z_]{1,30}$')
);
insert into ref.observation_kind values ('meal'), ('symptom');

alter table ref.observation_kind enable row level security;
create policy reference_read on ref.observation_kind for select to ns_public, ns_client, ns_practice, ns_clinic, ns_worker using (session_user is not null);
grant select on ref.observation_kind to ns_public, ns_client, ns_practice, ns_clinic, ns_worker;

-- Not a foreign key: that would need an index over every entry there is, for a list that nothing is ever taken from.
create function app.demand_kind() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from ref.observation_kind k where k.kind = new.kind) then
    raise check_violation using message = 'there is no such kind of entry';
  end if;
  return new;
end $$;
revoke execute on function app.demand_kind() from public;
alter table app.observation drop constraint observation_kind_check;
alter table app.observation add constraint observation_kind_check check (kind ~ '^[a-z][a-z_]{1,30}$');
create trigger known_kind before insert or update of kind on app.observation for each row execute function app.demand_kind();
