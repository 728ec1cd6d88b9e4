// What a client agrees to: asked first, refused and what that does, withdrawn while somebody reads, the receipt, the
// clinic's list. P12 P13 T13
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { demo } from '../lib/demo.mjs';
import { eventually } from '../lib/standin.mjs';

const secret = 'seven lanterns over the quiet harbour';
const newcomer = { email: `wren.${Date.now().toString(36)}@example.test`, name: 'Wren Abbott', password: secret };

// A client who has just joined and was asked nothing yet.
async function joins(world) {
  const ruth = await world.member('ruth', 'desk');
  await ruth.goto('/practice/clients/invite');
  await ruth.page.getByLabel('Their name').fill(newcomer.name);
  await ruth.page.getByLabel('E-mail').fill(newcomer.email);
  await ruth.press('Send invitation');
  await ruth.sees('Invitation sent.');
  const person = await world.person('phone');
  const link = await eventually(async () => {
    await person.goto('/dev/mailbox');
    const found = person.page.getByRole('article').filter({ hasText: newcomer.email }).first();
    return (await found.count()) ? found.getByRole('link').getAttribute('href') : null;
  }, 'a letter with an invitation');
  await person.goto(link);
  await person.page.getByLabel('Password', { exact: true }).fill(secret);
  await person.press('Accept and join');
  await person.page.waitForURL((url) => url.pathname === '/me/consents');
  return person;
}

async function first(world) {
  const person = await joins(world);
  const { page } = person;
  await person.sees('Before you begin', 'Terms of use', 'Not medical advice');
  await person.look('consents-asked');
  // Nothing is chosen beforehand, and nothing else is open.
  assert.equal(await page.getByRole('radio', { checked: true }).count(), 0);
  await person.goto('/me/meal');
  assert.equal(new URL(page.url()).pathname, '/me/consents');
  person.expect(/422/);
  await person.press('Save my answers');
  await person.sees('Choose yes or no. Both are fine.');

  // In Dutch, the same five.
  await person.goto('/me/consents?language=nl');
  await person.sees('Geen medisch advies', 'Ik ga akkoord');
  await person.goto('/me/consents');

  // No to the terms: closed, with the way out in reach. Yes after all: in.
  for (const no of await page.getByRole('radio', { name: 'I do not agree', exact: true }).all()) await no.check();
  await person.press('Save my answers');
  await person.sees('Before you begin', 'Said no on');
  await person.look('consents-closed');
  await person.goto('/account/security');
  await person.sees('Password');
  for (let left = 5; left > 0; left -= 1) {
    await person.goto('/me/consents');
    await person.press('I agree');
    await person.sees('Saved. You can change it here at any time.');
  }
  await person.goto('/me');
  await person.sees('Nothing logged yet today');
}

async function withdraws(world) {
  const client = await world.person('phone');
  await client.signIn({ ...newcomer, home: '/me' });
  const ruth = await world.member('ruth', 'desk');
  await ruth.goto('/practice');
  await ruth.follow(newcomer.name);
  await ruth.sees(newcomer.name);

  await client.goto('/me/consents');
  const health = client.page.getByRole('region', { name: 'Your health data' });
  await health.getByRole('button', { name: 'Withdraw' }).first().click();
  await client.page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
  await client.sees('Withdrawn. It has its effect from now on.');
  await client.look('consents-withdrawn');
  // At once: the page that was open a moment ago is closed to her practitioner.
  await ruth.page.reload();
  await ruth.sees('The journal is closed');
  await ruth.look('review-closed');

  // What was decided, signed, as a file.
  await client.goto('/me/consents/receipt');
  const [download] = await Promise.all([client.page.waitForEvent('download'), client.follow('Save the file')]);
  const receipt = JSON.parse(await readFile(await download.path(), 'utf8'));
  assert.match(receipt.signature, /^[0-9a-f]{128}$/);
  assert.ok(JSON.parse(receipt.payload).decisions.some((one) => one.kind === 'health_data' && one.decision === 'withdrawn'));

  // The clinic finds her among those who withdrew.
  const ines = await world.member('ines', 'desk');
  await ines.goto('/clinic/consents');
  await ines.page.getByLabel('Text', { exact: true }).selectOption('health_data');
  await ines.page.getByLabel('State').selectOption('withdrawn');
  await ines.press('Show');
  await ines.sees(newcomer.name);
  await ines.seesNot(demo.maya.name);
}

export default [
  ['asked first, and a no is taken', first],
  ['withdrawn at once, with a receipt', withdraws],
];
