// A form knows where it belongs, and nothing typed is lost: two practices in two tabs, a session that ends while a long
// note is being typed, a proof that is asked for in between. N1 N8 T5
import assert from 'node:assert/strict';
import { demo, mark, password } from '../lib/demo.mjs';
import { practice } from '../lib/practice.mjs';
import { base } from '../lib/world.mjs';

// Two tabs of one browser: the second one chooses the other place; the first one's form is saved where it was opened.
async function twoTabs(world) {
  const person = await world.person('desk');
  const { page } = person;
  const [email, name] = [`${mark()}@two.test`, `Twofold ${mark()}`];
  await practice(person, { name, owner: 'Robin Two', email, practises: true });
  await person.goto('/practice/services/new');
  const title = `First talk ${mark()}`;
  await page.locator('input[name=name]').fill(title);
  await page.locator('input[name=minutes]').fill('30');
  await page.locator('input[name=price]').fill('0');
  const other = await person.context.newPage();
  await other.goto(`${base}/choose`);
  await other.getByRole('main').getByRole('button', { name: /Owner/ }).click();
  await other.waitForURL('**/clinic');
  person.expect(/409/);
  await page.locator('form[action="/api/booking/save_own_service"] button').first().click();
  await person.sees(`This form belongs to ${name}`, 'Nothing was saved.');
  await person.look('elsewhere');
  await person.press(`Go on in ${name}`);
  await person.sees('Service saved.', title);
  await other.close();
}

async function endedWhileTyping(world) {
  const tom = await world.person('phone');
  await tom.signIn(demo.tom);
  const { page } = tom;
  const note = `${mark()} It came up slowly after the second cup, and went with a walk. `.repeat(8).trim();
  await tom.goto('/me/symptom?day=2026-11-20');
  await page.locator('label').filter({ hasText: /^Bloating$/ }).first().click();
  await tom.choose('How strong', '5');
  await page.getByRole('textbox', { name: 'Note' }).fill(note);
  const day = await page.locator('input[name="symptom[day]"]').inputValue();
  // Signed out everywhere else, from another browser.
  const elsewhere = await world.person('desk');
  await elsewhere.signIn(demo.tom);
  await elsewhere.goto('/account/sessions');
  await elsewhere.page.locator('form[action="/api/identity/end_other_sessions"] button').last().click();
  await elsewhere.sees('Every other device is signed out.');
  await tom.press('Save symptom');
  await page.waitForURL('**/sign-in?next=**');
  await page.getByLabel('E-mail').fill(demo.tom.email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await tom.press('Sign in');
  await page.waitForURL('**/me/symptom?day=2026-11-20');
  await tom.sees('What you had typed is still here. It is not saved yet.');
  assert.equal(await page.getByRole('textbox', { name: 'Note' }).inputValue(), note);
  assert.equal(await page.locator('input[name="symptom[day]"]').inputValue(), day, 'the day meant');
  await tom.look('still-here');
  await tom.press('Save symptom');
  await tom.sees(/Symptom logged/);
  await tom.sees(note);
  await elsewhere.context.close();
  await tom.context.close();
}

export default [
  ['two places in two tabs', twoTabs],
  ['a session that ends while a note is typed', endedWhileTyping],
];
