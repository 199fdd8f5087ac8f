import { ProviderRejected } from '../../activities/errors';
import type { Suite, Suites } from '../../activities/ports';

/** A system with the suite `known` and no other. */
export interface SuitesUnderTest {
  suites: Suites;
  known: Suite;
  /** The keys of the runs that were really started. */
  started: () => string[];
  /** Lets the last run end. */
  end: (how: 'passes' | 'fails' | 'is cancelled') => void;
  stop: () => Promise<void>;
}

/** What every way to run a suite of tests promises. */
export function describeSuites(name: string, start: () => Promise<SuitesUnderTest>): void {
  describe(`${name}: running a suite`, () => {
    let tested: SuitesUnderTest;
    beforeEach(async () => {
      tested = await start();
    });
    afterEach(() => tested.stop());

    const since = Date.now();
    const request = (changed: object = {}) => ({
      incidentId: 'i-1',
      key: 'suite:regression-tests:1',
      suite: tested.known,
      since,
      mayHaveBegun: false,
      ...changed,
    });

    it('starts it once for one key', async () => {
      const first = await tested.suites.start(request());
      const again = await tested.suites.start(request());
      expect(again.url).toBe(first.url);
      expect(tested.started()).toEqual(['i-1/suite:regression-tests:1']);
    });

    it('starts one for each key, however alike', async () => {
      for (const key of ['suite:regression-tests:12', 'suite:regression-tests:1', 'suite:regression-tests:2'])
        await tested.suites.start(request({ key }));
      await tested.suites.start(request({ incidentId: 'i-11' }));
      expect(tested.started()).toHaveLength(4);
    });

    it('has no result while it runs', async () => {
      const run = await tested.suites.start(request());
      expect(await run.result()).toBeUndefined();
      expect(await run.result()).toBeUndefined();
    });

    it.each([
      ['passes', 'passed'],
      ['fails', 'failed'],
      ['is cancelled', 'undecided'],
    ] as const)('that %s is %s', async (how, verdict) => {
      const run = await tested.suites.start(request());
      await run.result();
      tested.end(how);
      expect(await run.result()).toMatchObject({ verdict });
    });

    it('refuses a suite that is not there, and starts nothing when it is looked for', async () => {
      await expect(tested.suites.find({ ...tested.known, workflow: 'other.yml' })).rejects.toBeInstanceOf(
        ProviderRejected,
      );
      const other = request({ suite: { ...tested.known, workflow: 'other.yml' } });
      await expect(tested.suites.start(other)).rejects.toBeInstanceOf(ProviderRejected);
      expect(await tested.suites.find(tested.known)).toContain('exists');
      expect(tested.started()).toEqual([]);
    });
  });
}
