-- What each client agrees to (T13, P13). The texts and their versions stand here, once, in both languages: a migration
-- is not edited once it is released, so neither is a text. A new version is a new migration with one row per language
-- and the day until which consent to earlier versions still counts; {organisation} is filled in where it is shown.
set role ns_owner;

create table ref.consent_version (
  kind          text not null check (kind in ('terms', 'privacy', 'health_data', 'ai', 'disclaimer')),
  version       integer not null check (version > 0),
  published_at  timestamptz not null,
  earlier_until timestamptz,                              -- until then consent to an earlier version counts
  primary key (kind, version),
  check ((version = 1) = (earlier_until is null)),
  check (earlier_until >= published_at)
);
create table ref.consent_text (
  kind     text not null,
  version  integer not null,
  language text not null check (language in ('en', 'nl')),
  title    text not null check (length(title) between 1 and 120),
  body     text not null check (length(body) between 1 and 4000),
  effect   text not null check (length(effect) between 1 and 1000),  -- what happens to who says no
  primary key (kind, version, language),
  foreign key (kind, version) references ref.consent_version
);

insert into ref.consent_version (kind, version, published_at)
select kind, 1, '2026-11-01 00:00Z' from unnest(array['terms', 'privacy', 'health_data', 'ai', 'disclaimer']) kind;

