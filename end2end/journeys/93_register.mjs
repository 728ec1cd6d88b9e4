// What is kept, having it erased and changing one's mind; a clinic's times, holds and what clients asked for.
// P2 P11 T11 T14
import assert from 'node:assert/strict';
import { demo } from '../lib/demo.mjs';

const proved = async (person) => {
  if (!person.page.url().includes('/account/prove')) return;
  await person.page.getByLabel('Password', { exact: true }).fill('kestrel-orchard-lantern-42');
  await person.press('Go on');
};

async function aClientChangesTheirMind(world) {
  const person = await world.person('phone');
  await person.signIn(demo.priya);
  const { page } = person;
  await page.goto('/account/security');
  await person.follow(/Your data/);
  await person.look('privacy');
  await person.follow(/What we keep/);
  await person.sees('Your journal', 'Payments', 'Signing in', /Because you said yes to it/);
  await page.getByText('Every field', { exact: true }).first().click();
  await person.sees('app.observation');
  await person.look('what-we-keep');
  await page.goto('/me/privacy');
  person.expect(/422/);
  await page.getByText('Have something erased', { exact: true }).click();
  await person.press('Ask for erasure');
  await person.sees('Say what it is about.');
  await page.getByLabel('What', { exact: true }).selectOption('journal');
  await person.press('Ask for erasure');
  await person.sees('Asked for. You can undo this for 14 days.', 'can be undone');
  await person.look('privacy-asked');
  // The administrator sees that it is asked, and by when it must be answered.
  const admin = await world.member('ines', 'desk');
  await admin.goto('/clinic/privacy');
  await admin.follow(/What clients asked for/);
  await admin.sees('Priya Raman', 'can be undone');
  await admin.look('data-requests');
  await person.press('Undo');
  await person.sees('Undone. Everything is there again.');
  await page.reload();
  await person.seesNot('can be undone');
}

async function aClinicChoosesItsTimes(world) {
  const person = await world.member('ines', 'desk');
  const { page } = person;
  await person.goto('/clinic/retention');
  await person.look('retention');
  person.expect(/422/);
  await page.getByLabel('Payments (Days)').fill('30');
  await person.press('Save');
  await person.sees('This number is too small.');
  await page.getByLabel('Payments (Days)').fill('2557');
  await page.getByLabel('Journal entries (Days)').fill('365');
  await person.press('Show what would go');
  assert.equal(await page.getByLabel('Journal entries (Days)').inputValue(), '365', 'what was typed is gone');
  await page.getByLabel('Journal entries (Days)').fill('3650');
  await person.press('Save');
  await person.sees('Saved. It counts from the next night on.');
  assert.equal(await page.getByLabel('Journal entries (Days)').inputValue(), '3650');
}

async function aHold(world) {
  const person = await world.person('desk');
  await person.signIn(demo.ines);
  const { page } = person;
  await person.goto('/clinic/holds');
  await page.getByLabel('Client', { exact: true }).selectOption({ label: 'Carys Bevan' });
  await page.getByLabel('Reason', { exact: true }).fill('An open complaint with the council');
  await page.getByLabel('The client may see').check();
  await person.press('Place the hold');
  await proved(person);
  await person.sees('The hold is in force.', 'the client is told');
  await person.look('holds');
  const client = await world.member('carys', 'phone');
  await client.goto('/me/privacy');
  await client.sees('Kept for a legal reason', 'An open complaint with the council');
  await client.look('privacy-held');
  await page.locator('details').filter({ hasText: 'Release' }).first().locator('summary').click();
  await page.getByLabel('Why it ends').fill('The council closed the complaint');
  await page.getByRole('button', { name: 'Release' }).click();
  await person.sees('The hold is released.', /Released on/);
}

async function anybodyReadsIt(world) {
  const person = await world.person('desk', { script: false });
  await person.goto('/what-we-keep');
  await person.sees('What we keep', 'Your journal');
}

export default [
  ['a client has their journal erased and changes their mind', aClientChangesTheirMind],
  ['a clinic chooses its times within the law', aClinicChoosesItsTimes],
  ['a hold is placed, seen and released', aHold],
  ['anybody reads what is kept, without script', anybodyReadsIt],
];
