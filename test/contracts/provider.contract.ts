import { ProviderRejected, ProviderUnavailable } from '../../activities/errors';
import type { Fault, FakeVendor } from '../fakes/vendor';
import { json } from '../fakes/vendor';

/** An adapter that speaks HTTP, started against its fake. */
export interface ProviderUnderTest {
  vendor: FakeVendor;
  /** One call of the port. Its provider must be given at most a second to answer. */
  act: (signal?: AbortSignal) => Promise<unknown>;
  /** What the adapter authenticates with. */
  token: string;
  /** As many requests of `act` go well before the one that fails. */
  ahead?: number;
}

/** Where a vendor differs for a good reason. */
export interface ProviderExceptions {
  /** Statuses after which the adapter tries something else. */
  notFinal?: number[];
  /** Bodies that make sense as an answer. */
  sane?: string[];
}

const FINAL = [400, 401, 403, 404, 409, 422];
const ODD = ['<html>Please sign in</html>', '', '{}', '[]', 'null', '{"status":"success"}', '{"accepted":"yes"}'];

/** What every adapter owes when its vendor fails: the right class of failure, the vendor's reason, and no secret. */
export function describeProvider(
  name: string,
  start: () => Promise<ProviderUnderTest>,
  { notFinal = [], sane = [] }: ProviderExceptions = {},
): void {
  describe(`${name}: a vendor that fails`, () => {
    let provider: ProviderUnderTest;
    beforeEach(async () => {
      provider = await start();
    });
    afterEach(() => provider.vendor.stop());

    const failNext = (fault: Fault): void => {
      const { vendor, ahead = 0 } = provider;
      for (let n = 0; n < ahead; n += 1) vendor.passNext();
      vendor.failNext(fault);
    };

    const failure = (): Promise<unknown> =>
      provider.act().then(
        () => Promise.reject(new Error('it was taken for success')),
        (error: unknown) => error,
      );

    it('waits as long as a 429 asks', async () => {
      failNext({ ...json(429, { message: 'slow down' }), headers: { 'retry-after': '7' } });
      const error = await failure();
      expect(error).toBeInstanceOf(ProviderUnavailable);
      expect(error).toMatchObject({ options: { retryAfterMs: 7000 } });
    });

    it('understands Retry-After as a date', async () => {
      const date = new Date(Date.now() + 60_000).toUTCString();
      failNext({ ...json(503, {}), headers: { 'retry-after': date } });
      const error = await failure();
      expect(error).toBeInstanceOf(ProviderUnavailable);
      const waits = error instanceof ProviderUnavailable ? error.options.retryAfterMs : undefined;
      expect(waits).toBeGreaterThan(50_000);
      expect(waits).toBeLessThanOrEqual(60_000);
    });

    it.each([500, 502, 503, 504, 408, 425])('a %d may pass', async (status) => {
      failNext(json(status, { message: 'not now' }));
      expect(await failure()).toBeInstanceOf(ProviderUnavailable);
    });

    it.each(['hang', 'reset', 'half'] as const)('so may no or half an answer (%s)', async (fault) => {
      failNext(fault);
      expect(await failure()).toBeInstanceOf(ProviderUnavailable);
    });

    it('and so may nobody at the address', async () => {
      await provider.vendor.stop();
      const error = await failure();
      provider = await start();
      expect(error).toBeInstanceOf(ProviderUnavailable);
      expect(String(error)).toContain('connection refused');
    });

    it.each(FINAL.filter((status) => !notFinal.includes(status)))('a %d is final, and says why', async (status) => {
      failNext(json(status, { error: 'the reason is blue' }));
      const error = await failure();
      expect(error).toBeInstanceOf(ProviderRejected);
      expect(String(error)).toContain('the reason is blue');
    });

    it('follows no redirect', async () => {
      failNext({ status: 302, body: '', headers: { location: `${provider.vendor.url}/elsewhere` } });
      const before = provider.vendor.requests.length;
      expect(await failure()).toBeInstanceOf(ProviderRejected);
      expect(provider.vendor.requests.length).toBe(before + 1 + (provider.ahead ?? 0));
    });

    it.each(ODD.filter((body) => !sane.includes(body)))('never takes an odd answer for success: %j', async (body) => {
      failNext({ status: 200, body });
      expect(await failure()).toBeInstanceOf(ProviderRejected);
    });

    it('does not read on for ever', async () => {
      failNext({ status: 200, body: ' '.repeat(2 * 1024 * 1024) });
      const error = await failure();
      expect(error).toBeInstanceOf(ProviderRejected);
      expect(String(error)).toMatch(/larger than \d+ KiB/);
    });

    it('tells no secret, even if the vendor repeats it', async () => {
      const { token } = provider;
      const faults = [
        json(403, { message: `bad token ${token}` }),
        json(500, { error: token }),
        { status: 200, body: token },
        // Half a secret is one, too.
        json(400, { message: `${'x'.repeat(190)} ${token}` }),
      ];
      for (const fault of faults) {
        failNext(fault);
        const error = await failure();
        const told = error instanceof Error ? `${error.message} ${error.stack ?? ''} ${JSON.stringify(error)}` : '';
        expect(told).toMatch(/\[hidden|…/);
        expect(told).not.toContain(token.slice(0, 6));
        expect(error instanceof Error ? error.cause : 'no error').toBeUndefined();
      }
    });

    it('is called off by its signal, with the reason for it', async () => {
      const reason = new Error('the incident was merged');
      failNext('hang');
      const controller = new AbortController();
      const answer = provider.act(controller.signal);
      controller.abort(reason);
      await expect(answer).rejects.toBe(reason);
    });
  });
}
