// Every page, light and dark, on a phone and at a desk: axe, nothing off the side, nothing in the console, and a picture in
// results/screens for eyes. A new page is a line below; the access matrix says when one is missing.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);

// [name of the picture, address, or how to find one from the page before: a pattern its link has]
const tours = {
  nobody: [
    ['landing', '/'],
    ['trust', '/trust'],
    ['sign-in', '/sign-in'],
    ['sign-up', '/sign-up'],
    ['sign-up-sent', '/sign-up/sent'],
    ['forgotten', '/forgotten'],
    ['forgotten-sent', '/forgotten/sent'],
    ['link-over', '/reset/there-is-no-such-link', 410],
    ['new-address-over', '/new-address/there-is-no-such-link', 410],
    ['old-address-over', '/old-address/there-is-no-such-link', 410],
    ['confirm-over', '/confirm/there-is-no-such-link', 410],
    ['invitation-over', '/invitation/there-is-no-such-link', 410],
    ['mailed-link-over', '/go/there-is-no-such-link/me', 404],
    ['keep-factor', '/keep-factor/there-is-no-such-link'],
    ['mailbox', '/dev/mailbox'],
    ['what-we-keep-public', '/what-we-keep'],
    ['nothing-here', '/there/is/nothing', 404],
  ],
  hanna: [['choose', '/choose']],
  tom: [
    ['day', `/me/day/${day}`],
    ['meal-changed', /\/me\/meal\/[0-9a-f-]{36}/],
    ['history', /\/me\/entry\/[0-9a-f-]{36}\/history/],
    ['today', '/me'],
    ['meal', '/me/meal'],
    ['symptom', '/me/symptom'],
    ['sleep', '/me/sleep'],
    ['book', '/me/book'],
    ['account', '/account/security'],
    ['access', '/me/access'],
    ['export', '/me/export'],
    ['my-keys', '/me/keys'],
    ['who-saw', '/me/who-saw'],
    ['my-activity', '/me/activity'],
    ['privacy', '/me/privacy'],
    ['what-we-keep', '/me/privacy/what-we-keep'],
    ['consents', '/me/consents'],
    ['consents-dutch', '/me/consents?language=nl'],
    ['consent-receipt', '/me/consents/receipt'],
    ['evidence', '/me/evidence'],
    ['proof', /\/me\/evidence\/\d+/],
    ['documents', '/me/documents'],
    ['ai-uses', '/me/ai'],
  ],
  joost: [
    ['account-prove', '/account/prove'],
    ['account-app', '/account/app'],
    ['account-passkey', '/account/passkey'],
    ['account-profile', '/account/profile'],
    ['account-sessions', '/account/sessions'],
    ['account-password', '/account/password'],
    ['account-email', '/account/email'],
    ['appointments', '/me/appointments'],
    ['appointment', /\/me\/appointments\/[0-9a-f-]{36}/],
  ],
  ruth: [
    ['caseload', '/practice'],
    ['review', /\/practice\/clients\/[0-9a-f-]{36}/],
    ['review-90', '?days=90'],
    ['client-activity', /\/practice\/clients\/[0-9a-f-]{36}\/activity/],
    ['review', /\/practice\/clients\/[0-9a-f-]{36}/],
    ['client-documents', /\/practice\/clients\/[0-9a-f-]{36}\/documents/],
    ['own-activity', '/practice/activity'],
    ['invite-client', '/practice/clients/invite'],
    ['practice-access', '/practice/access'],
    ['account-export', '/account/export'],
  ],
  anna: [
    ['agenda', '/practice/agenda'],
    ['services', '/practice/services'],
    ['service', /\/practice\/services\/[0-9a-f-]{36}/],
    ['availability', '/practice/availability'],
  ],
  ines: [
    ['clinic-settings', '/clinic/settings'],
    ['clinic-security', '/clinic/security'],
    ['registers', '/clinic/registers'],
    ['controls', '/clinic/registers/controls'],
    ['control', '/clinic/registers/controls/8.13'],
    ['processing', '/clinic/registers/processing'],
    ['reviews', '/clinic/registers/reviews'],
    ['clinic-recovery', '/clinic/recovery'],
    ['clinic-privacy', '/clinic/privacy'],
    ['clinic-retention', '/clinic/retention'],
    ['clinic-holds', '/clinic/holds'],
    ['clinic-data-requests', '/clinic/data-requests'],
    ['clinic', '/clinic'],
    ['team', '/clinic/team'],
    ['team-member', /\/clinic\/team\/[0-9a-f-]{36}/],
    ['clinic-access', '/clinic/access'],
    ['clinic-exports', '/clinic/exports'],
    ['clinic-keys', '/clinic/keys'],
    ['audit', '/clinic/audit'],
    ['audit-found', '?kind=look&from=2020-01-01'],
    ['audit-integrity', '/clinic/audit/integrity'],
    ['incidents', '/clinic/incidents'],
    ['clinic-documents', '/clinic/documents'],
    ['clinic-ai', '/clinic/ai'],
    ['clinic-consents', '/clinic/consents'],
    ['clinic-consent', /\/clinic\/consents\/[0-9a-f-]{36}/],
    ['clinic-agenda', '/clinic/agenda'],
    ['clinic-money', '/clinic/money'],
    ['clinic-services', '/clinic/services'],
    ['clinic-service', /\/clinic\/services\/[0-9a-f-]{36}\/[0-9a-f-]{36}/],
    ['clinic-services', '/clinic/services'],
    ['clinic-availability', /\/clinic\/availability\/[0-9a-f-]{36}/],
  ],
};

