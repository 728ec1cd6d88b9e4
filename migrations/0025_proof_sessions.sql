-- A session made for a proof of isolation is marked by when it was made, and is never kept: its transaction fails when it
-- would be committed, whatever the program above it does.
set role ns_owner;

create constraint trigger never_kept after insert or update on auth.session
  deferrable initially deferred for each row when (new.created_at = '-infinity') execute function auth.refuse_kept();
