/** Whether the incident room works in a real browser: by touch, without script, for two at once, for everybody. */
import axios from 'axios';
import type { Page } from 'playwright-core';
import { until } from '../support/until';
import { findingsOfAxe, useRoom, pageOf, PHONE } from './browsers';

const room = useRoom();

const NASTY = '<img src=x onerror=alert(1)> <script>alert(2)</script> \u202etxt.exe';

/** Opens a P1 of its own, whose title is not kind; answers its id. */
async function aP1(title: string): Promise<string> {
  const { data } = await axios.post<{ incidentId: string }>(
    `${room.product.url}/v1/incidents`,
    { title: `${title} ${NASTY}`, severity: 'P1' },
    { headers: { 'muster-as': 'dora' } },
  );
  // What a list says is about a second behind.
  await until('the incident', async () => {
    const { status } = await axios.get(`${room.product.url}/v1/incidents/${data.incidentId}`, {
      headers: { 'muster-as': 'otto' },
      validateStatus: () => true,
    });
    return status === 200 ? true : undefined;
  });
  return data.incidentId;
}

/** One that is over, with its draft written; answers its id. */
async function resolvedP1(title: string): Promise<string> {
  const id = await aP1(title);
  const as = { headers: { 'muster-as': 'otto' } };
  const url = `${room.product.url}/v1/incidents/${id}`;
  await axios.post(`${url}/acknowledge`, {}, as);
  await axios.post(`${url}/resolve`, { resolution: 'done', override: 'a test' }, as);
  await until('the draft', async () => {
    const { status } = await axios.get(`${url}/post-mortem.md`, { ...as, validateStatus: () => true });
    return status === 200 ? true : undefined;
  });
  return id;
}

const said = (page: Page) => page.locator('main > p.said');

