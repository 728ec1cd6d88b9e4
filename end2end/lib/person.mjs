// Somebody using the product. Everything their browser complains about is noted: console errors and warnings, failed
// requests, answers of 400 and more, and any request to another origin than ours and the hosted pay page.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
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

  async signIn(email, password = process.env.NS_DEMO_PASSWORD ?? 'ripe pears in the blue bowl') {
    await this.goto('/sign-in');
    await this.page.getByLabel(/e-?mail/i).fill(email);
    await this.page.getByLabel(/^password/i).fill(password);
    await this.page.getByRole('button', { name: /^sign in/i }).click();
    await this.page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  }

  // Looks at the page as a test does: keeps its picture, asks axe, checks that nothing runs off the side.
  async look(name) {
    const { device, theme, script, results } = this.about;
    const file = `screens/${name}-${device}-${theme}${script ? '' : '-noscript'}.png`;
    await this.page.screenshot({ path: new URL(file, results).pathname, fullPage: true });
    if (!script) return;
    const wider = await this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wider <= 0, `${name} is ${wider} px wider than the screen`);
    const found = await this.axe();
    assert.deepEqual(found, [], `axe on ${name} (${device}, ${theme})`);
  }

  // Serious and critical findings of axe, in words. A sticky bar may cover a target in a long picture, so the whole
  // page is made visible first.
  async axe() {
    await this.page.evaluate(axe);
    const result = await this.page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
    return result.violations
      .filter((violation) => ['serious', 'critical'].includes(violation.impact))
      .map((violation) => `${violation.id}: ${violation.help} (${violation.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(', ')})`);
  }

  // The words of the page as a person reads them.
  async text() {
    return this.page.locator('body').innerText();
  }
}
