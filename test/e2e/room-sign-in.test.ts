/** Whether people sign in at an identity provider in a real browser, whose rules for pages and cookies hold on the way. */
import { startProvider } from '../client/access/identity-provider';
import { freePort } from '../support/servers/free-port';
import { launchChromium, strangerOf } from './browsers';
import { Product } from './product';

test('from a page of the room to the provider, and back to that page', async () => {
  const [provider, browser, port] = await Promise.all([startProvider(), launchChromium(), freePort()]);
  provider.login.redirectUri = `http://127.0.0.1:${port}/sign-in/callback`;
  provider.login.claims = { email: 'otto@example.com' };
  const product = await Product.start({
    port,
    env: {
      ...{ MUSTER_OIDC_ISSUER: provider.issuer, MUSTER_OIDC_AUDIENCE: 'muster' },
      ...{ MUSTER_OIDC_CLIENT_ID: 'muster-room', MUSTER_OIDC_CLIENT_SECRET: 'p@ss word+1' },
    },
  });
  try {
    const complaints: string[] = [];
    const page = await strangerOf(browser, product.url, complaints);
    await page.goto('/past?text=pool');
    await page.getByRole('link', { name: 'Sign in with 127.0.0.1' }).click();
    await page.waitForURL(/\/past\?text=pool$/);
    expect(await page.locator('a.who').innerText()).toBe('Otto');
    await page.goto('/you');
    await page.getByRole('button', { name: 'Sign out here' }).click();
    await page.waitForURL(/\/sign-in/);
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
    await product.stop();
    await provider.shut();
  }
}, 200_000);