const looks = [['phone', 'light'], ['phone', 'dark'], ['desk', 'light'], ['desk', 'dark']];

function walk(who) {
  return async (world) => {
    await Promise.all([0, 1].map(async (half) => {
      for (const [device, theme] of looks.slice(half * 2, half * 2 + 2)) {
        const person = who === 'nobody' ? await world.person(device, { theme }) : await world.member(who, device, { theme });
        for (const [name, where, status = 200] of tours[who]) {
          if (status !== 200) person.expect(new RegExp(`${status}`));
          const answer = await person.goto(await address(person.page, where));
          assert.equal(answer.status(), status, `${name} at ${answer.url()}`);
          // Structure was looked at in the light; the dark differs in colours.
          await person.look(name, theme === 'light' ? {} : { rules: ['color-contrast'] });
        }
        await person.context.close();
      }
    }));
  };
}

async function address(page, where) {
  if (typeof where === 'string') return where.startsWith('?') ? new URL(page.url()).pathname + where : where;
  const links = await page.locator('a[href]').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  const found = links.map((link) => link.match(where)?.[0]).find(Boolean);
  assert.ok(found, `no link like ${where} on ${page.url()}`);
  return found;
}

// A page that is opened to nobody's eyes is a page nobody looked at.
async function none() {
  const matrix = await readFile(new URL('../../docs/access-matrix.md', import.meta.url), 'utf8');
  const pages = [...matrix.matchAll(/^\| `(\/[^`]*)`/gm)].map((row) => row[1]).filter((path) => !path.startsWith('/api/'));
  const seen = Object.values(tours).flat().map(([, where]) => (typeof where === 'string' ? where.split('?')[0] : where.source.replace(/\\/g, '').replace(/\[0-9a-f-\]\{36\}|d\+/g, 'x')));
  // The two of signing in with a second step are looked at by 75_factors; an incident is opened, and a copy of the log
  // taken, by 95_audit; a line of a register and a review by 96_trust; a document by
  // 98_documents; a night by 15_client_sleeps; what is fetched as a file is no page.
  const incidents = ['', '/affected', '/letters'].map((page) => `/clinic/incidents/{incident}${page}`);
  const registers = ['/clinic/registers/{register}/{entry}', '/clinic/registers/reviews/{review}'];
  const files = ['/clinic/audit/copy/{ticket}', '/me/evidence/checkpoint', '/me/evidence/{seq}/proof', '/me/evidence/path/{old}/{size}'];
  const documents = ['/me/documents', '/clinic/documents', '/practice/clients/{client_id}/documents'].map((page) => `${page}/{document}`).concat('/clinic/documents/{document}/address');
  const elsewhere = [...incidents, ...registers, ...documents, ...files, '/sign-in/factor', '/account/recovery', '/me/symptom/{id}', '/me/sleep/{id}', '/paid/{appointment}', '/paid/{appointment}/left/{code}'];
  const missing = pages.filter((path) => {
    const pattern = new RegExp(`^${path.replace(/\{\*\w+\}/g, '.+').replace(/\{\w+\}/g, '[^/]+')}$`);
    return !elsewhere.includes(path) && !seen.some((where) => pattern.test(where));
  });
  assert.deepEqual(missing, [], 'pages without a line here');
}

export default [...Object.keys(tours).map((who) => [`as ${who}`, walk(who)]), ['none is left out', none]];
