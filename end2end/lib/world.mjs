// One browser for all journeys; each journey opens people in contexts of their own, watched from the first request.
import { chromium } from 'playwright-core';
import { demo } from './demo.mjs';
import { Person } from './person.mjs';

export const base = (process.env.NS_PUBLIC_URL ?? 'http://127.0.0.1:3000').replace(/\/$/, '');

const devices = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 1 },
  desk: { viewport: { width: 1440, height: 900 } },
};

export class World {
  static async open(results) {
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });
    return new World(browser, results);
  }

  constructor(browser, results) {
    this.browser = browser;
    this.results = results;
    this.people = [];
    this.sessions = new Map();
  }

  // Somebody at a device. `script: false` is a browser with JavaScript off; `theme` is light or dark.
  async person(device, { script = true, theme = 'light', zone = 'Europe/London', storageState } = {}) {
    const context = await this.browser.newContext({
      storageState,
      ...devices[device],
      baseURL: base,
      javaScriptEnabled: script,
      colorScheme: theme,
      timezoneId: zone,
      locale: 'en-GB',
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(10_000);
    const person = new Person(context, await context.newPage(), { device, theme, script, results: this.results });
    this.people.push(person);
    return person;
  }

  // Somebody of the demo, signed in. Each signs in once for all journeys: it is slow on purpose, and limited. A journey
  // that ends a session signs in by itself (`person`, then `signIn`).
  async member(who, device, options = {}) {
    if (!this.sessions.has(who)) {
      const door = await this.person('desk');
      await door.signIn(demo[who]);
      this.sessions.set(who, await door.context.storageState());
      door.assertQuiet();
      await door.context.close();
      this.people.splice(this.people.indexOf(door), 1);
    }
    return this.person(device, { ...options, storageState: this.sessions.get(who) });
  }

  // Nothing that was watched may have complained.
  async settle() {
    for (const person of this.people) person.assertQuiet();
  }

  async keepFailure(label) {
    for (const [index, person] of this.people.entries()) {
      const name = label.replace(/[^a-z0-9]+/gi, '-').slice(0, 80);
      await person.page.screenshot({ path: new URL(`failed-${name}-${index}.png`, this.results).pathname }).catch(() => {});
      console.log(`        at ${person.page.url()}${person.complaints.length ? `; complaints: ${person.complaints.join(' | ')}` : ''}`);
    }
  }

  async closePages() {
    await Promise.all(this.people.splice(0).map((person) => person.context.close().catch(() => {})));
  }

  async close() {
    await this.browser.close();
  }
}
