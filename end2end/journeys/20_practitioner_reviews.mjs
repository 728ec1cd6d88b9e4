// A practitioner at a desk: what is new, one client over time, from a point of the chart to its entry, marking as seen.
import assert from 'node:assert/strict';

const focused = (page) => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');

async function reviews(world) {
  const ruth = await world.member('ruth', 'desk');
  const { page } = ruth;
  await ruth.goto('/practice');
  const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'Tom Whitfield' }) });
  assert.match(await row.innerText(), /\d+( or more)?\s+entr(y|ies)/, 'the list says what is new'); // P2
  await row.getByRole('link', { name: 'Tom Whitfield' }).click();
  await page.getByRole('heading', { level: 1, name: 'Tom Whitfield' }).waitFor();
  await ruth.sees(/30 days against the 30 before/, /\d+ new, you have not marked any as seen yet/);
  await page.getByRole('heading', { level: 2, name: '30 days', exact: true }).waitFor();

  for (const days of [90, 14]) {
    await ruth.follow(`${days} d`);
    await page.getByRole('heading', { level: 2, name: `${days} days`, exact: true }).waitFor();
    await ruth.sees(new RegExp(`${days} days against the ${days} before`));
  }
  assert.doesNotMatch(await page.title(), /Tom/, 'no name in the tab or the history'); // N8

  await ruth.awake();
  const point = page.locator('.chart a.pt').last();
  const entry = (await point.getAttribute('href')).slice(1);
  await point.focus();
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.hash === `#${entry}`);
  const target = page.locator(`[id="${entry}"]`);
  assert.ok(await target.isVisible(), 'a point leads to its entry'); // P4

  await ruth.press('Mark all as seen');
  await ruth.sees('Marked as seen.');
  await ruth.sees(/^Nothing new since you last looked/);
  await ruth.goto('/practice');
  assert.match(await row.innerText(), /nothing new/);
}

async function usesKeys(world) {
  const ruth = await world.member('ruth', 'desk');
  const { page } = ruth;
  await ruth.goto('/practice');
  await ruth.awake();
  const names = await page.locator('tr[data-client] th a').allInnerTexts();
  assert.ok(names.length >= 2);
  await page.keyboard.press('j');
  assert.equal(await focused(page), names[0]);
  await page.keyboard.press('j');
  assert.equal(await focused(page), names[1]);
  await page.keyboard.press('k');
  assert.equal(await focused(page), names[0]);

  await page.keyboard.press('/');
  await page.keyboard.type('priya');
  await ruth.sees('1 client shown');
  assert.deepEqual(await page.locator('tr[data-client]:visible th a').allInnerTexts(), ['Priya Raman']);
  assert.ok(!page.url().includes('priya'), 'a name stands in no address'); // N8
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
  assert.deepEqual(await page.locator('tr[data-client]:visible th a').allInnerTexts(), ['Priya Raman']);
  assert.ok(!page.url().includes('priya'));

  await ruth.goto('/practice');
  await ruth.awake();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: names[0] }).waitFor();
}

// Care that rests closes the journal.
async function pauses(world) {
  const ruth = await world.member('ruth', 'desk');
  const { page } = ruth;
  await ruth.goto('/practice');
  await ruth.follow('Elif Demir');
  await ruth.sees('Care is paused');
  assert.equal(await page.locator('.chart').count(), 0);
}

export default [
  ['the caseload, a client over time, a point, marked as seen', reviews],
  ['keys: j, k, Enter and /', usesKeys],
  ['a paused client shows nothing', pauses],
];
