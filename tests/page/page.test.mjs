// Drives the replay page in Chromium, from disk and without a network, and holds it to what the library answers.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { chromium } from 'playwright-core';

const { CHROMIUM, PAGES, WHO_HELD } = process.env;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ARGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const DESK = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 780 };

let browser;
before(async () => {
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS });
});
after(() => browser.close());

/** Opens a page, lets a test at it, and fails if anything went wrong or was fetched meanwhile. */
async function visit(name, { hash = '', ...options }, look) {
  const context = await browser.newContext({ viewport: DESK, offline: true, ...options });
  const page = await context.newPage();
  const trouble = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && trouble.push(message.text()));
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('request', (request) => request.url().startsWith('file:') || trouble.push(`asked for ${request.url()}`));
  page.on('requestfailed', (request) => trouble.push(`could not have ${request.url()}`));
  page.on('dialog', async (dialog) => {
    trouble.push(`a dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  await page.goto(pathToFileURL(join(PAGES, `${name}.html`)) + hash);
  await look(page);
  assert.deepEqual(trouble, []);
  await context.close();
}

const library = (...args) => execFileSync(WHO_HELD, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
const answerOf = (...args) => library(...args).split('\n')[0].replace(/^.*?: /, '');
/** A paragraph is printed with lines broken, also behind a hyphen. */
const unbroken = (text) => text.replace(/\s+/g, '');
const shown = (page, id) => page.locator(`#${id}`).innerText();
/** What is shown follows a click by a frame or two: it is waited for, and if it never comes, told. */
async function becomes(page, id, text) {
  const same = ([id, text]) => document.getElementById(id)?.innerText === text;
  await page.waitForFunction(same, [id, text], { timeout: 5000 }).catch(() => {});
  assert.equal(await shown(page, id), text);
}
const tile = (page, name) => page.locator('.tile').filter({ has: page.getByText(name, { exact: true }) });

async function moveTo(page, day) {
  await page.locator('#slider').evaluate((slider, to) => {
    slider.value = to;
    slider.dispatchEvent(new Event('input'));
  }, day);
}

/** The days of the offensive: its record begins on 18 October 2016, and the page on the eve. */
const DAYS = Array.from({ length: 30 }, (_, day) => new Date(Date.UTC(2016, 9, 17 + day)).toISOString().slice(0, 10));

/** What the page says of every place on every day, in the order of its record. */
const everything = (page) => page.evaluate(() => {
  const slider = document.getElementById('slider');
  const { places } = JSON.parse(document.getElementById('data').textContent);
  const tiles = new Map([...document.querySelectorAll('.tile')].map((it) => [it.querySelector('.tile-name').textContent, it]));
  const said = (id) => document.getElementById(id).textContent;
  const days = [];
  for (let day = 0; day <= Number(slider.max); day += 1) {
    slider.value = day;
    slider.dispatchEvent(new Event('input'));
    days.push(places.map(({ id, name }) => {
      tiles.get(name).click();
      const age = document.querySelector('#explanation .age')?.textContent ?? '';
      return { id, answer: said('answer'), explanation: said('explanation'), age };
    }));
  }
  return days;
});

test('the 8th of November in Minyan is told as the library tells it', () => visit('offensive', {}, async (page) => {
  await moveTo(page, DAYS.indexOf('2016-11-08'));
  await tile(page, 'Minyan residential district').click();
  await becomes(page, 'day', 'Tuesday 8 November 2016');
  await becomes(page, 'answer', answerOf('2016-11-08', 'minyan-residential'));
  const explained = library('--explain', '2016-11-08', 'minyan-residential');
  assert.equal(unbroken(await shown(page, 'explanation')), unbroken(explained));
}));

test('every place on every day is told as the library tells it', () => visit('offensive', {}, async (page) => {
  const days = await everything(page);
  assert.equal(days.length, DAYS.length);
  days.forEach((places, at) => {
    const answers = library(DAYS[at]).trimEnd().split('\n').filter((line) => !line.startsWith(' '));
    assert.deepEqual(places.map(({ id, answer }) => `${id} on ${DAYS[at]}: ${answer}`), answers);
    for (const { id, explanation, age } of places) {
      // The page says how old it is behind the verdict, the library behind the grounds.
      // That the record does not cover the day, the page says above.
      const [ours, all, old] = [explanation, library('--explain', DAYS[at], id), age].map(unbroken);
      const theirs = all.replace(/^Therecordcovers[^.]*\./, '');
      assert.ok(theirs.includes(old), `${id} on ${DAYS[at]}: ${age}`);
      assert.equal(ours.replace(old, ''), theirs.replace(old, ''), `${id} on ${DAYS[at]}`);
    }
  });
}));

for (const [slug, ...options] of [
  ['the-rebels', '--according-to', 'rebels'],
  ['keeping-all', '--conflicts', 'keep-all'],
  ['as-known-on-2016-10-31', '--known-on', '2016-10-31'],
]) {
  for (const mode of ['side', 'actor']) {
    test(`so it is read as ${slug}, by ${mode}`, () =>
      visit('offensive', { hash: `#2016-10-17/aleppo/${slug}/${mode}` }, async (page) => {
        const days = await everything(page);
        days.forEach((places, at) => {
          const answers = library('--by', mode, ...options, DAYS[at]).trimEnd().split('\n').filter((line) => !line.startsWith(' '));
          assert.deepEqual(places.map(({ id, answer }) => `${id} on ${DAYS[at]}: ${answer}`), answers);
        });
      }));
  }
}

test("the rebels' reading of the 11th in Minyan", () => visit('offensive', { hash: '#2016-11-11/minyan-residential' }, async (page) => {
  await becomes(page, 'answer', 'government');
  await page.selectOption('#reading', { label: "the rebels'" });
  await becomes(page, 'answer', 'half government, half rebels');
  assert.match(await page.locator('#told .unbelieved').first().innerText(), /not counted/);
}));

test('what is not known yet is not told', () => visit('offensive', { hash: '#2016-11-08/minyan-residential/as-known-on-2016-10-31' }, async (page) => {
  assert.equal(await page.locator('#told li').count(), 0);
  await page.selectOption('#reading', '0');
  assert.ok(await page.locator('#told li').count() > 5);
}));

test('it begins on a day with events, and says how it is used', () => visit('offensive', {}, async (page) => {
  await becomes(page, 'day', 'Friday 28 October 2016');
  assert.match(await shown(page, 'details'), /Choose a place/);
  assert.ok(await page.locator('#told li').count() > 0);
}));

test('the film plays, and pauses', () => visit('offensive', { hash: '#2016-11-06' }, async (page) => {
  await page.selectOption('#speed', '4');
  await page.click('#play');
  await page.waitForFunction(() => document.getElementById('day').textContent.includes('8 November'));
  await page.click('#play');
  const day = await shown(page, 'day');
  await page.waitForTimeout(600);
  await becomes(page, 'day', day);
  // At the end it stops by itself, and from there begins anew.
  await page.click('#last');
  assert.match(await shown(page, 'play'), /Play/);
  await page.click('#play');
  await becomes(page, 'day', 'Monday 17 October 2016');
}));

test('the keyboard is enough', () => visit('offensive', { hash: '#2016-11-08' }, async (page) => {
  const press = async (key) => {
    await page.keyboard.press(key);
    return shown(page, 'day');
  };
  assert.equal(await press('ArrowRight'), 'Wednesday 9 November 2016');
  assert.equal(await press('ArrowLeft'), 'Tuesday 8 November 2016');
  assert.equal(await press('Home'), 'Monday 17 October 2016');
  assert.equal(await press('ArrowLeft'), 'Monday 17 October 2016');
  assert.equal(await press('End'), 'Tuesday 15 November 2016');
  await press('Home');
  await press(' ');
  assert.match(await shown(page, 'play'), /Pause/);
  await press(' ');
  assert.match(await shown(page, 'play'), /Play/);
  await press('/');
  await page.keyboard.type('hikmah sch');
  await page.keyboard.press('Enter');
  await becomes(page, 'details-title', 'al-Hikmah school');
  // On the slider, the arrows are the slider's: a step, not two.
  await page.focus('#slider');
  assert.equal(await press('ArrowRight'), 'Tuesday 18 October 2016');
  assert.equal(await page.getAttribute('#slider', 'aria-valuetext'), 'Tuesday 18 October 2016');
  // On a tile, the space bar chooses.
  await tile(page, 'Tal Rakhem hill').focus();
  await press(' ');
  await becomes(page, 'details-title', 'Tal Rakhem hill');
  assert.match(await shown(page, 'play'), /Play/);
}));

test('places are found by any name, in any script', () => visit('offensive', {}, async (page) => {
  for (const [words, place] of [
    ['منيان', 'Minyan residential district'], ['minyan lakokerulet', 'Minyan residential district'],
    ['LAKÓPROJEKT', '1070 Housing Project'], ['al-hikmah-school', 'al-Hikmah school'], ['rakh', 'Tal Rakhem hill'],
  ]) {
    await page.fill('#search', words);
    assert.ok(await page.locator('#found [role="option"]').count() > 0, words);
    await page.press('#search', 'Enter');
    await becomes(page, 'details-title', place, words);
  }
  await page.fill('#search', 'nowhere at all');
  await becomes(page, 'found', 'No such place');
}));

test('a link leads back to where it was made', () => visit('offensive', {}, async (page) => {
  await page.selectOption('#reading', { label: "the rebels'" });
  await page.check('input[value="actor"]');
  await moveTo(page, DAYS.indexOf('2016-11-11'));
  await tile(page, 'Minyan residential district').click();
  await page.waitForFunction(() => location.hash === '#2016-11-11/minyan-residential/the-rebels/actor');
  const answer = await shown(page, 'answer');
  await page.reload();
  await becomes(page, 'answer', answer);
  assert.equal(await page.locator('#reading option:checked').innerText(), "the rebels'");
  assert.ok(await page.isChecked('input[value="actor"]'));
  await page.evaluate(() => { location.hash = '#2016-11-08/al-hikmah-school'; });
  await page.waitForFunction(() => document.getElementById('answer').textContent.startsWith('vacant'));
  assert.equal(await page.locator('#reading option:checked').innerText(), "the article's");
  await page.goBack();
  await page.waitForFunction((was) => document.getElementById('answer').textContent === was, answer);
  // What means nothing is passed over.
  await page.evaluate(() => { location.hash = '#someday/nowhere/%E0%A4%A/who/knows'; });
  await page.waitForFunction(() => document.getElementById('answer') === null);
  await becomes(page, 'day', 'Friday 11 November 2016');
}));

test('a place links to its parts and its whole', () => visit('offensive', { hash: '#2016-11-08/minyan-residential' }, async (page) => {
  await page.click('#back');
  await page.click('#details a >> text=western half of Minyan');
  await becomes(page, 'details-title', 'western half of Minyan');
  await becomes(page, 'day', 'Monday 7 November 2016');
  await page.click('#details dl a');
  await becomes(page, 'details-title', 'Minyan residential district');
  await page.click('#history button >> nth=2');
  await becomes(page, 'day', 'Saturday 29 October 2016');
}));

test('the timeline is dragged and clicked', () => visit('offensive', {}, async (page) => {
  const lane = page.locator('.lane[data-place="16"] .track');
  await lane.evaluate(async (it) => {
    it.scrollIntoView({ block: 'center' });
    // Lanes are laid out only when they come into sight.
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
  });
  const { x, y, width, height } = await lane.boundingBox();
  const at = (day) => x + (width * (day + 0.5)) / DAYS.length;
  await page.mouse.click(at(22), y + height / 2);
  await becomes(page, 'day', 'Tuesday 8 November 2016');
  await becomes(page, 'details-title', 'Minyan residential district');
  await page.mouse.move(at(22), y + height / 2);
  await page.mouse.down();
  await page.mouse.move(at(13), y + height / 2, { steps: 4 });
  await page.mouse.up();
  await becomes(page, 'day', 'Sunday 30 October 2016');
}));

test('what is chosen is said aloud, once it has settled', () => visit('offensive', { hash: '#2016-11-07/housing-project-1070' }, async (page) => {
  const live = (words) => page.waitForFunction((said) => document.getElementById('live').textContent === said, words);
  await live('7 November 2016. 1070 Housing Project: government (part), unrecorded (part)');
  for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('End');
  await live('15 November 2016. 1070 Housing Project: government (outside what the record covers)');
}));

test('citations are links only to the web', () => visit('hostile', { hash: '#1849-07-03/image' }, async (page) => {
  await page.locator('#told-of summary').click();
  const links = await page.locator('.cites a').evaluateAll((all) => all.map(({ href, rel, target }) => ({ href, rel, target })));
  assert.ok(links.length > 0);
  for (const link of links) {
    assert.match(link.href, /^https:\/\/example\.org\//);
    assert.deepEqual([link.rel, link.target], ['noopener noreferrer', '_blank']);
  }
  assert.equal(await page.locator('.cites bdi', { hasText: 'data:text/html, 1' }).count() > 0, true);
}));

test('names that would do harm do none', () => visit('hostile', {}, async (page) => {
  const name = '</script><img src=x onerror=alert(1)>';
  const places = await page.locator('.tile').count();
  const readings = await page.locator('#reading option').count();
  for (let day = 0; day < 6; day += 1) {
    await moveTo(page, day);
    for (let reading = 0; reading < readings; reading += 1) {
      await page.selectOption('#reading', String(reading));
      for (let place = 0; place < places; place += 1) await page.locator('.tile').nth(place).click();
    }
  }
  await page.fill('#search', 'script');
  assert.ok(await page.locator('#found li').count() > 0);
  await page.press('#search', 'Enter');
  const elements = await page.evaluate(() => ({
    bad: document.querySelectorAll('img, iframe, object, svg:not(#bustle), body style, [onerror], [onload], [onclick], [onmouseover]').length,
    scripts: document.scripts.length,
  }));
  assert.deepEqual(elements, { bad: 0, scripts: 2 });
  assert.equal(await page.locator('.tile-name').filter({ hasText: name }).count(), 1);
  assert.match(await shown(page, 'title'), /^<\/title><\/script><script>alert\("title"\)<\/script>\{\{data\}\}\{\{script\}\} \$& \$`/);
  assert.equal(await page.title(), await shown(page, 'title'));
}));

const violations = (page) => page.evaluate(async (source) => {
  if (!window.axe) (0, eval)(source);
  const { violations: all } = await window.axe.run(document, { resultTypes: ['violations'] });
  return all.filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html).join(' ')}`);
}, AXE);

for (const colorScheme of ['light', 'dark']) {
  for (const [size, viewport] of [['wide', DESK], ['on a phone', PHONE]]) {
    for (const [name, hash] of [['offensive', '#2016-11-08/minyan-residential'], ['offensive', ''], ['hostile', '#1849-07-05/image']]) {
      test(`nothing bars anyone: ${name}${hash}, ${colorScheme}, ${size}`, () => visit(name, { hash, colorScheme, viewport, bypassCSP: true }, async (page) => {
        assert.deepEqual(await violations(page), []);
        if (process.env.KEEP) await page.screenshot({ path: join(PAGES, `${name}-${hash ? 'chosen' : 'first'}-${colorScheme}-${viewport.width}.png`) });
        if (hash) {
          await page.locator('#told-of summary').click();
          await page.fill('#search', 'a');
          assert.deepEqual(await violations(page), []);
        }
      }));
    }
  }
}

for (const width of [320, 360, 768, 992, 1280, 1920]) {
  test(`nothing stands out of a page ${width} pixels wide`, async () => {
    for (const [name, hash] of [['offensive', '#2016-11-08/minyan-residential'], ['hostile', '#1849-07-05/long'], ['hostile', '#1849-07-05/image/keeping-all/actor']]) {
      await visit(name, { hash, viewport: { width, height: 780 } }, async (page) => {
        const [scroll, client] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
        assert.ok(scroll <= client, `${name}: ${scroll} > ${client}`);
      });
    }
  });
}

test('nothing moves for who wants no motion', () => visit('offensive', { reducedMotion: 'reduce' }, async (page) => {
  const moving = await page.evaluate(() => [...document.querySelectorAll('*')].filter((it) => {
    const { transitionDuration, animationName } = getComputedStyle(it);
    return transitionDuration.split(', ').some((time) => time !== '0s') || animationName !== 'none';
  }).length);
  assert.equal(moving, 0);
}));

test('forced colours leave the paint alone', () => visit('offensive', { forcedColors: 'active' }, async (page) => {
  const paint = await page.locator('.tile .seg').first().evaluate((it) => getComputedStyle(it).forcedColorAdjust);
  assert.equal(paint, 'none');
}));

test('on paper: what is told, and nothing to press', () => visit('offensive', { hash: '#2016-11-08/minyan-residential', colorScheme: 'dark', viewport: { width: 718, height: 1000 } }, async (page) => {
  await page.emulateMedia({ media: 'print' });
  const visible = (selector) => page.locator(selector).first().isVisible();
  for (const selector of ['#day', '#tiles', '#answer', '#told li', '#lanes .run', '#share-table']) assert.ok(await visible(selector), selector);
  for (const selector of ['#play', '#slider', '#search', '#reading']) assert.ok(!(await visible(selector)), selector);
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--ink').trim()), '#1c2126');
  const lanes = await page.locator('#lanes-box').evaluate((box) => box.scrollHeight - box.clientHeight);
  assert.equal(lanes, 0);
  if (process.env.KEEP) await page.screenshot({ path: join(PAGES, 'print.png'), fullPage: true });
}));

test('400 places and 5000 events stay quick', async (context) => {
  const began = performance.now();
  await visit('big', { hash: '#1849-07-05/place-17' }, async (page) => {
    const opened = performance.now() - began;
    const measured = (how) => page.evaluate(async (source) => {
      const act = new Function('turn', source);
      const frame = () => new Promise((done) => { requestAnimationFrame(() => setTimeout(done)); });
      const times = [];
      for (let turn = 0; turn < 30; turn += 1) {
        const start = performance.now();
        act(turn);
        await frame();
        times.push(performance.now() - start);
      }
      return times.sort((a, b) => a - b)[15];
    }, how);
    const step = await measured("document.getElementById('on').click()");
    const choice = await measured("document.querySelectorAll('.tile')[turn * 13].click()");
    const reading = await measured(`const select = document.getElementById('reading');
      select.value = turn % 2; select.dispatchEvent(new Event('change'))`);
    const [ms, s] = [(time) => `${time.toFixed(0)} ms`, (time) => `${(time / 1000).toFixed(1)} s`];
    context.diagnostic(`opened in ${s(opened)}; medians: a step ${ms(step)}, another place ${ms(choice)}, another reading ${ms(reading)}`);
    assert.ok(opened < 15_000, `opened in ${s(opened)}`);
    assert.ok(step < 200, `a step takes ${ms(step)}`);
    assert.ok(choice < 200, `choosing a place takes ${ms(choice)}`);
  });
});
