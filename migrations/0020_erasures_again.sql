-- The clock that takes up erasures whose job was given up leaves those under a hold alone (`ops.schedule_erasures`).
set role ns_owner;
grant select on app.legal_hold to ns_definer;
