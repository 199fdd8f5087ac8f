import fc from 'fast-check';
import { escapeMrkdwn, mrkdwnLine, pieces } from '../../../../activities/adapters/slack/text';
import { shownText } from '../../../fakes/slack/page';

const anyText = fc.string({ unit: 'binary', maxLength: 400 });

test('escaped text has nothing that Slack reads as markup of its own, and reads as it did', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const escaped = escapeMrkdwn(text);
      expect(escaped.replace(/&(amp|lt|gt);/g, '')).not.toMatch(/[<>&]/);
      expect(shownText(escaped)).toBe(text.replace(/(?![\n\t])[\p{Cc}\p{Cf}]/gu, ''));
    }),
  );
});

test('pieces are never too long, never empty, and lose nothing but space', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 10, max: 80 }), (text, limit) => {
      const found = pieces(text, limit);
      for (const piece of found) {
        expect(piece.length).toBeGreaterThan(0);
        expect(piece.length).toBeLessThanOrEqual(limit);
        // No entity is cut.
        expect(piece.replace(/&(amp|lt|gt);/g, '')).not.toContain('&');
      }
      expect(found.join('').replace(/\s/g, '')).toBe(escapeMrkdwn(text).replace(/\s/g, ''));
    }),
  );
});

test('one line is one line within its limit, and says when it is cut', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 10, max: 80 }), (text, limit) => {
      const line = mrkdwnLine(text, limit);
      expect(line).not.toContain('\n');
      expect(line.length).toBeLessThanOrEqual(limit);
      if (escapeMrkdwn(text).trim().length > limit * 2) expect(line.length).toBeGreaterThan(0);
    }),
  );
});
