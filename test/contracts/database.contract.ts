import type { Database } from '../../activities/ports';

const READS = ['connections', 'long-queries', 'slow-statements', 'largest-tables'] as const;

/** What every way to look into a database promises, on one that takes connections and where less than 80 % are in use. */
export function describeDatabase(name: string, started: () => Database): void {
  describe(`${name}: looking into a database`, () => {
    it.each(READS)('tells of %s in one line, then particulars that are indented', async (read) => {
      const [summary = '', ...details] = (await started().read({ use: 'database', read }, {})).split('\n');
      expect(summary).toMatch(/^\S/);
      expect(summary.length).toBeLessThanOrEqual(301);
      expect(details.filter((line) => !line.startsWith('  '))).toEqual([]);
    });

    it.each([
      [0.8, true],
      [0.001, false],
    ])('says by a limit of %d whether the connections are normal, and what it read', async (under, passed) => {
      const probe = { use: 'database', check: 'connections', title: 'Connections', under } as const;
      const reading = await started().check(probe, {});
      expect(reading.passed).toBe(passed);
      expect(reading.evidence).toMatch(/^Connections: \d+ of \d+ in use/);
    });

    it('ends with the reason for which it is called off', async () => {
      const reason = new Error('the time box is over');
      const look = started().read({ use: 'database', read: 'connections' }, {}, AbortSignal.abort(reason));
      await expect(look).rejects.toBe(reason);
    });
  });
}
