// A second step: an app with codes, recovery codes, a passkey (Chromium's virtual authenticator), and the way in with each.
// T5 T6
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mark } from '../lib/demo.mjs';
import { eventually } from '../lib/standin.mjs';
import { base } from '../lib/world.mjs';

const secret = 'plum jam on a wet Tuesday';
// A passkey belongs to a name: on loopback by number that name is localhost.
const site = base.replace('127.0.0.1', 'localhost');
const at = (path) => site + path;

// The code an app shows.
function shown(base32, now = Date.now()) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...base32.replaceAll(' ', '')].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const hash = createHmac('sha1', key).update(step).digest();
  const from = hash[19] & 15;
  return String((hash.readUInt32BE(from) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

// A practice of its own, signed in at /clinic: nobody of the demo has a second step.
async function newOwner(world, device) {
  const person = await world.person(device);
  person.expect(/third party: http:\/\/localhost/);
  const { page } = person;
  const email = `${mark()}@practice.test`;
  await page.goto(at('/sign-up'));
  await page.getByLabel('Name of the practice or clinic').fill('Alder Lane Nutrition');
  await page.getByLabel('Your name').fill('Noor Aziz');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(secret);
  await person.press('Create the practice');
  await person.sees('Look into your mailbox');
  const link = await eventually(async () => {
    await page.goto(at('/dev/mailbox'));
    const found = page.getByRole('article').filter({ hasText: email }).first();
    return (await found.count()) ? found.getByRole('link').getAttribute('href') : null;
  }, `a letter to ${email}`);
  await page.goto(at(new URL(link).pathname));
  await person.press('Confirm the address');
  await person.sees('Your e-mail address is confirmed.');
  await signIn(person, email);
  await page.waitForURL((url) => url.pathname === '/clinic');
  return { person, page, email };
}

async function signIn(person, email) {
  const { page } = person;
  await page.goto(at('/sign-in'));
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(secret);
  await person.press('Sign in');
}

async function signOut(person) {
  await person.page.goto(at('/account/security'));
  await person.page.getByRole('main').getByRole('button', { name: 'Sign out' }).click();
  await person.sees('You are signed out.');
}

const cookie = async (page) => (await page.context().cookies(site)).find(({ name }) => name.endsWith('ns')).value;

async function anApp(world) {
  const { person, page, email } = await newOwner(world, 'phone');
  await page.goto(at('/account/security'));
  await person.sees(/Only your password protects your account/);
  await person.look('account-security');
  await person.follow(/An app with codes/);
  await person.press('Go on');
  await page.getByRole('img', { name: 'Picture for the app to scan' }).waitFor();
  await person.look('account-app');
  await page.getByText('The app cannot scan').click();
  const base32 = await page.locator('.secret').innerText();
  person.expect(/422/);
  await page.getByLabel('Code the app shows now').fill('12345');
  await person.press('Turn it on');
  await person.sees('Write the six digits.');
  const before = await cookie(page);
  await page.getByLabel('Code the app shows now').fill(shown(base32));
  const used = Math.floor(Date.now() / 30_000);
  await person.press('Turn it on');
  await page.waitForURL((url) => url.pathname === '/account/recovery');
  assert.notEqual(await cookie(page), before, 'a new session id at the factor');
  const codes = await page.locator('.codes li').allInnerTexts();
  assert.equal(codes.length, 10);
  await person.look('account-recovery');
  await person.press('I have kept them');
  await person.sees('App with codes', 'You have 10 recovery codes left.');
  await page.goto(at('/account/recovery'));
  assert.equal(new URL(page.url()).pathname, '/account/security', 'shown once');
  await person.look('account-security-on');

  // The password alone opens nothing.
  await signOut(person);
  await signIn(person, email);
  await page.waitForURL((url) => url.pathname === '/sign-in/factor');
  await person.look('sign-in-factor');
  for (const path of ['/clinic', '/clinic/team', '/account/security', '/account/app', '/choose']) {
    await page.goto(at(path));
    assert.equal(new URL(page.url()).pathname, '/sign-in/factor', path);
  }
  await page.getByText('I do not have it with me').click();
  await page.getByLabel('Recovery code').fill(codes[0].toUpperCase());
  await page.getByRole('group').filter({ hasText: 'I do not have it' }).getByRole('button', { name: 'Go on' }).click();
  await page.waitForURL((url) => url.pathname === '/clinic');

  await signOut(person);
  await signIn(person, email);
  await page.getByText('I do not have it with me').click();
  await page.getByLabel('Recovery code').fill(codes[0]);
  await page.getByRole('group').filter({ hasText: 'I do not have it' }).getByRole('button', { name: 'Go on' }).click();
  await person.sees(/This code is wrong or was used already/);
  // The step that turned it on is used up: the next one opens.
  while (Math.floor(Date.now() / 30_000) <= used) await page.waitForTimeout(500);
  await page.getByLabel('Code from your app').fill(shown(base32));
  await person.press('Go on');
  await page.waitForURL((url) => url.pathname === '/clinic');
}

async function aPasskey(world) {
  const { person, page, email } = await newOwner(world, 'desk');
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  await cdp.send('WebAuthn.addVirtualAuthenticator', { options });
  await page.goto(at('/account/security'));
  await person.follow(/A passkey/);
  await person.look('account-passkey');
  await page.getByLabel('What to call it').fill('my desk');
  await person.press('Add a passkey');
  await page.waitForURL((url) => url.pathname === '/account/recovery');
  await person.press('I have kept them');
  await person.sees('Passkey: my desk');

  // As the whole sign-in…
  await signOut(person);
  await page.goto(at('/sign-in'));
  await person.press('Sign in with a passkey');
  await page.waitForURL((url) => url.pathname === '/clinic');
  // …and as the second step of it.
  await signOut(person);
  await signIn(person, email);
  await page.waitForURL((url) => url.pathname === '/sign-in/factor');
  await person.press('Use a passkey');
  await page.waitForURL((url) => url.pathname === '/clinic');

  // The clinic asks it of its team; this owner has one.
  await page.goto(at('/clinic/security'));
  await person.sees('It is everybody\'s own choice.');
  const inAWeek = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel('From this day').fill(inAWeek);
  await person.press('Save');
  await person.sees(/It is asked of everybody from/);
  await person.look('clinic-security');

  // Removed again, the password is enough.
  await page.goto(at('/account/security'));
  await person.press('Remove');
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await person.sees('Removed.', /asks everybody on its team for a second step, from/);
}

export default [
  ['an app with codes and recovery codes', anApp],
  ['a passkey, to sign in and as the second step', aPasskey],
];
