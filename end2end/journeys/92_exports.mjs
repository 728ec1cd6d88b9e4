// A copy of one's own data: asked for, how far it is, fetched after proving who one is, gone when it is deleted. Without a
// script too. And the clinic's page, where an administrator asks for a client and the owner for everything.
// T12 P10
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { demo, mark } from '../lib/demo.mjs';
import { colleague, practice } from '../lib/practice.mjs';
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

// The public half of a key made where an organisation moves to; the private half stays there, in a folder of its own.
async function receivingKey(folder) {
  const env = { ...process.env, NS_RECEIVE_KEY_FILE: join(folder, 'receive.key') };
  const { stdout } = await promisify(execFile)(process.env.NS_SERVER, ['receive-key'], { env });
  return stdout.match(/nsmove1\S+/)[0];
}

// Moving house: one administrator alone cannot ask. With a second one the owner asks, with a whole key and a reason; the
// other one agrees; what is fetched holds nothing to read.
async function moving(world) {
  const owner = await world.person('desk');
  const { page } = owner;
  const [name, email, other] = [`Moving ${mark()}`, `${mark()}@move.test`, `${mark()}x@move.test`];
  await practice(owner, { name, owner: 'Mara Linden', email });
  await owner.goto('/clinic/exports');
  await owner.sees(/You are the only administrator here/);
  const second = await colleague(world, owner, 'desk', { name: 'Piet Hoek', email: other, role: 'admin', password: 'quiet harbour before breakfast' });
  const folder = await mkdtemp(join(tmpdir(), 'nutriscope-move-'));
  const key = await receivingKey(folder);
  const form = page.locator('form[action="/api/export/ask_move"]');
  await owner.goto('/clinic/exports');
  owner.expect(/422/);
  const reason = 'We move to an installation of our own.';
  await form.getByLabel('Key of the receiving installation').fill(key.slice(0, 20));
  await form.getByLabel('Reason').fill(reason);
  await owner.press('Ask to move');
  await owner.sees(/no key of a receiving installation/);
  await owner.look('clinic-move-refused');
  assert.equal(await form.getByLabel('Reason').inputValue(), reason);
  await form.getByLabel('Key of the receiving installation').fill(key);
  await owner.press('Ask to move');
  await owner.sees(reason, /A second administrator can agree until/);
  await owner.look('clinic-move-asked');
  assert.equal(await page.getByRole('button', { name: 'Agree' }).count(), 0, 'nobody agrees with themselves');
  await second.goto('/clinic/exports');
  await second.sees(reason);
  await second.press('Agree');
  await second.page.getByRole('dialog').getByRole('button', { name: 'Agree' }).click();
  await second.sees(/Piet Hoek agreed to it/);
  await second.look('clinic-move-agreed');
  await ready(owner, '/clinic/exports');
  const [download] = await Promise.all([page.waitForEvent('download'), owner.press('Download')]);
  // The list of what is in it stands in a ZIP in plain: sealed parts, and no table of anybody's.
  const sealed = await readFile(await download.path());
  for (const word of ['data/', 'observation', 'Mara Linden', email, other]) assert.ok(!sealed.includes(word), `${word} can be read in it`);
  await rm(folder, { recursive: true });
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
  await maya.goto('/account/profile');
  const seal = await maya.page.locator('input[name=_seal]').first().getAttribute('value');
  const answer = await maya.context.request.post(`${base}/api/export/download`, { form: { export: id, _seal: seal }, headers: { 'sec-fetch-site': 'same-origin' } });
  assert.equal(answer.status(), 404);
  await tom.context.close();
}

export default [
  ['a client fetches a copy of their data', client(true)],
  ['the same without a script', client(false)],
  ['the clinic asks for a client, the owner takes a copy of the organisation', clinic],
  ['moving house takes a whole key and two people', moving],
  ['nobody fetches somebody else\'s', foreign],
];
