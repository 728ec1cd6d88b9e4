// People come and go: a new practice, an invitation, a forgotten password, two places, signing out. Letters are read in
// the development mailbox.
import assert from 'node:assert/strict';
import { demo, mark } from '../lib/demo.mjs';
import { eventually } from '../lib/standin.mjs';

const secret = 'plum jam on a wet Tuesday';
const owner = { email: `${mark()}@practice.test`, password: secret };
const invited = { email: `${mark()}@client.test`, password: secret };

// The link of the newest letter to this address.
async function letter(person, email) {
  return eventually(async () => {
    await person.goto('/dev/mailbox');
    const found = person.page.getByRole('article').filter({ hasText: email }).first();
    return (await found.count()) ? found.getByRole('link').getAttribute('href') : null;
  }, `a letter to ${email}`);
}

async function newPractice(world) {
  const person = await world.person('desk');
  const { page } = person;
  await person.goto('/sign-up');
  await page.getByLabel('Name of the practice or clinic').fill('Larch Hill Nutrition');
  await page.getByLabel('Your name').fill('Noor Aziz');
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByLabel('Password', { exact: true }).fill('short');
  await page.getByLabel('I also see clients').check();
  person.expect(/422/);
  await person.press('Create the practice');
  await person.sees('Use at least 12 characters. A few words in a row are fine.');
  assert.equal(await page.getByLabel('Your name').inputValue(), 'Noor Aziz');
  await page.getByLabel('Password', { exact: true }).fill(secret);
  await person.press('Create the practice');
  await person.sees('Look into your mailbox');

  await person.goto(await letter(person, owner.email));
  await person.press('Confirm the address');
  await person.sees('Your e-mail address is confirmed.');
  await person.signIn({ ...owner, part: 'Practitioner', home: '/practice' });
  await person.sees('No clients yet');
  await person.page.getByRole('main').getByRole('link', { name: 'Invite a client' }).first().click();
  await page.getByLabel('Their name').fill('Jonas Falk');
  await page.getByLabel('E-mail').fill(invited.email);
  await person.press('Send invitation');
  await person.sees('Invitation sent.', 'Jonas Falk');
}

async function accepts(world) {
  const person = await world.person('phone');
  const { page } = person;
  const link = await letter(person, invited.email);
  await person.goto(link);
  await person.sees('Join Larch Hill Nutrition', 'Noor Aziz invites you to join as their client.');
  assert.equal(await page.getByLabel('Your name').inputValue(), 'Jonas Falk');
  await page.getByLabel('Password', { exact: true }).fill(secret);
  await person.press('Accept and join');
  await person.agree(); // P13: what a client is asked first
  await person.sees('Nothing logged yet today', /Noor Aziz can see what is not private/);

  person.expect(/410/);
  await person.goto(link);
  await person.sees('This link is over'); // one use
}

async function forgets(world) {
  const person = await world.person('phone');
  const { page } = person;
  await person.goto('/sign-in');
  await person.follow(/Forgotten/);
  await page.getByLabel('E-mail').fill(invited.email);
  await person.press('Send the link');
  await person.sees('Look into your mailbox');
  const link = await eventually(async () => {
    const found = await letter(person, invited.email);
    return found.includes('/reset/') ? found : null;
  }, 'a letter with a link for a new password');
  await person.goto(link);
  const changed = 'a quiet lamp above the stairs';
  await page.getByLabel('Password', { exact: true }).fill(changed);
  await person.press('Save the password');
  await person.sees('Your password is changed. Other devices are signed out.');
  person.expect(/422/);
  await person.signIn({ ...invited, home: null });
  await person.sees('E-mail and password do not match.');
  await person.signIn({ email: invited.email, password: changed, home: '/me' });
}

async function chooses(world) {
  const person = await world.person('desk');
  await person.signIn({ ...demo.hanna, part: null, home: null });
  await person.sees('Where to?', 'Harbour Dietetics');
  await person.page.getByRole('main').getByRole('button', { name: 'Owner' }).click();
  await person.page.waitForURL((url) => url.pathname === '/clinic');
  await person.goto('/choose');
  await person.sees(/Owner, you are here/);
}

async function leaves(world) {
  const person = await world.person('desk');
  const { page } = person;
  await person.signIn(demo.ruth);
  await person.sees('Tom Whitfield');
  const cookies = await person.context.cookies();
  assert.ok(cookies.every((cookie) => cookie.httpOnly && cookie.sameSite === 'Strict'), 'the session is not for scripts');
  await person.press('Sign out');
  await page.waitForURL((url) => url.pathname === '/sign-in');
  await page.goBack();
  await page.waitForLoadState();
  await person.seesNot('Tom Whitfield', 'Ruth Calloway'); // N6: nothing is kept
  await person.context.addCookies(cookies);
  await person.goto('/practice');
  assert.equal(new URL(page.url()).pathname, '/sign-in', 'a kept cookie opens nothing after signing out');
}

export default [
  ['a new practice, confirmed, invites', newPractice],
  ['an invitation is accepted once', accepts],
  ['a forgotten password', forgets],
  ['somebody with two places chooses', chooses],
  ['signing out ends it', leaves],
];
