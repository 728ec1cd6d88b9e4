// What a visit to each page moves over the network, as Chromium counts it: headers and compressed bodies. A visit ends
// when nothing was asked for a second. Prints `metric value unit` and `gate name ok|BROKEN (limit)`, tab separated.
// Run by 30_pages, which starts the server and people with 250 entries in 100 days. A new page: a line in `pages`.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { NS_NODE_MODULES, NS_PUBLIC_URL, CHROMIUM, BENCH_CLIENT, BENCH_CLIENT_SESSION, BENCH_PRACTICE_SESSION } = process.env;
const { chromium } = createRequire(join(NS_NODE_MODULES, 'none.js'))('playwright-core');

const KIB = 1024;
// Of an ordinary client's page, in a browser that was never here before.
const FIRST = 100 * KIB;
const NEXT = 20 * KIB;
// With its islands awake. The goal is FIRST; until that is met this keeps it from growing.
const AWAKE = 200 * KIB;
const REQUESTS = 12;
const KINDS = ['html', 'css', 'js', 'wasm', 'font', 'image', 'other'];

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const desk = { viewport: { width: 1440, height: 900 } };
const client = { device: phone, session: BENCH_CLIENT_SESSION, ordinary: true };
const practitioner = { device: desk, session: BENCH_PRACTICE_SESSION };
const pages = [
  ['landing', '/', { device: phone, ordinary: true }],
  ['sign_in', '/sign-in', { device: phone, ordinary: true }],
  ['day', '/me', client],
  ['meal_form', '/me/meal', client],
  ['symptom_form', '/me/symptom', client],
  ['book', '/me/book', client],
  ['caseload', '/practice', practitioner],
  ['review_30', `/practice/clients/${BENCH_CLIENT}?days=30`, practitioner],
  ['review_90', `/practice/clients/${BENCH_CLIENT}?days=90`, practitioner],
];

const kindOf = ({ url, mimeType }) => {
  if (mimeType === 'text/html') return 'html';
  if (mimeType === 'text/css') return 'css';
  if (mimeType.includes('javascript')) return 'js';
  if (mimeType === 'application/wasm') return 'wasm';
  if (mimeType.includes('font') || url.endsWith('.woff2')) return 'font';
  return mimeType.startsWith('image/') ? 'image' : 'other';
};

const metric = (name, value, unit) => console.log(`${name}\t${value}\t${unit}`);
let broken = 0;
const gate = (name, holds, limit) => {
  if (!holds) broken += 1;
  console.log(`gate\t${name}\t${holds ? 'ok' : 'BROKEN'} (${limit})`);
};
const kib = (bytes) => (bytes / KIB).toFixed(1);

// A tab that counts: requests that went out, and their bytes by kind.
async function open(context) {
  const page = await context.newPage();
  const network = await context.newCDPSession(page);
  const about = new Map();
  const seen = { requests: 0, bytes: Object.fromEntries(KINDS.map((kind) => [kind, 0])), last: Date.now() };
  network.on('Network.requestWillBeSent', () => (seen.last = Date.now()));
  network.on('Network.responseReceived', ({ requestId, response }) => about.set(requestId, response));
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    seen.last = Date.now();
    const response = about.get(requestId);
    // From the browser's own store nothing is transferred.
    if (!response || response.url.startsWith('data:') || encodedDataLength === 0) return;
    seen.requests += 1;
    seen.bytes[kindOf(response)] += encodedDataLength;
  });
  await network.send('Network.enable');
  return { page, seen };
}

const total = (bytes) => Object.values(bytes).reduce((sum, each) => sum + each, 0);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
async function quiet(seen) {
  while (Date.now() - seen.last < 1000) await pause(100);
}

async function visit(context, path) {
  const { page, seen } = await open(context);
  const answer = await page.goto(path, { waitUntil: 'load' });
  await quiet(seen);
  return { page, seen, status: answer.status() };
}

// Touches the first island the way a person does; false on a page without one.
async function touch(page, seen) {
  const inside = page.locator('leptos-island :is(input:not([type=hidden]), button, select, textarea, a, summary)');
  const visible = inside.filter({ visible: true }).first();
  if (!(await visible.count())) return false;
  await visible.dispatchEvent('pointerdown');
  seen.last = Date.now();
  await quiet(seen);
  return true;
}

const browser = await chromium.launch({
  executablePath: CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
for (const [name, path, { device, session, ordinary }] of pages) {
  const context = await browser.newContext({ ...device, baseURL: NS_PUBLIC_URL, locale: 'en-GB', timezoneId: 'Europe/London' });
  if (session) await context.addCookies([{ name: 'ns', value: session, url: NS_PUBLIC_URL, httpOnly: true, sameSite: 'Strict' }]);

  const first = await visit(context, path);
  if (first.status !== 200) {
    gate(`${name}_answers`, false, `200, not ${first.status}`);
    await context.close();
    continue;
  }
  const { seen } = first;
  const before = { bytes: total(seen.bytes), wasm: seen.bytes.wasm };
  metric(`${name}_first_requests`, seen.requests, 'count');
  metric(`${name}_first`, kib(before.bytes), 'KiB');
  const touched = await touch(first.page, seen);
  for (const kind of KINDS.filter((each) => seen.bytes[each])) metric(`${name}_first_${kind}`, kib(seen.bytes[kind]), 'KiB');
  if (touched) metric(`${name}_first_with_islands`, kib(total(seen.bytes)), 'KiB');
  await first.page.close();

  const next = await visit(context, path);
  metric(`${name}_next_requests`, next.seen.requests, 'count');
  metric(`${name}_next`, kib(total(next.seen.bytes)), 'KiB');

  gate(`${name}_requests`, seen.requests <= REQUESTS, `at most ${REQUESTS}`);
  if (ordinary) {
    gate(`${name}_first_visit`, before.bytes <= FIRST, `at most ${FIRST / KIB} KiB`);
    if (touched) gate(`${name}_first_with_islands`, total(seen.bytes) <= AWAKE, `at most ${AWAKE / KIB} KiB`);
    gate(`${name}_next_visit`, total(next.seen.bytes) <= NEXT, `at most ${NEXT / KIB} KiB`);
    gate(`${name}_wasm_waits`, before.wasm === 0, 'no WASM before the first touch');
    if (touched) gate(`${name}_wasm_comes`, seen.bytes.wasm > 0, 'WASM after the first touch');
  }
  await context.close();
}
await browser.close();
process.exitCode = broken ? 1 : 0;
