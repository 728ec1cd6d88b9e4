// What a clinic can show: a stranger reads the trust page, the administrator sees what to do, keeps the registers, looks at
// the 93 controls, holds the quarterly review.
import assert from 'node:assert/strict';
import { demo, mark } from '../lib/demo.mjs';

const mailer = `Post ${mark()}`;

async function stranger(world) {
  const person = await world.person('phone');
  await person.goto('/');
  await person.follow('Trust and security');
  await person.sees('What this installation can show', 'Second factor for staff', 'How to check this yourself');
  // The demo runs with development settings: the page must say so and not look well.
  await person.sees(/development settings or holds invented data/);
  await person.look('trust-phone');
}

async function administrator(world) {
  const person = await world.person('desk');
  const { page } = person;
  await person.signIn(demo.ines);
  await person.goto('/clinic/registers');
  await person.sees('How this installation stands', 'What to do');
  await person.look('registers');

  await person.goto('/clinic/registers/processors');
  await page.getByLabel('Name', { exact: true }).fill(mailer);
  await page.getByLabel('What they do for the clinic').fill('Sends letters');
  await page.getByLabel('Which data').fill('Names and addresses');
  await page.getByLabel('How the data gets there and back').fill('SMTP over TLS');
  await page.getByLabel('By what it may leave the country').selectOption({ label: 'It stays' });
  person.expect(/422/);
  await person.press('Save');
  await person.sees('Fill in the place.');
  assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), mailer);
  await page.getByLabel('Where they do it').fill('Utrecht');
  await person.press('Save');
  await person.sees('Saved.', mailer);
  await person.look('processors');
  await person.follow(mailer);
  await person.press('No longer so');
  await person.sees('Saved.', 'no longer so');

  await person.goto('/clinic/registers/controls/8.13');
  await page.getByLabel('Status').selectOption({ label: 'Done' });
  await page.getByLabel('Owner').fill('Ines Marchetti');
  await page.getByLabel('Evidence').fill('/trust');
  await person.press('Save');
  await person.sees('Saved.', 'There are backups, and they were restored in a test', 'Done');
  await person.look('controls');

  await person.goto('/clinic/registers/reviews');
  if (await page.getByRole('button', { name: 'Begin with reviews' }).count()) await person.press('Begin with reviews');
  await page.getByRole('link', { name: 'Hold it' }).first().click();
  await page.getByRole('button', { name: 'Record the review' }).waitFor();
  await person.look('review');
  for (const box of await page.getByRole('checkbox').all()) await box.check();
  await page.getByLabel('What was found').fill('All as it should be.');
  await person.press('Record the review');
  await person.sees('Recorded. The next one is planned.', 'Ines Marchetti');
  await person.look('reviews');
}

export default [
  ['anybody reads how the installation stands', stranger],
  ['an administrator keeps the registers and holds a review', administrator],
];
