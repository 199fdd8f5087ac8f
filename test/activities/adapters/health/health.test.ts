import { createHttpHealth } from '../../../../activities/adapters/health';
import { FakeVendor } from '../../../fakes/vendor';

describe('a health check', () => {
  const health = createHttpHealth();
  let vendor: FakeVendor;
  beforeEach(async () => {
    vendor = await FakeVendor.start(() => ({ status: 204, body: '' }));
  });
  afterEach(() => vendor.stop());

  it('finds 2xx healthy', async () => {
    const found = await health.check(vendor.url, 1000);
    expect(found).toMatchObject({
      healthy: true,
      status: 204,
      text: expect.stringContaining('answered 204') as string,
    });
    expect(vendor.requests).toMatchObject([{ method: 'GET' }]);
  });

  it.each([
    [503, '{"reason":"no connection"}', 'answered 503 {"reason":"no connection"}'],
    [404, '', 'answered 404'],
    [302, '', 'answered 302'],
    [500, 'a\n\u0007b\u202ec'.padEnd(5000, 'x'), 'answered 500 a b cxxx'],
  ])('finds %d unhealthy and says what it heard', async (status, body, text) => {
    vendor.failNext({ status, body, headers: { location: vendor.url } });
    const found = await health.check(vendor.url, 1000);
    expect(found).toMatchObject({ healthy: false, status });
    expect(found.text).toContain(text);
    expect(found.text.length).toBeLessThan(250);
    expect(vendor.requests).toHaveLength(1);
  });

  it.each([
    ['hang', 'no answer within 0.2 s'],
    ['reset', ''],
    ['half', ''],
    [{ status: 200, body: 'x'.repeat(70_000) }, 'larger than 64 KiB'],
  ] as const)('finds a broken answer unhealthy (%#)', async (fault, text) => {
    vendor.failNext(fault);
    const found = await health.check(vendor.url, 200);
    expect(found.healthy).toBe(false);
    expect(found.text).toContain(text);
  });

  it.each(['http://127.0.0.1:1/', 'not a url', 'ftp://127.0.0.1/', 'http://nowhere.invalid/'])(
    'finds nobody at %s',
    async (url) => {
      expect(await health.check(url, 2000)).toMatchObject({ healthy: false });
    },
  );

  it('stops when it is called off, with the reason', async () => {
    vendor.failNext('hang');
    const reason = new Error('resolved');
    const controller = new AbortController();
    const found = health.check(vendor.url, 10_000, controller.signal);
    controller.abort(reason);
    await expect(found).rejects.toBe(reason);
  });
});
