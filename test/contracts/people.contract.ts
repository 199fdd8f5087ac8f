import type { Receipt } from '../../activities/ports';

/** A port that reaches people, and the effects that its vendor has seen. */
export interface PortUnderTest {
  send: (incidentId: string, key: string, signal?: AbortSignal) => Promise<Receipt>;
  /** The (incident, key) pairs of what people got, in order. */
  effects: () => Promise<string[]>;
}

/** What every port that reaches people promises: a key is one effect, however often and at once it is asked for. */
export function describePeoplePort(name: string, open: () => PortUnderTest): void {
  describe(`${name}: one key, one effect`, () => {
    let port: PortUnderTest;
    beforeEach(() => {
      port = open();
    });

    it('does once what is asked twice, and answers the same', async () => {
      const first = await port.send('i-1', 'k');
      expect(first.reference).not.toBe('');
      expect(await port.send('i-1', 'k')).toEqual(first);
      expect(await port.effects()).toEqual(['i-1 k']);
    });

    it('does once what is asked ten times at once', async () => {
      await Promise.all(Array.from({ length: 10 }, () => port.send('i-1', 'k')));
      expect(await port.effects()).toEqual(['i-1 k']);
    });

    it('keeps keys and incidents apart', async () => {
      await port.send('i-1', 'k');
      await port.send('i-1', 'l');
      await port.send('i-2', 'k');
      expect((await port.effects()).sort()).toEqual(['i-1 k', 'i-1 l', 'i-2 k']);
    });

    it('does nothing once it is called off', async () => {
      const reason = new Error('superseded');
      await expect(port.send('i-1', 'k', AbortSignal.abort(reason))).rejects.toBe(reason);
      expect(await port.effects()).toEqual([]);
    });
  });
}
