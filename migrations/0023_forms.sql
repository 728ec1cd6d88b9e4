-- What somebody had typed when their session had ended, or a proof was asked for: for that person in that browser, an
-- hour at most. It is sealed under a key that lies in the browser's cookie alone, and once more under the server's.
set role ns_owner;

create table auth.kept_form (
  kept_form_id  uuid primary key,
  person_id     uuid not null references auth.person,
  membership_id uuid not null,                                          -- where the form was made
  browser_hash  bytea not null check (length(browser_hash) = 32),
  form_key      uuid,                                                   -- the form's own key: sent again, it is used
  sealed        bytea not null check (octet_length(sealed) between 32 and 400000),
  expires_at    timestamptz not null
);
create index kept_form_person on auth.kept_form (person_id);
create index kept_form_expires on auth.kept_form (expires_at);
call guard.close('auth.kept_form');
grant select, insert, update, delete on auth.kept_form to ns_definer;
grant select, update, delete on auth.kept_form to ns_eraser;

-- A form that was sent, by what was sent: sent twice at once it runs once, and both are answered alike. A day.
create table auth.form_use (
  use_hash      bytea primary key check (length(use_hash) = 32),        -- keyed: membership, function, key and every value
  membership_id uuid not null,
  begun_at      timestamptz not null default now(),
  outcome       text check (length(outcome) <= 4000)                    -- where it led; null while it runs
);
create index form_use_begun on auth.form_use (begun_at);
call guard.close('auth.form_use');
grant select, insert, update, delete on auth.form_use to ns_definer;
grant select, update, delete on auth.form_use to ns_eraser;
