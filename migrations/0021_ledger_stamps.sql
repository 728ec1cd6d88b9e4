-- The ledger's key names whoever began the first payment, in its stamps. When they are erased, that goes; nothing else of
-- the row is the eraser's.
set role ns_owner;
grant update (created_by, updated_by) on app.ledger_key to ns_eraser;