insert into ref.consent_text (kind, version, language, title, body, effect) values
('terms', 1, 'en', 'Terms of use',
$$You use NutriScope as a client of {organisation}: to keep a journal, to book appointments and to share what you choose with the people who care for you.

What you write stays yours. Nobody sells it, and there is no advertising. Keep your password to yourself.

{organisation} is responsible for the care it gives you. You can stop whenever you like, and so can {organisation}; either way you can take your data with you first.$$,
'If you say no, the app stays closed. You can still reach this page and your account, take your data with you and have it deleted.'),
('terms', 1, 'nl', 'Gebruiksvoorwaarden',
$$Je gebruikt NutriScope als cliënt van {organisation}: om een dagboek bij te houden, afspraken te maken en te delen wat je wilt met wie jou begeleidt.

Wat je schrijft blijft van jou. Niemand verkoopt het en er is geen reclame. Houd je wachtwoord voor jezelf.

{organisation} is verantwoordelijk voor de zorg die het je geeft. Je kunt stoppen wanneer je wilt, en {organisation} ook; in beide gevallen kun je eerst je gegevens meenemen.$$,
'Als je nee zegt, blijft de app dicht. Je kunt nog wel bij deze pagina en je account, je gegevens meenemen en ze laten verwijderen.'),
('privacy', 1, 'en', 'How your data is handled',
$${organisation} decides what your data is used for: to give you care, to plan it and to bill it. That is your name and e-mail address, your appointments and payments, and what you write.

Your practitioners see what is not private, and so does anybody you or {organisation} gave access to. Each look at your journal is listed for you. Nothing goes to third parties except what a payment needs.

You may see, correct, export and delete your data, and you may complain to a supervisory authority: the ICO in the United Kingdom, the Autoriteit Persoonsgegevens in the Netherlands. Bills are kept as long as the law asks.$$,
'If you say no, the app stays closed. You can still reach this page and your account, take your data with you and have it deleted.'),
('privacy', 1, 'nl', 'Hoe we met je gegevens omgaan',
$${organisation} bepaalt waarvoor je gegevens worden gebruikt: om je zorg te geven, te plannen en in rekening te brengen. Het gaat om je naam en e-mailadres, je afspraken en betalingen, en wat je schrijft.

Je behandelaars zien wat niet privé is, en ook wie van jou of van {organisation} toegang kreeg. Elke keer dat iemand in je dagboek kijkt, staat dat voor jou op een lijst. Er gaat niets naar derden, behalve wat voor een betaling nodig is.

Je mag je gegevens inzien, verbeteren, meenemen en laten verwijderen, en je mag een klacht indienen bij een toezichthouder: de Autoriteit Persoonsgegevens in Nederland, de ICO in het Verenigd Koninkrijk. Rekeningen worden zo lang bewaard als de wet vraagt.$$,
'Als je nee zegt, blijft de app dicht. Je kunt nog wel bij deze pagina en je account, je gegevens meenemen en ze laten verwijderen.'),
('health_data', 1, 'en', 'Your health data',
$$Meals, symptoms and the rest of your journal say something about your health. The law protects that specially: {organisation} may keep it only with your explicit consent (article 9(2)(a) GDPR).

With your consent your journal is stored, worked out (nutrients, trends) and read by the practitioners who care for you. What you mark as private only you can read.

You can withdraw at any time, here, as easily as you gave it. What was done before stays lawful.$$,
'If you say no or withdraw, nothing new can be written, your practitioners can no longer read your journal, and all work on it stops at once. You can still see your entries, take them with you and delete them.'),
('health_data', 1, 'nl', 'Je gezondheidsgegevens',
$$Maaltijden, klachten en de rest van je dagboek zeggen iets over je gezondheid. De wet beschermt dat extra: {organisation} mag het alleen bewaren met je uitdrukkelijke toestemming (artikel 9, lid 2, onder a, AVG).

Met je toestemming wordt je dagboek opgeslagen, uitgewerkt (voedingsstoffen, verloop) en gelezen door de behandelaars die jou begeleiden. Wat je als privé aanmerkt, kun alleen jij lezen.

Je kunt je toestemming altijd intrekken, hier, even makkelijk als je haar gaf. Wat daarvóór gebeurde, blijft rechtmatig.$$,
'Als je nee zegt of intrekt, kan er niets nieuws worden opgeschreven, kunnen je behandelaars je dagboek niet meer lezen en stopt al het werk eraan meteen. Je kunt je notities nog wel zien, meenemen en verwijderen.'),
('ai', 1, 'en', 'Help from artificial intelligence',
$${organisation} may one day offer suggestions made by an AI service. At the moment none is connected.

If one is, it would be sent amounts, times and kinds of what you logged, never your name, your contact details or what you wrote in your own words. Your practitioner looks at a suggestion before it is used. It would be kept that a request was made, not what was in it.$$,
'If you say no or withdraw, no request about you is made to an AI service. Everything else works as before.'),
('ai', 1, 'nl', 'Hulp van kunstmatige intelligentie',
$${organisation} biedt misschien ooit suggesties van een AI-dienst aan. Op dit moment is er geen gekoppeld.

Als dat wel zo is, zou die hoeveelheden, tijden en soorten krijgen van wat je hebt bijgehouden, nooit je naam, je contactgegevens of wat je in eigen woorden schreef. Je behandelaar bekijkt een suggestie voordat die wordt gebruikt. Bewaard wordt dat er iets is gevraagd, niet wat.$$,
'Als je nee zegt of intrekt, gaat er geen vraag over jou naar een AI-dienst. Al het andere werkt zoals eerst.'),
('disclaimer', 1, 'en', 'Not medical advice',
$$NutriScope is a journal and something to talk about with your practitioner. It is not a medical device: it makes no diagnosis, advises no treatment and raises no alarm.

Nutrient values and trends are estimates and can be wrong. Do not start, stop or change a medicine or a treatment because of them.

In an emergency call 112, or 999 in the United Kingdom.$$,
'If you say no, the journal takes no new entries, so that nobody relies on it as on medical advice. What is there you can still see, take with you and delete.'),
('disclaimer', 1, 'nl', 'Geen medisch advies',
$$NutriScope is een dagboek en iets om met je behandelaar over te praten. Het is geen medisch hulpmiddel: het stelt geen diagnose, adviseert geen behandeling en slaat geen alarm.

Voedingswaarden en trends zijn schattingen en kunnen fout zijn. Begin, stop of verander daarom geen medicijn of behandeling.

Bel bij nood 112, of 999 in het Verenigd Koninkrijk.$$,
'Als je nee zegt, neemt het dagboek niets nieuws op, zodat niemand erop vertrouwt als op medisch advies. Wat er is, kun je nog wel zien, meenemen en verwijderen.');

do $$
declare
  tbl text;
begin
  foreach tbl in array array['ref.consent_version', 'ref.consent_text'] loop
    execute format('alter table %s enable row level security', tbl);
    execute format('create policy reference_read on %s for select to ns_public, ns_client, ns_practice, ns_clinic, ns_worker using (session_user is not null)', tbl);
    execute format('grant select on %s to ns_public, ns_client, ns_practice, ns_clinic, ns_worker, ns_authz, ns_definer', tbl);
    execute format('call guard.append_only(%L)', tbl);
  end loop;
end $$;

-- The row that puts a client's decisions in order. What needs consent holds it shared while it acts, a decision holds it
-- alone: so each act was before the withdrawal, or did not happen.
create table app.consent_head (
  organisation_id uuid not null,
  client_id       uuid not null,
  seq             integer not null default 0 check (seq >= 0),
  primary key (organisation_id, client_id),
  foreign key (organisation_id, client_id) references app.membership (organisation_id, membership_id)
);
call guard.audit_columns('app.consent_head');
call guard.close('app.consent_head');

