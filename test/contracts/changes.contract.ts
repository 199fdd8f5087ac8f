import { ProviderRejected } from '../../activities/errors';
import type { Changes } from '../../activities/ports';

/**
 * A repository with the versions `v1`, `v2` (three commits after it, the newest of which says `fix` and then, on lines of its
 * own, hostile text) and nothing called `v9`.
 */
export interface ChangesUnderTest {
  changes: Changes;
  /** How often the vendor was asked. */
  asked: () => number;
  stop: () => Promise<void>;
}

/** What every way to compare versions promises. */
export function describeChanges(name: string, start: () => Promise<ChangesUnderTest>): void {
  describe(`${name}: comparing versions`, () => {
    let tested: ChangesUnderTest;
    beforeEach(async () => {
      tested = await start();
    });
    afterEach(() => tested.stop());

    it('tells how much changed in one line, then the newest change first, indented', async () => {
      const [summary, ...details] = (await tested.changes.compare('v1', 'v2')).split('\n');
      expect(summary).toMatch(/^3 commits .* between v1 and v2$/);
      expect(details.length).toBeGreaterThanOrEqual(3);
      expect(details.filter((line) => !line.startsWith('  '))).toEqual([]);
      const newestAt = details.findIndex((line) => line.endsWith(': fix'));
      expect(newestAt).toBeGreaterThanOrEqual(0);
      expect(details.findIndex((line) => line.endsWith(': c1'))).toBeGreaterThan(newestAt);
    });

    it('finds that nothing changed', async () => {
      expect(await tested.changes.compare('v2', 'v2')).toMatch(/^nothing changed/);
    });

    it('finds that the other is the older one', async () => {
      expect(await tested.changes.compare('v2', 'v1')).toMatch(/^v1 is older than v2, by 3 commits/);
    });

    it('names a version that is not there', async () => {
      const failure = tested.changes.compare('v1', 'v9');
      await expect(failure).rejects.toBeInstanceOf(ProviderRejected);
      await expect(failure).rejects.toThrow('does not have version v9');
    });

    it.each(['', '../x', 'v1..v2', 'someone:main', 'v1?x=1', 'v1#', 'v1\nv2', '-v1', '{{from}}'])(
      'never asks for what is no version: %j',
      async (version) => {
        await expect(tested.changes.compare(version, 'v2')).rejects.toBeInstanceOf(ProviderRejected);
        await expect(tested.changes.compare('v1', version)).rejects.toBeInstanceOf(ProviderRejected);
        expect(tested.asked()).toBe(0);
      },
    );

    it('ends with the reason for which it is called off', async () => {
      const reason = new Error('the time box is over');
      await expect(tested.changes.compare('v1', 'v2', AbortSignal.abort(reason))).rejects.toBe(reason);
    });
  });
}
