// Somebody using the product. Everything their browser complains about is noted: console errors and warnings, failed
// requests, answers of 400 and more, and any request to another origin than ours and the hosted pay page.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { password } from './demo.mjs';
import { base } from './world.mjs';
import { standin } from './standin.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export class Person {
  constructor(context, page, about) {
    this.context = context;
    this.page = page;
    this.about = about;
    this.complaints = [];
    this.expected = [];
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && this.complain(`console: ${message.text()}`));
    page.on('pageerror', (error) => this.complain(`page: ${error.message}`));
    page.on('requestfailed', (request) => {
      const why = request.failure()?.errorText;
      if (why !== 'net::ERR_ABORTED') this.complain(`failed: ${new URL(request.url()).pathname} ${why}`);
    });
    page.on('response', (response) => response.status() >= 400 && this.complain(`${response.status()}: ${new URL(response.url()).pathname}`));
    page.on('request', (request) => {
      const origin = new URL(request.url()).origin;
      if (origin !== new URL(base).origin && origin !== standin && !request.url().startsWith('data:')) this.complain(`third party: ${origin}`); // N8
    });
  }

  complain(what) {
    if (!this.expected.some((pattern) => pattern.test(what))) this.complaints.push(what);
  }

  // What the journey provokes on purpose, for example the 422 of a refused form.
  expect(...patterns) {
    this.expected.push(...patterns);
    this.complaints = this.complaints.filter((what) => !patterns.some((pattern) => pattern.test(what)));
  }

  assertQuiet() {
    assert.deepEqual(this.complaints, [], 'the browser complained');
  }

  async goto(path) {
    return this.page.goto(path, { waitUntil: 'load' });
  }

  // `who` is a line of demo.mjs, or any { email, password, home, part }.
  async signIn({ email, password: secret = password, home, part }) {
    await this.goto('/sign-in');
    await this.page.getByLabel('E-mail').fill(email);
    await this.page.getByLabel('Password', { exact: true }).fill(secret);
    await this.press('Sign in');
    if (part) await this.page.getByRole('main').getByRole('button', { name: part }).click();
    if (home) await this.page.waitForURL((url) => url.pathname === home);
  }

  async press(name) {
    await this.page.getByRole('button', { name, exact: typeof name === 'string' }).first().click();
  }

  async follow(name) {
    await this.page.getByRole('link', { name, exact: typeof name === 'string' }).first().click();
  }

  // Presses an option of a group of radios; on a ruler its name goes on with what the end means.
  async choose(group, option) {
    await this.page.getByRole('group', { name: group }).getByRole('radio', { name: new RegExp(`^${option}(, |$)`) }).check();
  }

  // Answers what a client is asked when they come for the first time: yes to everything.
  async agree() {
    await this.page.waitForURL((url) => url.pathname === '/me/consents');
    for (const yes of await this.page.getByRole('radio', { name: 'I agree', exact: true }).all()) await yes.check();
    await this.press('Save my answers');
    await this.page.waitForURL((url) => url.pathname === '/me');
  }

  // Wakes the page's islands, as touching one does, and waits until all are awake.
  async awake() {
    const first = this.page.locator('leptos-island').first();
    if (!(await first.count())) return;
    await first.dispatchEvent('pointerover', { bubbles: true });
    await this.page.waitForFunction(() => !document.querySelector('leptos-island:not([data-awake])'));
  }

  // The words are on the page, as a person would read them.
  async sees(...words) {
    for (const word of words) {
      await this.page.getByText(word).and(this.page.locator(':visible')).first().waitFor().catch(() => assert.fail(`${this.page.url()} does not say ${word}`));
    }
  }

  async seesNot(...words) {
    const text = await this.text();
    for (const word of words) assert.ok(word instanceof RegExp ? !word.test(text) : !text.includes(word), `${this.page.url()} says ${word}`);
  }

  // Looks at the page as a test does: keeps its picture, asks axe, checks that nothing runs off the side. `rules` limits
  // axe: a page that was examined in one theme needs only its colours examined in the other.
  async look(name, { rules } = {}) {
    const { device, theme, script, results } = this.about;
    if (script) await this.awake();
    const file = `screens/${name}-${device}-${theme}${script ? '' : '-noscript'}.png`;
    await this.page.screenshot({ path: new URL(file, results).pathname, fullPage: true });
    if (!script) return;
    const sizes = device === 'phone' && !rules ? [390, 320] : [null];
    for (const width of sizes) {
      if (width) await this.page.setViewportSize({ width, height: 844 });
      const wider = await this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wider <= 0, `${name} is ${wider} px wider than ${width ?? 'the screen'}`);
    }
    const ids = await this.page.locator('[id]').evaluateAll((all) => all.map((one) => one.id));
    const twice = [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))];
    assert.deepEqual(twice, [], `an id names one thing: a label or an error's link on ${name} leads to another control`);
    // The whole page at once: what a fixed bar covers until one scrolls is not small.
    const height = await this.page.evaluate(() => document.documentElement.scrollHeight);
    if (sizes.length > 1) await this.page.setViewportSize({ width: 390, height: Math.max(844, height) });
    const found = await this.axe(rules);
    if (sizes.length > 1) await this.page.setViewportSize({ width: 390, height: 844 });
    assert.deepEqual(found, [], `axe on ${name} (${device}, ${theme})`);
  }

  // Serious and critical findings of axe, in words.
  async axe(rules) {
    await this.page.evaluate(axe);
    const only = rules ? { type: 'rule', values: rules } : ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const violations = await this.page.evaluate(async (runOnly) => (await window.axe.run(document, { runOnly, resultTypes: ['violations'] })).violations, only);
    return violations
      .filter((violation) => ['serious', 'critical'].includes(violation.impact))
      .map((violation) => `${violation.id}: ${violation.help} (${violation.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(', ')})`);
  }

  // The words of the page as a person reads them.
  async text() {
    return this.page.locator('body').innerText();
  }
}
