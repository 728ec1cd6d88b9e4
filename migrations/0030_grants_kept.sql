-- Who had access to a client's record stays for its time when the client is erased; the reason, which is in somebody's
-- own words, goes. The one change of a grant beside its end.
set role ns_owner;

create or replace function app.grant_transition() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user = 'ns_eraser' then return new; end if;
  if tg_op = 'INSERT' then
    new.starts_at := now();
    new.ended_at := null;
    new.ended_by := null;
    new.told_at := null;
    new.seen_at := null;
    if new.kind = 'emergency' and current_user <> 'ns_definer' then
      raise exception 'the glass is broken through its own function' using errcode = 'check_violation', constraint = 'grant_kind';
    end if;
    return new;
  end if;
  if (new.organisation_id, new.grant_id, new.client_id, new.practitioner_id, new.kind, new.permissions, new.reason, new.granted_by, new.starts_at, new.expires_at)
     is distinct from (old.organisation_id, old.grant_id, old.client_id, old.practitioner_id, old.kind, old.permissions, old.reason, old.granted_by, old.starts_at, old.expires_at) then
    raise exception 'a grant is not rewritten' using errcode = 'check_violation', constraint = 'grant_transition';
  end if;
  -- What has ended stays ended, by whom and when it did.
  if old.ended_at is not null then
    new.ended_at := old.ended_at;
    new.ended_by := old.ended_by;
  elsif new.ended_at is not null then
    new.ended_at := now();
    new.ended_by := authz.member();
  end if;
  new.told_at := coalesce(old.told_at, new.told_at);
  new.seen_at := coalesce(old.seen_at, new.seen_at);
  return new;
end $$;
