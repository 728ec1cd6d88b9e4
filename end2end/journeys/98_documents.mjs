// Documents to sign: written and asked by the practitioner, signed once by the client, ended with a reason, seen by the
// clinic and by nobody else; what a client does not want to sign; where AI was asked about one. S9 P20
import assert from 'node:assert/strict';
import { demo, mark } from '../lib/demo.mjs';

const title = `Payment ${mark()}`;
const unwanted = `Photographs ${mark()}`;
const body = 'I pay within 14 days of the appointment, by card or by transfer.\n\nI may cancel until a day before. Later, half of the price is due.';

async function write(person, what, kind) {
  const { page } = person;
  await page.getByLabel('Kind').selectOption({ label: kind });
  await page.getByLabel('Title').fill(what);
  await page.getByLabel('Text', { exact: true }).fill(body);
  await person.press('Save');
  await person.sees('Saved. Now you can ask clients to sign it.');
}

async function asks(world) {
  const ruth = await world.member('ruth', 'desk');
  await ruth.goto('/practice');
  await ruth.follow(demo.maya.name);
  await ruth.page.waitForURL(/\/practice\/clients\/[0-9a-f-]{36}/);
  await ruth.follow('Documents to sign');
  await ruth.page.waitForURL(/\/documents$/);
  const { page } = ruth;
  ruth.expect(/422/);
  await page.getByLabel('Text', { exact: true }).fill('Half a sentence');
  await ruth.press('Save');
  await ruth.sees('Give it a title.');
  assert.equal(await page.getByLabel('Text', { exact: true }).inputValue(), 'Half a sentence', 'what was typed is kept');
  await write(ruth, title, 'Financial agreement');
  // What was just written is what one asks for: nothing to choose.
  await ruth.press('Ask');
  await ruth.sees('Asked. They find it under Documents.', 'to sign');
  await write(ruth, unwanted, 'Consent');
  await ruth.press('Ask');
  await ruth.sees(`${unwanted}, version 1`);
  await ruth.look('client-documents');
}

async function signs(world) {
  const maya = await world.person('phone');
  await maya.signIn(demo.maya);
  await maya.goto('/me/privacy');
  await maya.follow(/^Documents/);
  await maya.sees(title, unwanted);
  await maya.look('documents-waiting');
  await maya.follow(title);
  await maya.sees('I may cancel until a day before.', 'Sign this document');
  await maya.look('document-to-sign');
  maya.expect(/422/);
  await maya.press('Sign');
  await maya.sees('Write your full name.');
  // By keyboard alone: from the refused field on.
  const name = maya.page.getByLabel('Your full name');
  await name.focus();
  await maya.page.keyboard.type('Maya Osei');
  await maya.page.keyboard.press('Tab');
  assert.equal(await maya.page.evaluate(() => document.activeElement.textContent.trim()), 'Sign');
  await maya.page.keyboard.press('Enter');
  await maya.sees('Signed. Your copy is here.', 'Signed by', 'Print this page for a copy on paper.');
  assert.equal(await maya.page.getByRole('button', { name: 'Sign', exact: true }).count(), 0, 'it is signed once');
  await maya.look('document-signed');

  // Its address says nothing to another client.
  const address = new URL(maya.page.url()).pathname;
  const tom = await world.member('tom', 'phone');
  tom.expect(/404/);
  assert.equal((await tom.goto(address)).status(), 404);
}

async function declines(world) {
  const maya = await world.member('maya', 'phone');
  await maya.goto('/me/documents?language=nl');
  await maya.sees('Wat je gevraagd wordt te ondertekenen, en wat je hebt ondertekend');
  await maya.follow(unwanted);
  await maya.page.getByText('Ik wil dit niet ondertekenen').click();
  maya.expect(/422/);
  await maya.press('Nee zeggen');
  await maya.sees('Eén ding om te verbeteren', 'Zeg waarom het eindigt: beide kanten lezen het.');
  await maya.page.getByLabel('Waarom niet').fill('Ik wil geen foto’s laten maken');
  await maya.look('document-declined-form');
  await maya.press('Nee zeggen');
  await maya.sees('beëindigd', 'Ik wil geen foto’s laten maken');
  await maya.look('document-declined');
  await maya.goto('/me/ai');
  await maya.sees('No AI was asked about you', 'No AI service is connected.');
  await maya.look('ai-uses');
}

async function ends(world) {
  const ines = await world.person('desk');
  await ines.signIn(demo.ines);
  await ines.goto('/clinic/documents');
  await ines.look('clinic-documents-asked');
  // What a practitioner wrote for one client is no text of the clinic's: nobody here asks another client for it.
  assert.equal(await ines.page.getByRole('link', { name: `Next version: ${title}` }).count(), 0);
  // A text of the clinic's own has next versions, which begin with the one before.
  const terms = `Terms ${mark()}`;
  await write(ines, terms, 'Financial agreement');
  await ines.page.getByRole('link', { name: `Next version: ${terms}` }).click();
  await ines.sees('Write the next version');
  assert.equal(await ines.page.getByLabel('Title').inputValue(), terms);
  assert.equal(await ines.page.getByLabel('Text', { exact: true }).inputValue(), body);
  await ines.look('clinic-document-next');
  await ines.goto('/clinic/documents');
  await ines.follow(`${title}, version 1`);
  await ines.sees('Maya Osei', 'Fingerprint of the exact text (SHA-256)');
  const copy = new URL(ines.page.url()).pathname;
  await ines.page.getByText('Where it was signed from').first().click();
  await ines.follow('Open the address');
  await ines.sees('Network address', /127\.0\.0\.1|::1/, 'That you looked is recorded.');
  await ines.look('clinic-document-address');
  await ines.goto('/clinic/audit');
  await ines.sees('Opened the address a document was signed from');
  await ines.goto(copy);
  await ines.page.getByText('End this document').first().click();
  await ines.page.getByLabel('Why it ends').fill('She pays by the visit now');
  await ines.press('End this document');
  await ines.sees('Ended. It stays readable, with its reason.', 'She pays by the visit now');
  await ines.look('clinic-document-ended');
  await ines.goto('/clinic/ai');
  await ines.sees('No service was asked');
  await ines.look('clinic-ai');
}

export default [
  ['a practitioner writes a document and asks a client to sign it', asks],
  ['the client signs once, and nobody else sees it', signs],
  ['a client says no, in Dutch, and sees that no AI was asked', declines],
  ['an administrator opens the address on record and ends it with a reason', ends],
];
