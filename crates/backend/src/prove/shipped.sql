-- Everything in the database that keeps people apart, one line a thing, with a hash of what it is.
with
schemas as (select n.oid, n.nspname, n.nspowner, n.nspacl from pg_namespace n where n.nspname in ('app', 'auth', 'authz', 'guard', 'ops', 'ref', 'public')),
things (kind, name, said) as (
  select 'role', r.rolname::text, concat_ws(' ', r.rolsuper, r.rolinherit, r.rolcreaterole, r.rolcreatedb, r.rolcanlogin, r.rolreplication, r.rolbypassrls,
         (select string_agg(c, ' ' order by c) from unnest(r.rolconfig) c))
    from pg_roles r where r.rolname like 'ns\_%'
  union all
  select 'membership', m.rolname || ' of ' || g.rolname, a.admin_option::text
    from pg_auth_members a join pg_roles m on m.oid = a.member join pg_roles g on g.oid = a.roleid where m.rolname like 'ns\_%' or g.rolname like 'ns\_%'
  union all
  select 'setting', coalesce(r.rolname, 'everybody') || ' in this database', (select string_agg(c, ' ' order by c) from unnest(s.setconfig) c)
    from pg_db_role_setting s left join pg_roles r on r.oid = s.setrole where s.setdatabase = (select oid from pg_database where datname = current_database())
  union all
  select 'schema', s.nspname::text, pg_get_userbyid(s.nspowner) || ' ' || acl.said
    from schemas s cross join lateral (select string_agg(concat_ws(' ', coalesce(g.rolname, 'public'), x.privilege_type, x.is_grantable), ', ' order by g.rolname, x.privilege_type) said
      from aclexplode(coalesce(s.nspacl, acldefault('n', s.nspowner))) x left join pg_roles g on g.oid = x.grantee) acl where s.nspname <> 'public'
  union all
  select 'table', s.nspname || '.' || c.relname, concat_ws(' ', c.relkind, pg_get_userbyid(c.relowner), c.relrowsecurity, c.relforcerowsecurity, c.relispartition, c.reloptions::text)
    from pg_class c join schemas s on s.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
  union all
  select 'grants', s.nspname || '.' || c.relname, (select string_agg(concat_ws(' ', coalesce(g.rolname, 'public'), x.privilege_type, x.is_grantable), ', ' order by g.rolname, x.privilege_type)
      from aclexplode(coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's'::"char" else 'r'::"char" end, c.relowner))) x left join pg_roles g on g.oid = x.grantee
     where x.privilege_type <> 'MAINTAIN')
    from pg_class c join schemas s on s.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
  union all
  select 'column', s.nspname || '.' || c.relname || '.' || a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated, pg_get_expr(d.adbin, d.adrelid),
         (select string_agg(concat_ws(' ', coalesce(g.rolname, 'public'), x.privilege_type, x.is_grantable), ', ' order by g.rolname, x.privilege_type)
            from aclexplode(a.attacl) x left join pg_roles g on g.oid = x.grantee))
    from pg_attribute a join pg_class c on c.oid = a.attrelid join schemas s on s.oid = c.relnamespace left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
   where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm', 'f')
  union all
  -- Some spare what was written before the migration that made them: that moment is each installation's own.
  select 'constraint', s.nspname || '.' || c.relname || ' ' || k.conname,
         regexp_replace(pg_get_constraintdef(k.oid), '''[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:.]+[+-][0-9:]+''', '''a moment''', 'g') || ' ' || k.convalidated
    from pg_constraint k join pg_class c on c.oid = k.conrelid join schemas s on s.oid = c.relnamespace
  union all
  select 'index', s.nspname || '.' || c.relname || ' ' || i.relname, pg_get_indexdef(x.indexrelid) || ' ' || x.indisvalid
    from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid join schemas s on s.oid = c.relnamespace where x.indisunique
  union all
  select 'policy', s.nspname || '.' || c.relname || ' ' || p.polname, concat_ws(' ', p.polpermissive, p.polcmd,
         (select string_agg(coalesce(g.rolname, 'public'), ' ' order by g.rolname) from unnest(p.polroles) o left join pg_roles g on g.oid = o),
         'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid))
    from pg_policy p join pg_class c on c.oid = p.polrelid join schemas s on s.oid = c.relnamespace
  union all
  select 'trigger', s.nspname || '.' || c.relname || ' ' || t.tgname, pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join schemas s on s.oid = c.relnamespace where not t.tgisinternal
  union all
  -- What a foreign key hangs on: somebody can turn it off.
  select 'trigger', s.nspname || '.' || c.relname || ' of ' || k.conname || ' (' || t.tgtype || ')', t.tgenabled::text
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join schemas s on s.oid = c.relnamespace join pg_constraint k on k.oid = t.tgconstraint where t.tgisinternal
  union all
  select 'rule', s.nspname || '.' || c.relname || ' ' || r.rulename, pg_get_ruledef(r.oid) || ' ' || r.ev_enabled::text
    from pg_rewrite r join pg_class c on c.oid = r.ev_class join schemas s on s.oid = c.relnamespace
  union all
  select 'function', s.nspname || '.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')', concat_ws(' ', p.prokind, pg_get_userbyid(p.proowner), p.prosecdef,
         p.provolatile, p.proleakproof, p.proisstrict, l.lanname, pg_get_function_result(p.oid), pg_get_function_arguments(p.oid),
         (select string_agg(c, ' ' order by c) from unnest(p.proconfig) c), md5(p.prosrc),
         (select string_agg(concat_ws(' ', coalesce(g.rolname, 'public'), x.privilege_type, x.is_grantable), ', ' order by g.rolname, x.privilege_type)
            from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x left join pg_roles g on g.oid = x.grantee))
    from pg_proc p join schemas s on s.oid = p.pronamespace join pg_language l on l.oid = p.prolang
  union all
  select 'default grants', pg_get_userbyid(d.defaclrole) || ' in ' || coalesce(n.nspname, 'every schema') || ' ' || d.defaclobjtype::text,
         (select string_agg(concat_ws(' ', coalesce(g.rolname, 'public'), x.privilege_type), ', ' order by g.rolname, x.privilege_type) from aclexplode(d.defaclacl) x left join pg_roles g on g.oid = x.grantee)
    from pg_default_acl d left join pg_namespace n on n.oid = d.defaclnamespace where pg_get_userbyid(d.defaclrole) like 'ns\_%'
  union all
  select 'database', 'who may connect', (select string_agg(concat_ws(' ', coalesce(g.rolname, 'public'), x.privilege_type), ', ' order by g.rolname, x.privilege_type)
      from aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) x left join pg_roles g on g.oid = x.grantee where x.grantee <> d.datdba)
    from pg_database d where d.datname = current_database()
  union all
  select 'event trigger', e.evtname::text, concat_ws(' ', e.evtevent, e.evtenabled::text, e.evtfoid::regproc::text) from pg_event_trigger e)
select kind, name, substr(md5(coalesce(said, '')), 1, 16) from things where name not like 'ops.\_sqlx\_migrations%' order by kind, name collate "C", 3
