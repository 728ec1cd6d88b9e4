-- The language somebody chose to read and be written to in, where there is a choice. Null: not chosen yet; a client is
-- then written to in the one they last decided in, everybody else in English.
set role ns_owner;
alter table app.membership add language text check (language in ('en', 'nl'));
grant select (language) on app.membership to ns_client;
