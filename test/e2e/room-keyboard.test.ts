/** Whether a whole P1 can be worked on by keyboard alone: from the board to the signed post-mortem, with no pointer. */
import type { Page } from 'playwright-core';
import { until } from '../support/until';
import { useRoom, strangerOf } from './browsers';
import { Keyboard } from './keyboard';

const room = useRoom();

/** Signs in with keys; answers the page and the keys. */
async function signedIn(person: string): Promise<[Page, Keyboard]> {
  const page = await strangerOf(room.browser, room.product.url, room.complaints);
  const keys = new Keyboard(page);
  await page.goto('/');
  await keys.press(`button[value="${person}"]`);
  await page.waitForURL(/\/$/);
  return [page, keys];
}

/** From the board, which lists the incident, to its post-mortem. */
async function toPostMortem(page: Page, keys: Keyboard, path: string): Promise<void> {
  await keys.press('nav a[href="/past"]');
  await page.waitForURL(/\/past/);
  await until('the incident among the past ones', async () => {
    if ((await page.locator(`a[href="${path}"]`).count()) > 0) return true;
    await page.reload();
    return undefined;
  });
  await keys.press(`a[href="${path}"]`);
  await page.waitForURL(new RegExp(`${path}$`));
  await keys.press('a:has-text("Post-mortem")');
  await page.waitForURL(/post-mortem$/);
}

test('a whole P1, from the board to the signed post-mortem', async () => {
  const [page, keys] = await signedIn('otto');

  await keys.press('a[href="/declare"]');
  await page.waitForURL(/\/declare/);
  await keys.type('input[name=title]', 'By keyboard');
  await keys.type('select[name=severity]', 'P1');
  await keys.press('main form button');
  await page.locator('h1', { hasText: 'By keyboard' }).waitFor();
  await keys.expectPlace();
  const path = new URL(page.url()).pathname;
  await page.locator('.chip.status').waitFor();

  await keys.press('a.brand');
  await page.waitForURL(/\/$/);
  await keys.press(`main a[href="${path}"]`);
  await page.waitForURL(new RegExp(path));
  await page.keyboard.press('a');
  await page.locator('.head', { hasText: 'Lead: Otto' }).waitFor();
  await keys.expectPlace();

  await page.keyboard.press('u');
  // Letters are letters while one types.
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('a u d s e, nothing of it a command');
  await keys.press('#update button');
  await page.locator('.timeline', { hasText: 'a u d s e' }).waitFor();
  await keys.expectPlace();

  await page.keyboard.press('d');
  await keys.press('#decision a:has-text("Fix forward")');
  await page.waitForURL(/\/do\/decide/);
  await keys.type('[name=reason]', 'The line is known');
  await keys.press('main form button');
  await page.locator('#decision', { hasText: 'The line is known' }).waitFor();
  await keys.expectPlace();

  await keys.press('#act-status > summary');
  await keys.type('#act-status select[name=status]', 'Mon');
  await keys.press('#act-status button');
  await page.locator('.chip.status', { hasText: 'monitoring' }).waitFor();
  await keys.expectPlace();

  await keys.press('#checklist li:not(.ticked) summary');
  await keys.type('#checklist details[open] [name=evidence]', 'Seen by eye');
  await keys.press('#checklist details[open] button');
  await page.locator('#checklist li.ticked').waitFor();
  await keys.expectPlace();

  await keys.press('#do a:has-text("Resolve")');
  await page.waitForURL(/\/do\/resolve/);
  await keys.type('[name=resolution]', 'Corrected the line');
  await keys.type('[name=override]', 'Seen by eye');
  await keys.press('.serious button');
  await page.locator('.head', { hasText: 'resolved' }).waitFor();
  await keys.expectPlace();

  await keys.press('a:has-text("Post-mortem")');
  await page.waitForURL(/post-mortem$/);
  await until('the draft', async () => {
    if ((await page.locator('.document').count()) > 0) return true;
    await page.reload();
    return undefined;
  });
  await keys.press('#document a:has-text("Edit")');
  await page.waitForURL(/\/edit$/);
  await keys.to('textarea#text');
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('\n\nThe key insight is **rest**.');
  await keys.press('button[value=save]');
  await page.locator('.document strong', { hasText: 'rest' }).waitFor();
  await keys.expectPlace();

  await keys.press('#act-add-item > summary');
  await keys.type('#act-add-item [name=text]', 'Add a test');
  await keys.type('#act-add-item [name=owner]', 'Emil');
  await keys.type('#act-add-item [name=due]', '2099-01-31');
  await keys.press('#act-add-item button');
  await page.locator('#items', { hasText: 'Add a test' }).waitFor();
  await keys.expectPlace();
  await keys.press('#act-hold > summary');
  await keys.press('#act-hold button');
  await page.locator('#meeting', { hasText: 'Held' }).waitFor();
  await keys.expectPlace();

  for (const person of ['emil', 'vera']) {
    const [theirs, theirKeys] = await signedIn(person);
    await toPostMortem(theirs, theirKeys, path);
    await theirKeys.press('#act-sign > summary');
    await theirKeys.press('#act-sign button');
    await theirs.locator('main > p.said').waitFor();
    await theirKeys.expectPlace();
  }
  await page.reload();
  expect(await page.locator('#sign-off').innerText()).not.toContain('has not signed');
}, 300_000);

test('the severity, by its key', async () => {
  const [page, keys] = await signedIn('otto');
  await keys.press('a[href="/declare"]');
  await page.waitForURL(/\/declare/);
  await keys.type('input[name=title]', 'Not so bad');
  await keys.type('select[name=severity]', 'P1');
  await keys.press('main form button');
  await page.locator('.chip.status').waitFor();
  await page.keyboard.press('a');
  await page.locator('.head', { hasText: 'Lead: Otto' }).waitFor();
  await page.keyboard.press('s');
  await page.keyboard.type('P2');
  await keys.type('#act-severity [name=reason]', 'Not everybody is affected');
  await keys.press('#act-severity button');
  await page.locator('.timeline', { hasText: 'Not everybody is affected' }).waitFor();
  await keys.expectPlace();
}, 200_000);
