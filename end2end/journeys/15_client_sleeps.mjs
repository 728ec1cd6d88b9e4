// A client logs a night on a phone, puts a time right, and takes it back.
import assert from 'node:assert/strict';
import { mark } from '../lib/demo.mjs';

// The entry on the day's line that holds these words.
const entry = (page, words) => page.getByRole('list', { name: 'Entries' }).locator(':scope > li').filter({ hasText: words });

async function logsNight(world) {
  const client = await world.member('maya', 'phone');
  const { page } = client;
  const note = mark();
  await client.goto('/me');
  await client.follow('Sleep');
  await page.getByLabel('Went to bed').fill('23:10');
  await page.getByLabel('Woke up', { exact: true }).fill('06:50');
  await page.getByLabel('Got up').fill('07:10');
  await page.getByText('Falling asleep and waking in between').click();
  client.expect(/422/);
  await page.getByLabel('Until you fell asleep').fill('1000');
  await page.getByRole('textbox', { name: 'Note' }).fill(note);
  await client.press('Save sleep');
  // N9: refused beside its field, and nothing is lost.
  await client.sees(/lower value for the minutes until you fell asleep/);
  assert.equal(await page.getByLabel('Went to bed').inputValue(), '23:10');
  await page.getByLabel('Until you fell asleep').fill('15');
  await page.getByLabel('Awake in between').fill('20');
  await client.press('Save sleep');
  await client.sees('Sleep logged at');
  assert.match(await entry(page, note).innerText(), /Asleep 7 h 5 min \(88 %\)[\s\S]*In bed 23:10 to 07:10, 8 h/);

  await entry(page, note).getByRole('link', { name: 'Sleep' }).click();
  await page.getByLabel('Woke up', { exact: true }).fill('06:20');
  await client.press('Save sleep');
  await client.sees(/Entry changed/);
  assert.match(await entry(page, note).innerText(), /Asleep 6 h 35 min/);
  await entry(page, note).getByRole('link', { name: 'Sleep' }).click();
  await client.follow('Edit history');
  await client.sees(/06:50 → 06:20/);
  await page.goBack();
  await client.press('Delete this entry');
  await client.sees(/Entry deleted/);
}

export default [['a night is logged, put right and deleted', logsNight]];
