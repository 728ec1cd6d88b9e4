// A client checks the evidence about themselves: a proof that holds, one that was tampered with, a seal kept from before.
// M4
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { mark } from '../lib/demo.mjs';
import { eventually } from '../lib/standin.mjs';

// Something that happens to their own record.
async function logsSomething(client) {
  await client.goto('/me');
  await client.follow('Symptom');
  await client.page.locator('label').filter({ hasText: /^Bloating$/ }).first().click();
  await client.choose('Was it there?', 'Present');
  await client.choose('How strong', '3');
  await client.page.getByRole('textbox', { name: 'Note' }).fill(mark());
  await client.press('Save symptom');
  await client.sees('Symptom logged at');
}

// Has what waits sealed, and waits for it.
async function sealed(client) {
  const { page } = client;
  await eventually(async () => {
    await client.goto('/me/evidence');
    const ask = page.getByRole('button', { name: 'Seal them now' });
    if (await ask.count()) await ask.click();
    return (await page.getByText('soon', { exact: true }).count()) === 0 && page.getByRole('link', { name: /^Proof of entry/ }).first().isVisible();
  }, 'a seal over the newest entries');
}

async function save(client, press) {
  const [download] = await Promise.all([client.page.waitForEvent('download'), press()]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}

async function checks(world) {
  const client = await world.member('tom', 'phone');
  const { page } = client;
  await logsSomething(client);
  await sealed(client);
  const kept = await save(client, () => client.follow('Keep this seal'));
  assert.match(kept.name, /^checkpoint-\d+\.txt$/);
  assert.match(kept.text, /\/evidence\/[0-9a-f-]{36}\n\d+\n/);
  await client.look('evidence-list');

  await client.follow(/^Proof of entry/);
  await client.press('Check this proof');
  await client.sees('Yes, it holds');
  await client.look('evidence-proof');
  const proof = await save(client, () => client.follow('Save the proof'));
  assert.match(proof.name, /^entry-\d+\.tlog-proof$/);
  assert.match(proof.text, /^c2sp\.org\/tlog-proof@v1\nextra /);

  // A letter of the entry is changed, then a line of the path, then the seal: each is found, and said for what it is.
  await page.getByText('See what is checked').click();
  const field = page.getByRole('textbox', { name: 'The proof' });
  const [first, extra, index, ...rest] = proof.text.split('\n');
  const opened = Buffer.from(extra.slice('extra '.length), 'base64').toString();
  const forged = Buffer.from(opened.replace(/action \w+\./, 'action forged.')).toString('base64');
  await field.fill([first, `extra ${forged}`, index, ...rest].join('\n'));
  await client.press('Check this proof');
  await client.sees('No, it does not hold', 'it was changed, or the proof was');
  await field.fill([first, extra, index, `A${rest[0].slice(1) === rest[0] ? '' : rest[0].slice(1)}`.replace(/^AA/, 'BA'), ...rest.slice(1)].join('\n'));
  await client.press('Check this proof');
  await client.sees('No, it does not hold');
  await field.fill(proof.text.replace(/\ntime \d+\n/, '\ntime 1\n'));
  await client.press('Check this proof');
  await client.sees('The seal was not made with this key, or was changed.');
  await client.look('evidence-forged');

  // Later: the log has grown, and still continues the seal that was kept.
  await logsSomething(client);
  await page.waitForTimeout(11_000); // heads are signed ten seconds apart at least
  await sealed(client);
  await client.follow(/^Proof of entry/);
  await page.getByRole('textbox', { name: 'A seal you kept' }).fill(kept.text);
  await client.press('Check this proof');
  await client.sees('Yes, it holds', 'That log continues the one you kept');
  await page.getByRole('textbox', { name: 'A seal you kept' }).fill(kept.text.replace(/\n\d+\n/, '\n7\n'));
  client.expect(/404/);
  await client.press('Check this proof');
  await client.sees('The seal you pasted was not made with this key, or was changed.');
  client.assertQuiet();
}

async function withoutScript(world) {
  const client = await world.member('tom', 'phone', { script: false });
  await client.goto('/me/evidence');
  await client.sees('What happened', 'Fingerprint of the key');
  await client.follow(/^Proof of entry/);
  await client.sees('nutriscope verify-proof');
  assert.match(await client.page.locator('noscript p').innerText(), /runs no script/);
  assert.equal(await client.page.getByRole('button', { name: 'Check this proof' }).isVisible(), false);
  await client.look('evidence-proof');
}

export default [
  ['a proof is checked, and a forged one fails', checks],
  ['without script it is said how', withoutScript],
];
