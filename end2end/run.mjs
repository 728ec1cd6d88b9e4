// The browser tests: every journey of journeys/*.mjs on the real server, in the system's Chromium.
// A journey is `export default [[name, async (world) => {…}], …]`; a new one is a file there.
// Usage: node end2end/run.mjs [part of a name …]. Ends with "N passed, N failed".
import { mkdir, readdir, rm } from 'node:fs/promises';
import { World } from './lib/world.mjs';

const here = new URL('.', import.meta.url);
const results = new URL('results/', here);
await rm(results, { recursive: true, force: true });
await mkdir(new URL('screens/', results), { recursive: true });

const wanted = process.argv.slice(2);
const files = (await readdir(new URL('journeys/', here))).filter((file) => file.endsWith('.mjs')).sort();
const journeys = [];
for (const file of files) {
  for (const [name, journey] of (await import(new URL(`journeys/${file}`, here))).default) {
    const label = `${file.replace('.mjs', '')}: ${name}`;
    if (!wanted.length || wanted.some((part) => label.includes(part))) journeys.push({ label, journey });
  }
}

// The tour of every page only looks. It takes as long as all that come after it, so those walk beside it in a browser of
// their own; those before it leave behind what it looks at.
const tour = '60_every_page';
const before = journeys.filter(({ label }) => label < tour);
const pages = journeys.filter(({ label }) => label.startsWith(tour));
const after = journeys.filter((one) => !before.includes(one) && !pages.includes(one));

const worlds = [await World.open(results), await World.open(results)];
let passed = 0;
let failed = 0;
await walk(worlds[0], before);
await Promise.all([walk(worlds[0], pages), walk(worlds[1], after)]);
await Promise.all(worlds.map((world) => world.close()));
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);

// One after the other in one browser.
async function walk(world, journeys) {
  for (const { label, journey } of journeys) {
    const start = Date.now();
    try {
      await limited(journey(world), 90_000);
      await world.settle();
      passed += 1;
      console.log(`ok      ${label} (${Date.now() - start} ms)`);
    } catch (error) {
      failed += 1;
      console.log(`FAILED  ${label}\n        ${String(error?.stack ?? error).split('\n').slice(0, 12).join('\n        ')}`);
      await world.keepFailure(label);
    } finally {
      await world.closePages();
    }
  }
}

// A journey that hangs is a failure with a name, not a run that never ends.
function limited(promise, ms) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`took longer than ${ms / 1000} s`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
