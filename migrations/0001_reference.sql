-- Reference data: the same for every organisation, read-only at run time, on the named list of exemptions from the
-- tenant floor. Loaded by `nutriscope migrate` from the files shipped with the program.
set role ns_owner;

create table ref.food (
  food_id      integer primary key check (food_id > 0),  -- NDB No. of USDA SR28
  name         text not null,
  common_names text not null,
  food_group   text not null,
  source       text not null
);

create table ref.food_portion (
  food_id integer not null references ref.food,
  seq     integer not null,
  amount  double precision not null check (amount > 0),
  measure text not null,
  grams   double precision not null check (grams > 0),
  primary key (food_id, seq)
);

-- Per 100 g of the edible part. No row means unknown, never zero.
create table ref.food_nutrient (
  food_id    integer not null references ref.food,
  nutrient   text not null,
  per_100g   double precision not null check (per_100g >= 0),
  primary key (food_id, nutrient)
);

create table ref.symptom (
  code          text primary key check (code ~ '^[a-z][a-z0-9_]*$'),
  symptom_group text not null,
  label_en      text not null,
  label_nl      text not null,
  words         text not null,
  scale         text not null check (scale in ('0-10', '0-3', 'none-mild-moderate-severe', 'count')),
  typical       boolean not null
);

-- Which version of the shipped files is loaded.
create table ref.loaded (
  name   text primary key,
  sha256 text not null
);

do $$
declare
  tbl text;
begin
  foreach tbl in array array['ref.food', 'ref.food_portion', 'ref.food_nutrient', 'ref.symptom', 'ref.loaded'] loop
    execute format('alter table %s enable row level security', tbl);
    execute format('create policy reference_read on %s for select to ns_public, ns_client, ns_practice, ns_clinic, ns_worker using (session_user is not null)', tbl);
    execute format('grant select on %s to ns_public, ns_client, ns_practice, ns_clinic, ns_worker', tbl);
  end loop;
end $$;
