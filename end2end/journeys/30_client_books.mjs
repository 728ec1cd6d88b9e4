// Booking and paying on a phone, against the stand-in for Stripe: every way it can end.
import assert from 'node:assert/strict';
import { mark } from '../lib/demo.mjs';
import { eventually } from '../lib/standin.mjs';

const [free, paid] = [`First talk ${mark()}`, `Follow-up ${mark()}`];

// Anna offers what the others book.
async function offers(world) {
  const anna = await world.member('anna', 'desk');
  const { page } = anna;
  for (const [name, price] of [[free, '0'], [paid, '60.00']]) {
    await anna.goto('/practice/services');
    await anna.follow('New service');
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Length').fill('30');
    await page.getByLabel(/^Price/).fill(price);
    await anna.press('Save service');
    await anna.sees('Service saved.', name);
  }
  await anna.goto('/practice/availability');
  for (let day = 1; day <= 7; day += 1) {
    const times = page.getByRole('group').filter({ has: page.locator('legend') }).nth(day - 1).locator('input[type=time]');
    await times.nth(0).fill('08:00');
    await times.nth(1).fill('19:00');
    for (let more = 2; more < 6; more += 1) await times.nth(more).fill('');
  }
  await anna.press('Save availability');
  await anna.sees('Working hours saved.');
}

// Opens a service and presses a free time of a day at least two days ahead; says which.
async function take(client, service, nth = 0) {
  const { page } = client;
  await client.goto('/me/book');
  await page.getByRole('link', { name: service }).click();
  await page.getByRole('list', { name: 'Days' }).getByRole('link').nth(3).click();
  const slot = page.locator('button.slot').nth(nth);
  const time = (await slot.innerText()).trim();
  await slot.click();
  return time;
}

const onPayPage = (page) => page.getByText('Stripe stand-in, test mode.').waitFor();

async function booksFree(world) {
  const client = await world.member('joost', 'phone');
  await take(client, free);
  await client.sees('Booked.', free, 'Anna Lindgren');
  await client.press('Cancel the appointment');
  await client.sees('Cancel this appointment?');
  await client.page.getByRole('dialog').getByRole('button', { name: 'Cancel the appointment' }).click();
  await client.sees('Booking cancelled.', 'cancelled by you');
}

async function pays(world) {
  const client = await world.member('joost', 'phone');
  const { page } = client;
  const time = await take(client, paid, 2);
  await client.sees('Held for you', /held until/);
  await client.press(/^Pay .*60.* with Stripe$/);
  await onPayPage(page);
  await client.press(/^Pay GBP 60/);
  await page.waitForURL(/\/me\/appointments\//);
  await page.locator('.tag').filter({ hasText: /^paid$/ }).waitFor({ timeout: 20_000 }); // N13
  await client.goto('/me/appointments');
  const line = page.getByRole('listitem').filter({ hasText: paid }).filter({ hasText: 'paid' });
  assert.ok((await line.first().innerText()).includes(time), 'the time as it was chosen, in his own zone');

  const anna = await world.member('anna', 'desk');
  const agenda = async () => {
    await anna.goto('/practice/agenda');
    const found = () => anna.page.getByRole('listitem').filter({ hasText: 'Joost van Dalen' }).filter({ hasText: paid }).count();
    if (await found()) return true;
    await anna.follow('Later');
    return (await found()) > 0;
  };
  assert.ok(await agenda(), "the practitioner's agenda shows it");
}

async function isDeclined(world) {
  const client = await world.member('carys', 'phone');
  const { page } = client;
  await take(client, paid, 4);
  await client.press(/^Pay .*60.* with Stripe$/);
  await onPayPage(page);
  await client.press('Pay with a card that is declined');
  await page.getByText('The card was declined.').first().waitFor();
  await client.press('Cancel and go back');
  await client.sees('You left the payment'); // opening the page ends nothing
  await client.press('Release the time');
  await page.waitForURL(/\/me\/appointments\//);
  await client.sees(/You gave the time back|The card was declined/, /Nothing was charged/);
  await client.follow('Choose another time');
  await page.waitForURL(/\/me\/book/);
}

async function expires(world) {
  const client = await world.member('carys', 'phone');
  const { page } = client;
  await take(client, paid, 6);
  const appointment = new URL(page.url()).pathname;
  await client.press(/^Pay .*60.* with Stripe$/);
  await onPayPage(page);
  await client.press('Let this payment expire');
  await page.getByText('This payment link has expired').first().waitFor();
  await eventually(async () => {
    await client.goto(appointment);
    return (await client.text()).includes('The time to pay ran out');
  }, 'an expired payment gives the time back');
}

async function givesBack(world) {
  const client = await world.member('carys', 'phone');
  await take(client, paid, 8);
  await client.press('Release it now');
  await client.sees('You gave the time back');
}

async function isSlower(world) {
  const [one, two] = [await world.member('joost', 'phone'), await world.member('carys', 'phone')];
  for (const client of [one, two]) {
    await client.goto('/me/book');
    await client.page.getByRole('link', { name: free }).click();
    await client.page.getByRole('list', { name: 'Days' }).getByRole('link').nth(4).click();
  }
  const slots = [one, two].map((client) => client.page.locator('button.slot').first());
  const value = await slots[0].getAttribute('value');
  assert.equal(await slots[1].getAttribute('value'), value);
  await slots[0].click();
  await one.sees('Booked.');
  two.expect(/40?9|422/);
  await slots[1].click();
  await two.sees('Somebody else was a moment faster. Choose another time.');
  assert.notEqual(await slots[1].getAttribute('value'), value, 'the taken time is offered no more');
}

export default [
  ['a practitioner offers services and hours', offers],
  ['a free service is booked at once, and cancelled', booksFree],
  ['a paid one is booked when the payment is confirmed', pays],
  ['a declined card, then leaving, gives the time back', isDeclined],
  ['a payment that expires gives the time back', expires],
  ['a held time is released by hand', givesBack],
  ['of two clients one is faster', isSlower],
];
