// Signing in and logging a meal with the keyboard alone, seeing where one is.
import assert from 'node:assert/strict';
import { demo, mark, password } from '../lib/demo.mjs';

// Presses Tab until the focus is on what has this name; at each stop it must be seen where that is.
async function tabTo(page, name, most = 80) {
  const seen = [];
  for (let stop = 0; stop < most; stop += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const label = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent ?? '';
      const shows = (node) => {
        if (!node) return false;
        const style = getComputedStyle(node);
        return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
      };
      // A radio or box is drawn by the words beside it; an input by the field around it.
      // The focus on a part inside a date (its calendar button) is drawn by the browser, and belongs to no element here.
      const part = element.matches('[type=date], [type=time]') && !element.matches(':focus-visible');
      const marked = part || [element, element.nextElementSibling, element.parentElement].some(shows);
      const box = element.getBoundingClientRect();
      const drawn = box.width > 1 ? box : (element.parentElement ?? element).getBoundingClientRect();
      const inside = drawn.bottom > 0 && drawn.top < innerHeight && drawn.right > 0 && drawn.left < innerWidth;
      return { label: label.replace(/\s+/g, ' ').trim(), tag: element.localName, marked, inside };
    });
    if (!at) continue;
    seen.push(at.label || at.tag);
    assert.ok(at.marked, `the focus on "${at.label || at.tag}" cannot be seen`); // N10
    assert.ok(at.inside, `the focus on "${at.label || at.tag}" is off the screen`);
    if (name instanceof RegExp ? name.test(at.label) : at.label === name) return;
  }
  assert.fail(`Tab never reaches ${name}; it stops at ${seen.join(', ')}`);
}

async function logsMeal(world) {
  const person = await world.person('desk');
  const { page } = person;
  const { keyboard } = page;
  await person.goto('/sign-in');
  await tabTo(page, 'E-mail');
  await keyboard.type(demo.carys.email);
  await tabTo(page, 'Password');
  await keyboard.type(password);
  await keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === '/me');

  await tabTo(page, 'Skip to the content');
  await keyboard.press('Enter');
  await tabTo(page, 'Meal or drink');
  await keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === '/me/meal');
  await tabTo(page, 'Add food');
  await keyboard.type('ban', { delay: 30 });
  await page.getByRole('option', { name: /banana/i }).first().waitFor();
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowUp');
  assert.equal(await page.getByRole('option', { selected: true }).count(), 1);
  await keyboard.press('Enter');
  await page.getByRole('group', { name: 'Portion' }).waitFor();
  await tabTo(page, /^Add \d+/);
  await keyboard.press('Enter');
  await person.sees(/^1 food, \d/);
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'food', 'the focus goes back to the search');
  const note = mark();
  await tabTo(page, 'Note');
  await keyboard.type(note);
  await tabTo(page, 'Save meal');
  await keyboard.press('Enter');
  await person.sees('Meal logged at', note);
}

export default [['signing in and a meal', logsMeal]];
