import type { Records } from '../../activities/ports';

const entry = (seq: number, text: string) => ({ seq, text });

/** What every lasting record promises. `open` answers the same record each time within one test. */
export function describeRecords(name: string, begin: () => () => Records): void {
  describe(`${name}: the record`, () => {
    let open: () => Records;
    beforeEach(() => {
      open = begin();
    });

    it('leaves an entry as it is, and answers in order', async () => {
      await open().append('i-1', [entry(2, 'b')]);
      await open().append('i-1', [entry(1, 'a'), entry(2, 'changed')]);
      expect(await open().read('i-1')).toEqual([entry(1, 'a'), entry(2, 'b')]);
    });

    it('keeps incidents apart, and has nothing of an unknown one', async () => {
      await open().append('i-1', [{ seq: 1 }]);
      expect(await open().read('i-2')).toEqual([]);
    });

    it('takes the same entries from many at once', async () => {
      const entries = Array.from({ length: 20 }, (_, seq) => ({ seq }));
      await Promise.all(Array.from({ length: 5 }, () => open().append('i-1', entries)));
      expect(await open().read('i-1')).toEqual(entries);
    });

    it('answers where it keeps a document', async () => {
      const first = await open().keep('i-1', 'post-mortem.md', 'draft');
      expect(first).toContain('post-mortem.md');
      expect(await open().keep('i-1', 'post-mortem.md', 'signed')).toBe(first);
      expect(await open().document('i-1', 'post-mortem.md')).toBe('signed');
    });

    it('has no document that nobody kept', async () => {
      expect(await open().document('i-1', 'post-mortem.md')).toBeUndefined();
    });
  });
}
