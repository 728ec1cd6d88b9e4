-- Every free text that is stored open is checked by the database too: nothing that cannot be printed or that reorders the
-- text around it, something that is seen, one line where a line is meant (N9).
set role ns_owner;

-- What may still change is cleaned first, so that an old row never stands in the way of an honest change. Row security
-- would hide the rows from their owner and the triggers would write history of it; both are set aside for rows that need it.
create procedure guard.check_text(tbl regclass, col name, is_line boolean, may_be_empty boolean)
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  asks constant text := case when is_line then 'guard.is_line' else 'guard.is_text' end;
  rule constant text := format('%s%s(%I)', case when may_be_empty then format('%I = '''' or ', col) else '' end, asks, col);
  found boolean;
begin
  execute format('alter table %s no force row level security', tbl);
  execute format('select exists (select from %s where not (%s))', tbl, rule) into found;
  if found then
    execute format('alter table %s disable trigger user', tbl);
    execute format('update %s set %I = guard.cleaned(%2$I, %L) where not (%s)', tbl, col, is_line, rule);
    execute format('alter table %s enable trigger user', tbl);
  end if;
  execute format('alter table %s force row level security', tbl);
  execute format('alter table %s add constraint %I check (%s)', tbl, col || case when is_line then '_is_line' else '_is_text' end, rule);
end $$;

-- What is evidence stays as it was written: the check is for what is written from now on. The moment stands in the check,
-- so that erasing names from an old row never fails over its text.
create procedure guard.check_text_from_now(tbl regclass, col name, at name, is_line boolean, may_be_empty boolean)
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  asks constant text := case when is_line then 'guard.is_line' else 'guard.is_text' end;
begin
  execute format('alter table %s add constraint %I check (%s%s(%I) or %I < %L::timestamptz)', tbl,
    col || case when is_line then '_is_line' else '_is_text' end,
    case when may_be_empty then format('%I = '''' or ', col) else '' end, asks, col, at, now());
end $$;

call guard.check_text('auth.person', 'display_name', true, false);
call guard.check_text('auth.factor', 'label', true, false);
call guard.check_text('auth.factor_reset', 'reason', false, false);
call guard.check_text('auth.session', 'device', true, true);
call guard.check_text('app.organisation', 'name', true, false);
call guard.check_text('app.membership', 'display_name', true, false);
call guard.check_text('app.invitation', 'display_name', true, false);
call guard.check_text('app.care_relationship', 'ended_why', false, true);
call guard.check_text('app.service', 'name', true, false);
call guard.check_text('app.appointment', 'service_name', true, false);
call guard.check_text('app.observation', 'external_id', true, true);
call guard.check_text('app.access_grant', 'reason', false, false);
call guard.check_text('app.legal_hold', 'reason', false, false);
call guard.check_text('app.legal_hold', 'released_why', false, false);
call guard.check_text('app.export', 'reason', false, false);
call guard.check_text('app.incident', 'title', true, false);
call guard.check_text('app.incident', 'authority_ref', true, true);
call guard.check_text('app.control_status', 'reason', false, true);
call guard.check_text('app.control_status', 'owner', true, true);
call guard.check_text('app.control_status', 'evidence', false, true);
call guard.check_text('app.review', 'signed', true, true);
call guard.check_text('app.review', 'note', false, true);
call guard.check_text('app.document', 'ended_why', false, false);

call guard.check_text_from_now('app.document_text', 'title', 'created_at', true, false);
call guard.check_text_from_now('app.document_text', 'body', 'created_at', false, false);
call guard.check_text_from_now('app.document', 'title', 'created_at', true, false);
call guard.check_text_from_now('app.document', 'body', 'created_at', false, false);
call guard.check_text_from_now('app.document', 'signed_name', 'signed_at', true, false);
call guard.check_text_from_now('app.document', 'device', 'signed_at', true, false);
call guard.check_text_from_now('app.consent_event', 'reason', 'at', false, false);
call guard.check_text_from_now('app.consent_event', 'device', 'at', true, true);
call guard.check_text_from_now('app.consent_event', 'organisation_name', 'at', true, false);
call guard.check_text_from_now('app.incident_assessment', 'who', 'created_at', false, false);
call guard.check_text_from_now('app.incident_assessment', 'what', 'created_at', false, false);
call guard.check_text_from_now('app.incident_assessment', 'likelihood', 'created_at', false, false);
call guard.check_text_from_now('app.incident_assessment', 'measures', 'created_at', false, false);
call guard.check_text_from_now('app.incident_assessment', 'reasons', 'created_at', false, false);
call guard.check_text_from_now('app.incident_note', 'text', 'created_at', false, true);

-- Registers keep their fields together.
alter table app.register_entry no force row level security;
alter table app.register_entry disable trigger user;
update app.register_entry as r
   set fields = (select jsonb_object_agg(key, case when value = '' or guard.is_text(value) then value else guard.cleaned(value, false) end)
                   from jsonb_each_text(r.fields))
 where not guard.are_texts(r.fields);
alter table app.register_entry enable trigger user;
alter table app.register_entry force row level security;
alter table app.register_entry add constraint fields_are_texts check (guard.are_texts(fields));

-- Zones and addresses have been checked word by word ever since they are taken.
do $$
declare
  col record;
begin
  for col in select * from (values ('auth.person', 'zone'), ('app.organisation', 'zone'), ('app.membership', 'zone'), ('app.observation', 'zone'),
                                   ('app.observation_version', 'zone'), ('auth.person', 'email'), ('auth.person', 'email_canonical'),
                                   ('auth.email_change', 'old_email'), ('auth.email_change', 'new_email'), ('app.invitation', 'email')) as c (tbl, name) loop
    execute format('alter table %s add constraint %I check (guard.is_line(%I))', col.tbl, col.name || '_is_line', col.name);
  end loop;
end $$;
