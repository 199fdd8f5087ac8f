/** Which browser do these tests use, and what must never happen in it? */
import { fromFirstToLast } from '../support/from-first-to-last';
import { Product } from './product';
import { source as axe } from 'axe-core';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser'];

/** Debian's Chromium, from the PATH. */
function chromiumOnPath(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((file) => existsSync(file));
  if (found === undefined) throw new Error('These tests need Chromium on the PATH: apt-get install chromium');
  return found;
}

export const launchChromium = (): Promise<Browser> =>
  // In a container root has no sandbox of its own.
  chromium.launch({ executablePath: chromiumOnPath(), args: ['--no-sandbox'] });

/** A phone as narrow as they come. */
export const PHONE: BrowserContextOptions = {
  ...{ viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true },
};

/** A refused form is answered with its status, which a browser calls an error; so it calls a network that a test takes away. */
const EXPECTED = /status of (409|422)|net::ERR_INTERNET_DISCONNECTED/;

/** A page of somebody who has not signed in; what a browser complains about is added to `complaints`. */
export async function strangerOf(
  browser: Browser,
  url: string,
  complaints: string[],
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ baseURL: url, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !EXPECTED.test(message.text()))
      // A worker may have no answer at this moment; the page asks again.
      if (!message.text().includes('status of 503')) complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  return page;
}

/** A page of its own, signed in as a person. */
export async function pageOf(
  browser: Browser,
  url: string,
  person: string,
  complaints: string[],
  options: BrowserContextOptions = {},
): Promise<Page> {
  const page = await strangerOf(browser, url, complaints, options);
  await page.goto('/sign-in');
  await page.locator(`button[value="${person}"]`).click();
  await page.waitForURL(/\/$/);
  return page;
}

interface AxeResults {
  violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[];
}

/** What axe finds on the page as it is, each with the place. */
export async function findingsOfAxe(page: Page): Promise<string[]> {
  // By the debugger: the page's own policy lets nothing in.
  await page.evaluate(axe);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${page.url()} ${id}: ${html.slice(0, 200)}`));
}

/** The built product and a browser for a test file, from its first test to its last; no test may end with a complaint. */
export function useRoom(): { readonly product: Product; readonly browser: Browser; readonly complaints: string[] } {
  const complaints: string[] = [];
  const running = fromFirstToLast(
    'room',
    async () => {
      const [product, browser] = await Promise.all([Product.start(), launchChromium()]);
      const stop = () => browser.close().then(() => product.stop());
      return { product, browser, stop };
    },
    { startMs: 150_000, stopMs: 90_000 },
  );
  afterEach(() => expect(complaints.splice(0)).toEqual([]));
  return {
    complaints,
    get product() {
      return running().product;
    },
    get browser() {
      return running().browser;
    },
  };
}
