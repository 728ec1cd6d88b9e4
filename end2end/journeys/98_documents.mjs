// Documents to sign: written and asked by the practitioner, signed once by the client, ended with a reason, seen by the
// clinic and by nobody else. S9
import assert from 'node:assert/strict';
import { demo, mark } from '../lib/demo.mjs';

const title = `Payment ${mark()}`;

async function asks(world) {
  const ruth = await world.member('ruth', 'desk');
  await ruth.goto('/practice');
  await ruth.follow(demo.maya.name);
  await ruth.page.waitForURL(/\/practice\/clients\/[0-9a-f-]{36}/);
  await ruth.follow('Documents to sign');
  await ruth.page.waitForURL(/\/documents$/);
  const { page } = ruth;
  ruth.expect(/422/);
  await ruth.press('Save');
  await ruth.sees('Give it a title.');
  await page.getByLabel('Kind').selectOption({ label: 'Financial agreement' });
  await page.getByLabel('Title').fill(title);
  await page.getByLabel('Text', { exact: true }).fill('I pay within 14 days.\n\nI may cancel a day before.');
  await ruth.press('Save');
  await ruth.sees('Saved. Now you can ask clients to sign it.');
  await page.getByLabel('Document', { exact: true }).selectOption({ label: `${title}, version 1` });
  await ruth.press('Ask');
  await ruth.sees('Asked. They find it under Documents.', 'to sign');
  await ruth.look('client-documents');
}

async function signs(world) {
  const maya = await world.person('phone');
  await maya.signIn(demo.maya);
  await maya.goto('/account/security');
  await maya.follow(/^Documents/);
  await maya.follow(title);
  await maya.sees('I may cancel a day before.', 'Sign this document');
  await maya.look('document-to-sign');
  maya.expect(/422/);
  await maya.press('Sign');
  await maya.sees('Write your full name.');
  await maya.page.getByLabel('Your full name').fill('Maya Osei');
  await maya.press('Sign');
  await maya.sees('Signed. Your copy is here.', 'Signed by', 'Print this page for a copy on paper.');
  assert.equal(await maya.page.getByRole('button', { name: 'Sign', exact: true }).count(), 0, 'it is signed once');
  await maya.look('document-signed');

  // Its address says nothing to another client.
  const address = new URL(maya.page.url()).pathname;
  const tom = await world.member('tom', 'phone');
  tom.expect(/404/);
  assert.equal((await tom.goto(address)).status(), 404);
}

async function ends(world) {
  const ines = await world.member('ines', 'desk');
  await ines.goto('/clinic/documents');
  await ines.look('clinic-documents-asked');
  await ines.follow(`${title}, version 1`);
  await ines.sees('Maya Osei', 'Fingerprint of the exact text (SHA-256)');
  await ines.page.getByText('End this document').first().click();
  await ines.page.getByLabel('Why it ends').fill('She pays by the visit now');
  await ines.press('End this document');
  await ines.sees('Ended. It stays readable, with its reason.', 'She pays by the visit now');
  await ines.look('clinic-document-ended');
}

export default [
  ['a practitioner writes a document and asks a client to sign it', asks],
  ['the client signs once, and nobody else sees it', signs],
  ['an administrator ends it with a reason', ends],
];
