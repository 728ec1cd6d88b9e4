// Whoever has no business with a page learns nothing from it: neither signed out, nor from another clinic, nor in another
// part. Every page of the access matrix is tried, with real ids of the first clinic.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { demo, firstClinic } from '../lib/demo.mjs';

const matrix = await readFile(new URL('../../docs/access-matrix.md', import.meta.url), 'utf8');
const rows = [...matrix.matchAll(/^\| `([^`]+)` \| \w+ \| \w+ \| ([^|]+) \|$/gm)].map(([, path, roles]) => ({ path, roles: roles.split(', ') }));
const pages = rows.filter(({ path, roles }) => !path.startsWith('/api/') && !roles.includes('Anyone'));

const idIn = (links, pattern) => links.map((link) => link.match(pattern)?.[1]).find(Boolean);

// Ids as they stand in the pages of the first clinic.
async function realIds(world) {
  const read = async (who, path) => {
    const person = await world.member(who, 'desk');
    await person.goto(path);
    return person.page.locator('a[href]').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  };
  const uuid = '([0-9a-f-]{36})';
  const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const me = [...await read('maya', `/me/day/${day}`), ...await read('maya', '/me')];
  const practice = await read('ruth', '/practice');
  const clinic = await read('ines', '/clinic/services');
  const booked = await read('joost', '/me/appointments');
  return {
    date: day,
    meal: idIn(me, RegExp(`/me/meal/${uuid}`)),
    symptom: idIn(me, RegExp(`/me/symptom/${uuid}`)),
    client_id: idIn(practice, RegExp(`/practice/clients/${uuid}`)),
    service: idIn(clinic, RegExp(`/clinic/services/${uuid}/${uuid}`.replace(uuid, '[0-9a-f-]{36}'))),
    practitioner: idIn(clinic, RegExp(`/clinic/services/${uuid}`)),
    appointment: idIn(booked, RegExp(`/me/appointments/${uuid}`)),
  };
}

// The address a row's pattern becomes with ids of the first clinic.
function address(path, ids) {
  return path.replace(/\{(\w+)\}/g, (_, name) => {
    const id = name === 'id' ? (path.includes('symptom') ? ids.symptom : ids.meal) : ids[name];
    assert.ok(id, `no real id for ${name} of ${path}`);
    return id;
  });
}

const canaries = [...firstClinic.flatMap(({ name, email }) => [name, name.split(' ')[0], email]), 'Kestrel Street'];

// Asks without following redirects; gives the status and where it leads, and looks through what came.
async function ask(person, path) {
  const answer = await person.context.request.get(path, { maxRedirects: 0, headers: { accept: 'text/html' } });
  const text = await answer.text();
  const own = person.owner?.name ?? '';
  for (const canary of canaries) {
    if (own.includes(canary)) continue;
    assert.ok(!new RegExp(`\\b${canary.replace(/[.]/g, '\\.')}\\b`).test(text), `${path} tells ${person.owner?.name ?? 'a stranger'} of ${canary}`);
  }
  return { status: answer.status(), to: answer.headers().location ?? '' };
}

let known;

async function signedOut(world) {
  known = await realIds(world);
  const stranger = await world.person('desk');
  for (const { path } of pages) {
    const { status, to } = await ask(stranger, address(path, known));
    assert.ok((status === 303 && to.startsWith('/sign-in')) || status === 404, `${path} answers a stranger with ${status} ${to}`); // T1
  }
}

// A page with an id in its address is nobody's but the first clinic's: 404, as if it were not there.
async function otherClinic(world) {
  for (const who of ['hanna', 'hannaOwner', 'oscar']) {
    const person = await world.member(who, 'desk');
    person.owner = demo[who];
    for (const { path } of pages) {
      const { status, to } = await ask(person, address(path, known));
      if (path.replace('{date}', '').includes('{')) assert.ok([404, 303].includes(status) && !to.startsWith('/me/'), `${path} answers ${who} with ${status} ${to}`); // N1
    }
  }
}

// The same within one clinic: a colleague, another client, a client in the practice.
async function sameClinic(world) {
  for (const [who, paths] of [
    ['anna', ['/practice/clients/{client_id}']],
    ['tom', ['/me/meal/{id}', '/me/symptom/{id}', '/me/entry/{id}/history', '/practice', '/clinic']],
    ['ruth', ['/me', '/me/meal/{id}', '/clinic', '/clinic/team']],
  ]) {
    const person = await world.member(who, 'desk');
    for (const path of paths) {
      const answer = await person.context.request.get(address(path, known), { maxRedirects: 0 });
      assert.ok([303, 403, 404].includes(answer.status()), `${path} answers ${who} with ${answer.status()}`);
    }
  }
}

// What one may not see one may not change either.
async function mayNotChange(world) {
  const oscar = await world.member('oscar', 'desk');
  await oscar.goto('/account/profile');
  oscar.expect(/40[349]|422/);
  const send = (entry) => oscar.page.evaluate(async ({ entry, sealed }) => {
    // With what his own forms carry, and without.
    const seal = sealed ? { _seal: document.querySelector('input[name=_seal]').value } : {};
    const answer = await fetch('/api/journal/delete_entry', { method: 'POST', body: new URLSearchParams({ entry, ...seal }), redirect: 'manual' });
    return answer.status;
  }, entry);
  assert.equal(await send({ entry: known.meal, sealed: false }), 409);
  const status = await send({ entry: known.meal, sealed: true });
  assert.ok([403, 404].includes(status), `deleting somebody else's entry answers ${status}`);
  const maya = await world.member('maya', 'desk');
  const answer = await maya.goto(`/me/meal/${known.meal}`);
  assert.equal(answer.status(), 200);
}

export default [
  ['signed out', signedOut],
  ['from another clinic', otherClinic],
  ['from the same clinic, in another part', sameClinic],
  ['and may not change it', mayNotChange],
];
