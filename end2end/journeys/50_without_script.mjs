// The same with JavaScript off: slower, and complete.
import assert from 'node:assert/strict';
import { demo, mark } from '../lib/demo.mjs';

const off = { script: false };

async function logs(world) {
  const client = await world.person('phone', off);
  const { page } = client;
  await client.signIn(demo.priya);
  const [note, other] = [mark(), mark()];
  await client.follow('Meal or drink');
  // A step shows the form again, with 200: nothing was refused.
  await page.getByRole('textbox', { name: 'Note' }).fill(note);
  await page.getByRole('combobox', { name: 'Add food' }).fill('chick pea');
  await client.press('Search');
  await page.getByRole('option', { name: /chickpea/i }).first().click();
  await page.getByRole('group', { name: 'Portion' }).waitFor();
  await page.locator('.portion input[name="meal[add][quantity]"]').fill('2');
  await client.press(/^Add/);
  await client.sees(/^1 food, \d/);
  assert.equal(await page.getByRole('textbox', { name: 'Note' }).inputValue(), note, 'each step keeps what was typed');
  await client.press('Save meal');
  await client.sees('Meal logged at', note);
  await client.look('day');

  await client.follow('Symptom');
  await page.locator('label').filter({ hasText: /^Bloating$/ }).first().click();
  await client.choose('How strong', '5');
  await page.getByRole('textbox', { name: 'Note' }).fill(other);
  await client.press('Save symptom');
  await client.sees('Symptom logged at', other);
}

// Needs what the practitioner of the booking journeys offers.
async function books(world) {
  const client = await world.member('carys', 'phone', off);
  const { page } = client;
  await client.goto('/me/book');
  await page.getByRole('link', { name: /^Follow-up/ }).first().click();
  await page.getByRole('list', { name: 'Days' }).getByRole('link').nth(5).click();
  await client.look('book');
  await page.locator('button.slot').first().click();
  await client.sees('Held for you', /held until \d\d:\d\d/);
  await client.look('held');
  await client.press(/^Pay .* with Stripe$/);
  await page.getByText('Stripe stand-in, test mode.').waitFor();
  await client.press(/^Pay GBP/);
  await page.locator('.tag').filter({ hasText: /^paid$/ }).waitFor({ timeout: 20_000 });
}

export default [
  ['signing in, a meal, a symptom', logs],
  ['booking and paying', books],
];
