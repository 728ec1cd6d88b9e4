// What happened, for those it concerns: a client reads who saw their record, an administrator finds it in the log, takes a
// copy, and runs a drill from opening to closure.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { mark, password } from '../lib/demo.mjs';

// Who is there is asked once in ten minutes; then what they did goes on by itself.
async function proved(person, act) {
  await act();
  if (!new URL(person.page.url()).pathname.startsWith('/account/prove')) return;
  await person.page.getByLabel('Password', { exact: true }).fill(password);
  await person.page.getByRole('main').getByRole('button').first().click();
}

async function whoSaw(world) {
  const ruth = await world.member('ruth', 'desk');
  await ruth.goto('/practice');
  await ruth.page.getByRole('link', { name: 'Maya Osei' }).first().click();
  await ruth.follow('What happened');
  await ruth.sees('What happened', /Entries that are private/);

  const maya = await world.member('maya', 'phone');
  await maya.goto('/me/access');
  await maya.follow(/All looks/);
  await maya.sees('Who saw my record', 'Ruth Calloway', /In their care since/, /What happened in your record and when/);
  await maya.follow('What happened with my data');
  await maya.sees('What happened with my data', 'You');
  assert.ok(!(await maya.text()).includes('Tom Whitfield'));
}

async function findsAndCopies(world) {
  const ines = await world.member('ines', 'desk');
  const { page } = ines;
  await ines.goto('/clinic');
  await ines.follow(/^Audit/);
  await ines.sees('Audit', /entries in the log/);
  await page.locator('summary', { hasText: 'Find' }).click();
  await page.getByLabel('Client').fill('nobody is called this');
  ines.expect(/422/);
  await ines.press('Find');
  await ines.sees('Choose a client of this clinic.');
  await page.getByLabel('Client').fill('Maya Osei');
  await page.getByLabel('Log').selectOption('look');
  await ines.press('Find');
  await page.waitForURL((url) => url.searchParams.get('kind') === 'look');
  assert.ok(!page.url().includes('Maya'), 'no name in an address');
  await ines.sees('Looked at the journal', 'Maya Osei');
  const asked = page.url();
  let download;
  await proved(ines, async () => {
    await ines.goto(asked);
    await page.locator('summary', { hasText: 'Take a copy' }).click();
    download = page.waitForEvent('download', { timeout: 15000 });
    await ines.press('As a table (CSV)');
    // A file that comes ends the wait for a page.
    await Promise.race([download, page.waitForURL(/account\/prove/).catch(() => download)]);
  });
  download = await download;
  assert.ok(download, 'a file comes');
  const text = await readFile(await download.path(), 'utf8');
  assert.ok(text.startsWith('at,log,number') && text.includes('Maya Osei') && !text.includes('Tom Whitfield'));
  await ines.goto('/clinic/audit?action=audit.exported');
  await ines.sees('Took a copy of the log');
}

async function drill(world) {
  const ines = await world.member('ines', 'desk');
  const { page } = ines;
  const title = `Laptop lost ${mark()}`;
  await ines.goto('/clinic/incidents');
  ines.expect(/422/);
  await ines.press('Open it');
  await ines.sees('Give it a title.');
  await page.getByLabel('What happened').fill(title);
  await page.getByLabel('What is known so far').fill('Left in a train, switched off.');
  await page.getByLabel('This is a drill').check();
  await ines.press('Open it');
  await ines.sees('Opened. The clock runs from when it was known.', /7[12] h \d+ min left|72 h/, 'Next: contain it');
  await page.locator('summary', { hasText: 'Say what it may have touched' }).click();
  await page.getByRole('radio', { name: 'Account' }).check();
  await page.getByLabel('Whose account').selectOption({ label: 'Ruth Calloway' });
  await ines.press('Look it up');
  await ines.sees('What it touched', 'Whose records', 'Maya Osei', 'Looked at the journal');
  await ines.look('incident-affected');
  await ines.follow(new RegExp(title));
  await page.getByLabel('What was done').fill('Sessions ended, laptop wiped.');
  await ines.press('It is contained');
  await ines.sees('Next: assess it');
  await page.getByLabel('What it means for the persons').selectOption('high');
  await page.getByLabel('How many persons, about').fill('12');
  for (const [label, words] of [
    ['Whose data', 'Clients of one practitioner'],
    ['Which data', 'Journals'],
    ['What can come of it, and how likely that is', 'Little: the disk is encrypted'],
    ['What was done about it', 'Sessions ended'],
    ['Reasons for the decision', 'To try the whole way'],
  ]) await page.getByLabel(label).fill(words);
  await page.getByLabel('Who has to be told').selectOption('nobody');
  await ines.press('Keep this assessment');
  await ines.sees('This tells fewer than a risk like this asks for.');
  assert.equal(await page.getByLabel('Which data').inputValue(), 'Journals', 'nothing typed is lost');
  await page.getByLabel('Who has to be told').selectOption('authority_and_persons');
  await ines.press('Keep this assessment');
  await ines.sees('Next: tell those who have to know');
  await ines.follow(/^Letters/);
  await ines.sees(/DRILL. NOT TO BE SENT/, 'To the AP (Dutch)');
  await ines.look('incident-letters');
  await ines.follow(new RegExp(title));
  await proved(ines, async () => {
    await page.getByLabel(/Information Commissioner/).check();
    await page.getByLabel(/would have been told/).check();
    await page.locator('form[action="/api/incidents/notify"]').getByLabel('What was done').fill('Reported as in a real one.');
    await ines.press('They were told');
  });
  await ines.sees('Next: close it');
  await page.getByLabel('What was done').fill('We learned where the numbers are.');
  await ines.press('Close it');
  await ines.sees('Closed.', /Nothing changes any more/);
  await ines.look('incident');
  await ines.goto('/clinic/incidents');
  await ines.sees('Drills', new RegExp(title));
  await ines.look('incidents');
}

export default [
  ['a client reads who saw their record and what happened', whoSaw],
  ['an administrator finds it in the log and takes a copy', findsAndCopies],
  ['a drill runs from opening to closure', drill],
];