/** Declares one by the form of the room, and answers its path. */
async function declared(page: Page, title: string): Promise<string> {
  await page.goto('/declare');
  await page.getByLabel('What is wrong').fill(title);
  await page.getByLabel('Severity').selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Declare, and contact people' }).click();
  await page.waitForURL(/\/incidents\//);
  await page.locator('h1', { hasText: title }).waitFor();
  return new URL(page.url()).pathname;
}

/** What somebody does with a pointer from the first look to the signed post-mortem, with and without script. */
async function wholeLife(
  page: Page,
  press: (page: Page, selector: string) => Promise<void>,
  path: string,
): Promise<void> {
  await page.goto(path);
  await press(page, '[data-key="a"]');
  await said(page).waitFor();
  await page.locator('#update textarea[name=text]').fill('We know where it is.');
  await press(page, '#update button');
  await page.locator('.timeline', { hasText: 'We know where it is.' }).waitFor();
  await press(page, '#decision a:has-text("Fix forward")');
  await page.getByLabel('Reason').fill('The line is known');
  await press(page, 'main form button');
  await page.locator('#decision', { hasText: 'The line is known' }).waitFor();
  await press(page, '#do a:has-text("Resolve")');
  await page.getByLabel('What resolved it').fill('Corrected the line');
  await page.locator('.consequences', { hasText: 'is resolved although' }).waitFor();
  await page.getByLabel('Reason to resolve all the same').fill('Seen by eye');
  await press(page, '.serious button');
  await page.locator('.head', { hasText: 'resolved' }).waitFor();
  await until('the draft', async () => {
    await page.goto(`${path}/post-mortem`);
    return (await page.locator('.document').count()) > 0 ? true : undefined;
  });
  await press(page, '#document a:has-text("Edit")');
  const text = page.locator('textarea#text');
  await text.fill(`${await text.inputValue()}\n\nThe key insight is **rest**.`);
  await press(page, 'button[value=save]');
  await page.locator('.document strong', { hasText: 'rest' }).waitFor();
  await press(page, '#act-add-item > summary');
  await page.locator('#act-add-item').getByLabel('Text').fill('Add a test');
  await page.locator('#act-add-item').getByLabel('Owner').selectOption({ index: 1 });
  await page.locator('#act-add-item').getByLabel('Due on').fill('2099-01-31');
  await press(page, '#act-add-item button');
  await page.locator('#items', { hasText: 'Add a test' }).waitFor();
  await press(page, '#act-hold > summary');
  await press(page, '#act-hold button');
  await page.locator('#meeting', { hasText: 'Held' }).waitFor();
}

async function sign(page: Page, path: string): Promise<void> {
  await page.goto(`${path}/post-mortem`);
  await page.locator('#act-sign > summary').click();
  await page.locator('#act-sign button').click();
  await said(page).waitFor();
}

test('a whole P1 by touch, on a phone', async () => {
  const path = `/incidents/${await aP1('by touch')}`;
  const page = await pageOf(room.browser, room.product.url, 'otto', room.complaints, PHONE);
  await page.locator('.incident', { hasText: 'by touch' }).tap();
  await page.waitForURL(new RegExp(path));
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await wholeLife(page, (one, selector) => one.locator(selector).first().tap(), path);
  for (const person of ['emil', 'vera'])
    await sign(await pageOf(room.browser, room.product.url, person, room.complaints, PHONE), path);
  await page.goto(`${path}/post-mortem`);
  expect(await page.locator('#sign-off').innerText()).not.toContain('has not signed');
}, 300_000);

test('another without script', async () => {
  const page = await pageOf(room.browser, room.product.url, 'otto', room.complaints, { javaScriptEnabled: false });
  const path = await declared(page, 'Without script');
  await wholeLife(page, (one, selector) => one.locator(selector).first().click(), path);
}, 300_000);

test('a drill is played by those who take part, and nobody else hears of it', async () => {
  const page = await pageOf(room.browser, room.product.url, 'otto', room.complaints);
  await page.goto('/declare');
  await page.getByRole('link', { name: 'Start a drill' }).click();
  await page.getByLabel('What is wrong').fill('Only practice');
  await page.getByLabel('Severity').selectOption({ index: 1 });
  await page.getByLabel('Dora').check();
  await page.getByRole('button', { name: 'Start the drill' }).click();
  await page.locator('h1', { hasText: 'DRILL: Only practice' }).waitFor();
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  await page.locator('[data-key="a"]').click();
  await page.locator('.head', { hasText: 'Lead: Otto' }).waitFor();
  await page.locator('#do a:has-text("Resolve")').click();
  await page.getByLabel('What resolved it').fill('Played to its end');
  await page.getByLabel('Reason to resolve all the same').fill('A drill');
  await page.locator('.serious button').click();
  await page.locator('.head', { hasText: 'resolved' }).waitFor();
  const told = await until('the last word', () => {
    const lines = room.product.lines(id);
    return lines.some(({ kind }) => kind === 'resolved') ? lines : undefined;
  });
  const messages = told.filter(({ port }) => port !== 'bridge');
  expect(new Set(messages.map(({ port }) => port))).toEqual(new Set(['page', 'chat']));
  expect(new Set(messages.flatMap(({ to }) => to))).toEqual(new Set(['otto', 'dora']));
  for (const { subject, text } of messages)
    expect([subject, text]).toEqual([expect.stringMatching(/^DRILL: /), expect.stringMatching(/^DRILL: /)]);
}, 200_000);

test('two people at once: each sees the other’s acts, and nobody loses what they type', async () => {
  const id = await aP1('two at once');
  const [one, other] = await Promise.all([
    pageOf(room.browser, room.product.url, 'otto', room.complaints),
    pageOf(room.browser, room.product.url, 'dora', room.complaints),
  ]);
  await Promise.all([one, other].map((page) => page.goto(`/incidents/${id}`)));
  const text = other.locator('#update textarea[name=text]');
  await text.fill('half a senten');
  await other.locator('#act-note > summary').click();
  await one.locator('[data-key="a"]').click();
  await other.locator('.head', { hasText: 'Lead: Otto' }).waitFor();
  expect(await text.inputValue()).toBe('half a senten');
  expect(await other.locator('#act-note').getAttribute('open')).not.toBeNull();
}, 200_000);

test('a connection that is lost is said, and comes back by itself', async () => {
  const id = await aP1('reconnection');
  const page = await pageOf(room.browser, room.product.url, 'otto', room.complaints);
  await page.goto(`/incidents/${id}`);
  await page.context().setOffline(true);
  await page.evaluate(() => window.dispatchEvent(new Event('offline')));
  await page.context().setOffline(false);
  await axios.post(
    `${room.product.url}/v1/incidents/${id}/notes`,
    { text: 'said meanwhile' },
    { headers: { 'muster-as': 'dora' } },
  );
  await page.locator('.timeline', { hasText: 'said meanwhile' }).waitFor();
}, 200_000);

test('nothing on any page is in anybody’s way, in either scheme', async () => {
  const id = await aP1('for everybody');
  const over = await resolvedP1('with a post-mortem');
  const findings: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await pageOf(room.browser, room.product.url, 'otto', room.complaints, { colorScheme });
    const paths = [
      '/',
      '/on-call',
      '/past',
      '/policy',
      '/declare',
      '/drill',
      '/you',
      `/incidents/${id}`,
      `/incidents/${id}/record`,
      ...['', '/edit', '/versions/1'].map((part) => `/incidents/${over}/post-mortem${part}`),
    ];
    const acts = ['cancel', 'resolve', 'decide?choice=roll-back'].map((act) => `/incidents/${id}/do/${act}`);
    for (const path of [...paths, ...acts]) {
      await page.goto(path);
      findings.push(...(await findingsOfAxe(page)));
    }
    await page.context().clearCookies();
    await page.goto('/sign-in');
    findings.push(...(await findingsOfAxe(page)));
  }
  expect(findings).toEqual([]);
}, 300_000);

test('a page that is open while Muster is started again follows it afterwards', async () => {
  // The pages of the tests before it would complain.
  await Promise.all(room.browser.contexts().map((context) => context.close()));
  const id = await aP1('after a restart');
  const page = await pageOf(room.browser, room.product.url, 'otto', [], PHONE);
  await page.goto(`/incidents/${id}`);
  await room.product.killEverything();
  await page.locator('.stale:not([hidden])').waitFor();
  await room.product.startAgain();
  await page.locator('.stale[hidden]').waitFor({ state: 'attached', timeout: 90_000 });
  await axios.post(
    `${room.product.url}/v1/incidents/${id}/notes`,
    { text: 'said afterwards' },
    {
      headers: { 'muster-as': 'dora' },
    },
  );
  await page.locator('.timeline', { hasText: 'said afterwards' }).waitFor();
}, 300_000);
