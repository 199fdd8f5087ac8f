import type { Bridge } from '../../activities/ports';

/** A bridge, and the calls that were really opened. */
export interface BridgeUnderTest {
  bridge: Bridge;
  opened: () => number;
  stop: () => Promise<void>;
}

/** What every bridge promises: an incident has one, however often and at once it is asked for. */
export function describeBridge(name: string, start: () => Promise<BridgeUnderTest>): void {
  describe(`${name}: one incident, one bridge`, () => {
    let tested: BridgeUnderTest;
    beforeEach(async () => {
      tested = await start();
    });
    afterEach(() => tested.stop());

    const open = (incidentId: string, key = 'bridge', signal?: AbortSignal) =>
      tested.bridge.open({ incidentId, key, title: 'Nobody can deploy' }, signal);

    it('opens one for what is asked twice, and answers the same', async () => {
      const first = await open('i-1');
      expect(first.reference).not.toBe('');
      expect(await open('i-1')).toEqual(first);
      expect(tested.opened()).toBe(1);
    });

    it('opens one for what is asked ten times at once', async () => {
      const receipts = await Promise.all(Array.from({ length: 10 }, () => open('i-1')));
      expect(new Set(receipts.map(({ url }) => url)).size).toBe(1);
      expect(tested.opened()).toBe(1);
    });

    it('opens another one for another incident', async () => {
      await open('i-1');
      await open('i-2');
      expect(tested.opened()).toBe(2);
    });

    it('opens none once it is called off', async () => {
      const reason = new Error('superseded');
      await expect(open('i-1', 'bridge', AbortSignal.abort(reason))).rejects.toBe(reason);
      expect(tested.opened()).toBe(0);
    });
  });
}