-- Each decision, for good. What holds now follows from the last one of its kind (authz.consent_in_force).
create table app.consent_event (
  organisation_id   uuid not null,
  client_id         uuid not null,
  seq               integer not null check (seq > 0),
  kind              text not null check (kind in ('terms', 'privacy', 'health_data', 'ai', 'disclaimer')),
  version           integer not null check (version > 0),
  language          text not null check (language in ('en', 'nl')),
  organisation_name text not null,                        -- as it stood in the text, so that the text can be made again
  text_hash         bytea not null check (length(text_hash) = 32),
  decision          text not null check (decision in ('given', 'refused', 'withdrawn')),
  method            text not null check (method in ('form', 'paper')),
  reason            text check (length(btrim(reason)) between 1 and 500),
  at                timestamptz not null,
  actor_id          uuid not null,
  actor_member      uuid not null,
  network           bytea check (length(network) = 32),   -- keyed hash, as sessions have it
  device            text check (length(device) <= 80),    -- in words
  primary key (organisation_id, client_id, seq),
  foreign key (organisation_id, client_id) references app.membership (organisation_id, membership_id),
  constraint consent_paper_has_a_reason check ((method = 'paper') = (reason is not null))
);
create index consent_latest on app.consent_event (organisation_id, client_id, kind, seq desc);
call guard.tenant_floor('app.consent_event');
call guard.append_only('app.consent_event');
call guard.allow('app.consent_event', 'ns_client', 'select',
  'organisation_id, client_id, seq, kind, version, language, organisation_name, text_hash, decision, method, reason, at, actor_member, device',
  'client_id = (select authz.member())');
-- Staff learn what was decided, and when; how a person came to the page is not theirs to know.
call guard.allow('app.consent_event', 'ns_practice', 'select', 'organisation_id, client_id, seq, kind, version, decision, at',
  'client_id = any ((select authz.client_ids(''membership.read''))::uuid[])');
call guard.allow('app.consent_event', 'ns_clinic', 'select',
  'organisation_id, client_id, seq, kind, version, language, organisation_name, text_hash, decision, method, reason, at, actor_member',
  '(select authz.is_admin())');

call guard.allow('app.consent_event', 'ns_worker', 'select', '*', 'client_id = (select authz.job_client()) or (select authz.job_house())');

grant select on app.consent_event to ns_authz, ns_definer;
grant insert on app.consent_event to ns_definer;
grant select, insert, update on app.consent_head to ns_definer;

-- The effects. Each names its consent in the error, by a constraint the program turns into words.

-- Journal entries: with consent to health data and the disclaimer only. Deleting one's own is always possible; what the
-- database's own functions do to keep or erase (a new key, an erasure) is no use of it.
create function app.demand_journal_consent() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  wanted text[] := case when session_user = 'ns_client' then array['terms', 'privacy', 'health_data', 'disclaimer']
                        when tg_op = 'INSERT' then array['health_data', 'disclaimer']
                        else array['health_data'] end;
begin
  if session_user not in ('ns_client', 'ns_practice', 'ns_clinic', 'ns_worker') then return new; end if;
  if tg_op = 'UPDATE' then
    if current_user = 'ns_definer' then return new; end if;
    if old.deleted_at is null and new.deleted_at is not null
       and to_jsonb(new) - 'deleted_at' = to_jsonb(old) - 'deleted_at' then return new; end if;
  end if;
  if not app.hold_consents(new.client_id, wanted) then
    raise exception 'the client does not consent' using errcode = 'check_violation', constraint = 'consent_missing';
  end if;
  return new;
end $$;
create trigger consent before insert or update on app.observation for each row execute function app.demand_journal_consent();

-- A client who has not agreed to terms and privacy begins nothing: what they have they can see, take and delete.
create function app.demand_open_portal() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if session_user = 'ns_client' and not app.hold_consents(authz.member(), array['terms', 'privacy']) then
    raise exception 'the portal is closed' using errcode = 'check_violation', constraint = 'consent_needed';
  end if;
  return new;
end $$;
create trigger consent before insert on app.appointment for each row execute function app.demand_open_portal();
create trigger consent before insert on app.payment for each row execute function app.demand_open_portal();
create trigger consent before insert on app.access_grant for each row execute function app.demand_open_portal();
