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
const world = await World.open(results);
let passed = 0;
let failed = 0;

for (const file of files) {
  const journeys = (await import(new URL(`journeys/${file}`, here))).default;
  for (const [name, journey] of journeys) {
    const label = `${file.replace('.mjs', '')}: ${name}`;
    if (wanted.length && !wanted.some((part) => label.includes(part))) continue;
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

await world.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);

// A journey that hangs is a failure with a name, not a run that never ends.
function limited(promise, ms) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`took longer than ${ms / 1000} s`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
