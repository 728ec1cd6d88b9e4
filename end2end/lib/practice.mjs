// A practice of its own for one journey: signed up, confirmed, with colleagues who were invited and came. Letters are read
// in the development mailbox.
import { eventually } from './standin.mjs';

export const secret = 'plum jam on a wet Tuesday';

// The address that the newest letter to somebody (about something) leads to.
export async function letter(page, to, part = '') {
  return eventually(async () => {
    await page.goto('/dev/mailbox');
    const found = page.getByRole('article').filter({ hasText: to }).filter({ hasText: part }).first();
    return (await found.count()) ? new URL(await found.getByRole('link').getAttribute('href')).pathname : null;
  }, `a letter to ${to}${part && ` about ${part}`}`);
}

// Sets up a practice and confirms its owner's address. Whoever sees clients signs in as a practitioner, others as the owner.
export async function practice(person, { name, owner, email, practises = false }) {
  const { page } = person;
  await person.goto('/sign-up');
  await page.getByLabel('Name of the practice or clinic').fill(name);
  await page.getByLabel('Your name').fill(owner);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(secret);
  if (practises) await page.getByLabel('I also see clients').check();
  await person.press('Create the practice');
  await page.waitForURL('**/sign-up/sent');
  await person.goto(await letter(page, email, 'Confirm'));
  await person.press('Confirm the address');
  const place = practises ? { part: 'Practitioner', home: '/practice' } : { home: '/clinic' };
  await person.signIn({ email, password: secret, ...place });
}

// The owner invites a colleague, who accepts in a browser of their own.
export async function colleague(world, owner, device, { name, email, role, password }) {
  await owner.goto('/clinic/team');
  const form = owner.page.locator('form[action="/api/team/invite_member"]');
  await form.getByLabel('Their name').fill(name);
  await form.getByLabel('E-mail').fill(email);
  await form.getByLabel('Role').selectOption(role);
  await form.getByRole('button', { name: 'Send invitation' }).click();
  await owner.sees('Invitation sent.');
  const person = await world.person(device);
  await person.goto(await letter(owner.page, email, 'invites you'));
  await person.page.getByLabel('Password', { exact: true }).fill(password);
  await person.press(/^(Accept|Join)/);
  await person.page.waitForURL((url) => url.pathname === '/clinic');
  return person;
}
