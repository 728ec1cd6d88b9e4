// A client keeps a journal on a phone: a meal, a symptom, corrections, and taking back.
import assert from 'node:assert/strict';
import { mark } from '../lib/demo.mjs';

// The entry on the day's line that holds these words.
const entry = (page, words) => page.getByRole('list', { name: 'Entries' }).locator(':scope > li').filter({ hasText: words });

export async function addFood(client, letters, food) {
  const { page } = client;
  await page.getByRole('combobox', { name: 'Add food' }).pressSequentially(letters, { delay: 30 });
  await page.getByRole('option', { name: food }).first().click();
  await page.getByRole('group', { name: 'Portion' }).waitFor();
}

async function logsMeal(world) {
  const client = await world.member('maya', 'phone');
  const { page } = client;
  const note = mark();
  await client.goto('/me');
  await client.follow('Meal or drink');
  await addFood(client, 'kal', /kale/i);
  await page.getByRole('button', { name: 'More', exact: true }).click();
  assert.equal(await page.getByRole('textbox', { name: 'How many' }).inputValue(), '1.5');
  await client.sees(/Source: USDA SR28/);
  await client.press(/^Add \d+/);
  await client.sees(/^1 food, \d/);
  await page.getByRole('textbox', { name: 'Note' }).fill(note);
  await client.press('Save meal');
  await client.sees('Meal logged at');
  assert.match(new URL(page.url()).pathname, /^\/me\/day\/\d{4}-\d\d-\d\d$/);
  assert.match(await entry(page, note).innerText(), /kale[\s\S]*\(\d[\d.]* g\)/i); // F3: with its amount
  const eaten = page.getByRole('region', { name: 'So far today' });
  assert.match(await eaten.innerText(), /Energy[\s\S]*Protein[\s\S]*of what you ate has data/); // M10
}

async function savesOnce(world) {
  const client = await world.member('maya', 'phone');
  const { page } = client;
  const note = mark();
  await client.goto('/me/meal');
  await addFood(client, 'app', /apple/i);
  await client.press(/^Add \d+/);
  await page.getByRole('textbox', { name: 'Note' }).fill(note);
  await page.getByRole('button', { name: 'Save meal' }).dblclick();
  await client.sees('Meal logged at');
  await client.goto('/me');
  assert.equal(await entry(page, note).count(), 1, 'pressing twice saves once');
}

async function logsSymptom(world) {
  const client = await world.member('maya', 'phone');
  const { page } = client;
  const [note, later] = [mark(), mark()];
  await client.goto('/me');
  await client.follow('Symptom');
  await page.locator('label').filter({ hasText: /^Bloating$/ }).first().click();
  await client.choose('Was it there?', 'Present');
  await client.choose('How strong', '7');
  await page.getByRole('textbox', { name: 'Note' }).fill(note);
  await client.press('Save symptom');
  await client.sees('Symptom logged at');
  assert.match(await entry(page, note).innerText(), /Bloating[\s\S]*7 of 10/);

  await entry(page, note).getByRole('link', { name: 'Bloating' }).click();
  await page.getByRole('textbox', { name: 'Note' }).fill(later);
  await client.choose('How strong', '4');
  await client.press('Save symptom');
  await client.sees('Entry changed.');
  assert.match(await entry(page, later).innerText(), /4 of 10/);
  await entry(page, later).getByRole('link', { name: 'Bloating' }).click();
  await client.follow('Edit history');
  const states = page.locator('ol.states > li');
  assert.match(await states.first().innerText(), new RegExp(`Version 2[\\s\\S]*How strong: 7 of 10 → 4 of 10[\\s\\S]*${later}`));
  assert.match(await states.nth(1).innerText(), new RegExp(`Version 1[\\s\\S]*7 of 10[\\s\\S]*${note}`)); // F5: nothing is lost

  await page.goBack();
  await client.press('Delete this entry');
  await client.sees('Entry deleted.');
  assert.equal(await entry(page, later).count(), 0);
  await client.press('Undo');
  await client.sees('Entry restored.');
  assert.equal(await entry(page, later).count(), 1);
}

// Needs a meal around this hour of the clock: the first journey logged one.
async function repeats(world) {
  const client = await world.member('maya', 'phone');
  const { page } = client;
  await client.goto('/me');
  const before = await page.getByRole('list', { name: 'Entries' }).getByRole('heading').count();
  const usual = page.getByRole('list', { name: /^(Usual around this hour|Had lately)$/ }).getByRole('button').locator('visible=true').first();
  const food = (await usual.innerText()).split(/[,;+]/)[0].trim();
  await usual.click();
  await client.sees('Meal logged at');
  const list = page.getByRole('list', { name: 'Entries' });
  assert.equal(await list.getByRole('heading').count(), before + 1);
  assert.ok((await list.innerText()).includes(food));
  await client.press('Undo');
  await client.sees('Entry deleted.');
  assert.equal(await list.getByRole('heading').count(), before);
}

async function isToldWhy(world) {
  const client = await world.member('maya', 'phone');
  const { page } = client;
  const note = mark();
  await client.goto('/me/meal');
  await page.getByRole('textbox', { name: 'Note' }).fill(note);
  await page.getByLabel('Time').fill('07:05');
  client.expect(/422/);
  await client.press('Save meal');
  await client.sees('One thing to put right');
  const why = page.locator('[id="meal[items]"]').getByText('Add at least one food.');
  await why.waitFor(); // F4: beside what it is about
  assert.equal(await page.getByRole('textbox', { name: 'Note' }).inputValue(), note);
  assert.equal(await page.getByLabel('Time').inputValue(), '07:05');

  await addFood(client, 'ban', /banana/i);
  await page.getByRole('textbox', { name: 'How many' }).fill('some');
  await client.press(/^Add/);
  await client.sees('Write a number such as 150, 1.5 or 1 1/2.');
  await page.getByRole('textbox', { name: 'How many' }).fill('1/2');
}

export default [
  ['a meal, from three letters to the day', logsMeal],
  ['pressing twice saves once', savesOnce],
  ['a symptom, corrected, deleted and back', logsSymptom],
  ['what is usual at this hour, in two taps', repeats],
  ['a refused form says why and keeps what was typed', isToldWhy],
];
