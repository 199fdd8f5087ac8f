/** Whether a message is measured as Temporal measures it, and lists come apart into pieces that fit. */
import fc from 'fast-check';
import { inPieces, jsonSize } from '../../../domain/state/size';

test('the size is that of the JSON in UTF-8', () => {
  const texts = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('ü漢🔥', '\ud800', '"\n\\'));
  fc.assert(
    fc.property(fc.array(fc.record({ text: texts, at: fc.integer() })), (value) => {
      expect(jsonSize(value)).toBe(Buffer.byteLength(JSON.stringify(value)));
    }),
  );
});

test('pieces keep the order, leave nothing out, and fit; what is too large alone has a piece of its own', () => {
  const things = fc.array(fc.record({ text: fc.string({ maxLength: 60 }) }), { maxLength: 40 });
  fc.assert(
    fc.property(things, fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 200 }), (all, count, bytes) => {
      const pieces = inPieces(all, { count, bytes });
      expect(pieces.flat()).toEqual(all);
      for (const piece of pieces) {
        expect(piece.length).toBeGreaterThan(0);
        expect(piece.length).toBeLessThanOrEqual(count);
        if (piece.length > 1) expect(jsonSize(piece)).toBeLessThanOrEqual(bytes + 2);
      }
    }),
  );
});
