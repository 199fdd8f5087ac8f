import fc from 'fast-check';
import { render } from '../../../../activities/adapters/slack/blocks';

/** Every text in these blocks, as long as Slack counts it. */
const lengthOf = (value: unknown): number => {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + lengthOf(item), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, member]) => sum + (key === 'text' && typeof member === 'string' ? member.length : lengthOf(member)),
    0,
  );
};

const line = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom('# Heading', '## Other', '', '& <'.repeat(400), 'word '.repeat(900), '🙂'.repeat(1_500)),
);

const texts = fc.array(line, { maxLength: 60 }).map((lines) => lines.join('\n'));

test('a message stays under what Slack takes in all, begins as it begins, and says when it is cut', () => {
  fc.assert(
    fc.property(texts, fc.string({ maxLength: 400 }), (text, subject) => {
      const { blocks } = render({ incidentId: 'i', subject, text: `First line.\n${text}` }, ['acknowledge', 'update']);
      const all = JSON.stringify(blocks);
      expect(lengthOf(blocks)).toBeLessThanOrEqual(11_000);
      expect(blocks.length).toBeLessThanOrEqual(50);
      expect(all).toContain('First line.');
      if (text.replace(/\s|[\p{Cc}\p{Cf}]/gu, '').length > 12_000) expect(all).toContain('Text cut off here');
      expect(all).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
    }),
  );
});
