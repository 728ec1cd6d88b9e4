-- Who may read, said whole: access that was given and the hour of an emergency are named where consent is asked for.
-- Consent to the first texts counts for two months more; every client is asked for the new ones meanwhile.
set role ns_owner;

insert into ref.consent_version (kind, version, published_at, earlier_until) values
('privacy', 2, '2026-12-01 00:00Z', '2027-02-01 00:00Z'),
('health_data', 2, '2026-12-01 00:00Z', '2027-02-01 00:00Z');

insert into ref.consent_text (kind, version, language, title, body, effect) values
('privacy', 2, 'en', 'How your data is handled',
$${organisation} decides what your data is used for: to give you care, to plan it and to bill it. That is your name and e-mail address, your appointments and payments, and what you write.

Your practitioners see what you do not mark as private, and so does anyone to whom you or {organisation} gave access. In an emergency another practitioner of {organisation} can open it for one hour; you are told at once, with the reason. The administrators see your appointments, your payments, what you agreed to and what you asked of them, but not your journal. Each look at your journal is listed for you.

Nothing goes to third parties except what a payment or a letter to you needs. If {organisation} moves to another installation, your data goes with it, and you are told.

You may see, correct, export and delete your data, and you may complain to a supervisory authority: the ICO in the United Kingdom, the Autoriteit Persoonsgegevens in the Netherlands. Bills are kept as long as the law asks.$$,
'If you say no, the app stays closed. You can still reach this page and your account, take your data with you and have it deleted.'),
('privacy', 2, 'nl', 'Hoe we met je gegevens omgaan',
$${organisation} bepaalt waarvoor je gegevens worden gebruikt: om je zorg te geven, te plannen en in rekening te brengen. Het gaat om je naam en e-mailadres, je afspraken en betalingen, en wat je schrijft.

Je behandelaars zien wat je niet als privé aanmerkt, en ook wie van jou of van {organisation} toegang kreeg. In een noodgeval kan een andere behandelaar van {organisation} het een uur lang openen; jij hoort dat meteen, met de reden. De beheerders zien je afspraken, je betalingen, waarmee je instemde en wat je hun vroeg, maar niet je dagboek. Elke keer dat iemand in je dagboek kijkt, staat dat voor jou op een lijst.

Er gaat niets naar derden, behalve wat voor een betaling of een brief aan jou nodig is. Verhuist {organisation} naar een andere installatie, dan gaan je gegevens mee, en dat hoor je.

Je mag je gegevens inzien, verbeteren, meenemen en laten verwijderen, en je mag een klacht indienen bij een toezichthouder: de Autoriteit Persoonsgegevens in Nederland, de ICO in het Verenigd Koninkrijk. Rekeningen worden zo lang bewaard als de wet vraagt.$$,
'Als je nee zegt, blijft de app dicht. Je kunt nog wel bij deze pagina en je account, je gegevens meenemen en ze laten verwijderen.'),
('health_data', 2, 'en', 'Your health data',
$$Meals, symptoms and the rest of your journal say something about your health. The law protects that specially: {organisation} may keep it only with your explicit consent (article 9(2)(a) GDPR).

With your consent your journal is stored and worked out (nutrients, trends). It is read by the practitioners who care for you, by anyone to whom you or {organisation} gave access, and in an emergency for one hour by another practitioner of {organisation}. What you mark as private only you can read.

You can withdraw at any time, here, as easily as you gave it. What was done before stays lawful.$$,
'If you say no or withdraw, nothing new can be written, nobody but you can read your journal any longer, not even in an emergency, and all work on it stops at once. You can still see your entries, take them with you and delete them.'),
('health_data', 2, 'nl', 'Je gezondheidsgegevens',
$$Maaltijden, klachten en de rest van je dagboek zeggen iets over je gezondheid. De wet beschermt dat extra: {organisation} mag het alleen bewaren met je uitdrukkelijke toestemming (artikel 9, lid 2, onder a, AVG).

Met je toestemming wordt je dagboek opgeslagen en uitgewerkt (voedingsstoffen, verloop). Het wordt gelezen door de behandelaars die jou begeleiden, door wie van jou of van {organisation} toegang kreeg, en in een noodgeval een uur lang door een andere behandelaar van {organisation}. Wat je als privé aanmerkt, kun alleen jij lezen.

Je kunt je toestemming altijd intrekken, hier, even makkelijk als je haar gaf. Wat daarvóór gebeurde, blijft rechtmatig.$$,
'Als je nee zegt of intrekt, kan er niets nieuws worden opgeschreven, kan niemand behalve jij je dagboek nog lezen, ook niet in een noodgeval, en stopt al het werk eraan meteen. Je kunt je notities nog wel zien, meenemen en verwijderen.');
