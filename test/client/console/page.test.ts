/** Whether the pages of the room come as a browser may have them. */
import { api } from '../http/api/over-http';

const room = api();
afterAll(() => room.server.close());

test('a page allows only what comes from the same place, and is asked for again each time', async () => {
  const page = await room.ask('GET', '/');
  expect(page.statusCode).toBe(200);
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(page.headers['content-security-policy']).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  );
  expect(page.headers['x-content-type-options']).toBe('nosniff');
  const again = await room.ask('GET', '/', undefined, { 'if-none-match': String(page.headers.etag) });
  expect(again.statusCode).toBe(304);
});

test('scripts and styles are where the page says, for good', async () => {
  const { body } = await room.ask('GET', '/');
  const addresses = [...body.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, address = '']) => address);
  expect(addresses.length).toBeGreaterThan(2);
  for (const address of addresses) {
    const asset = await room.ask('GET', address);
    expect([address, asset.statusCode, asset.headers['cache-control']]).toEqual([
      address,
      200,
      'public, max-age=31536000, immutable',
    ]);
  }
  expect((await room.ask('GET', '/assets/0123456789abcdef/style/base.css')).statusCode).toBe(404);
  expect((await room.ask('GET', '/assets/0123456789abcdef/../../package.json')).statusCode).toBe(404);
});
