-- An entry of somebody else is not read at all when a client asks for it by its id: with the client in the index, its row is
-- never fetched to be turned away, so that the time of the answer does not tell that there is one.
set role ns_owner;

drop index app.observation_id;
create index observation_id on app.observation (organisation_id, observation_id, client_id);
