// A copy of one's own data: asked for, how far it is, fetched after proving who one is, gone when it is deleted. Without a
// script too. And the clinic's page, where an administrator asks for a client and the owner for everything.
// T12 P10
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { demo } from '../lib/demo.mjs';
import { eventually } from '../lib/standin.mjs';
import { base } from '../lib/world.mjs';

const password = 'kestrel-orchard-lantern-42';

async function prove(person) {
  await person.page.waitForURL((url) => url.pathname === '/account/prove');
  await person.page.getByLabel('Password', { exact: true }).fill(password);
  await person.press('Go on');
}

async function ready(person, path) {
  await eventually(async () => {
    await person.goto(path);
    return (await person.page.getByRole('button', { name: 'Download' }).count()) > 0;
  }, 'a copy that is ready');
}

function client(script) {
  return async (world) => {
    const person = await world.person('phone', { script });
    await person.signIn(demo.tom);
    const { page } = person;
    await person.goto('/account/security');
    await person.follow(/A copy of your data/);
    await page.waitForURL((url) => url.pathname === '/me/export');
    await person.look('export-none');
    await person.press('Put a copy together');
    await person.sees(/We are putting it together/);
    await ready(person, '/me/export');
    await person.look('export-ready');
    // The sign-in is the proof for ten minutes.
    const [download] = await Promise.all([page.waitForEvent('download'), person.press('Download')]);
    assert.match(download.suggestedFilename(), /^nutriscope-\d{4}-\d\d-\d\d\.zip$/);
    const zip = await readFile(await download.path());
    assert.equal(zip.subarray(0, 2).toString(), 'PK');
    assert.ok(zip.includes('summary.html') && zip.includes('manifest.json') && zip.includes('data/observation.csv'));
    await person.goto('/me/export');
    await person.sees('fetched', /Fetched \d/);

    await person.press('Delete');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await person.sees(/What was gathered is deleted/);
    assert.equal(await page.getByRole('button', { name: 'Download' }).count(), 0);
    await person.context.close();
  };
}

async function clinic(world) {
  const person = await world.person('desk');
  await person.signIn(demo.ines);
  const { page } = person;
  await person.goto('/clinic/exports');
  person.expect(/422/);
  await person.press('Put it together for them');
  await person.sees(/Choose|reason/i);
  await page.getByLabel('Client', { exact: true }).selectOption({ index: 1 });
  await page.getByLabel('Reason').fill('They asked by letter on Monday.');
  await person.press('Put it together for them');
  if (new URL(page.url()).pathname === '/account/prove') {
    // It goes on by itself.
    await prove(person);
  }
  await person.sees('They asked by letter on Monday.');
  await person.press('Put a copy of the organisation together');
  await ready(person, '/clinic/exports');
  await person.look('clinic-exports');
  const [download] = await Promise.all([page.waitForEvent('download'), person.press('Download')]);
  assert.match(download.suggestedFilename(), /^nutriscope-organisation-/);
  // What is the client's is not the clinic's to fetch.
  assert.equal(await page.getByRole('button', { name: 'Download' }).count(), 1);
  await person.context.close();
}

// Moving house: the owner asks with a key that has a check of its own, and waits for a second person; nothing is packed before.
async function moving(world) {
  const person = await world.person('desk');
  await person.signIn(demo.ines);
  const { page } = person;
  await person.goto('/clinic/exports');
  person.expect(/422/);
  await page.getByLabel('Key of the receiving installation').fill('nsmove1 half of it');
  await page.locator('form[action="/api/export/ask_move"]').getByLabel('Reason').fill('We move to an installation of our own.');
  await person.press('Ask to move');
  await person.sees(/no key of a receiving installation/);
  await person.look('clinic-move-refused');
  assert.equal(await page.locator('form[action="/api/export/ask_move"]').getByLabel('Reason').inputValue(), 'We move to an installation of our own.');
  await person.context.close();
}

// Another person's session gets nothing, however well they know the address.
async function foreign(world) {
  const tom = await world.person('desk');
  await tom.signIn(demo.tom);
  await tom.goto('/me/export');
  await tom.press('Put a copy together');
  await ready(tom, '/me/export');
  const id = await tom.page.locator('form[action="/api/export/download"] input[name=export]').first().getAttribute('value');
  const maya = await world.member('maya', 'desk');
  await maya.goto('/account/sessions');
  const seal = await maya.page.locator('input[name=_seal]').first().getAttribute('value');
  const answer = await maya.context.request.post(`${base}/api/export/download`, { form: { export: id, _seal: seal }, headers: { 'sec-fetch-site': 'same-origin' } });
  assert.equal(answer.status(), 404);
  await tom.context.close();
}

export default [
  ['a client fetches a copy of their data', client(true)],
  ['the same without a script', client(false)],
  ['the clinic asks for a client, the owner takes a copy of the organisation', clinic],
  ['moving house takes a whole key', moving],
  ['nobody fetches somebody else\'s', foreign],
];
