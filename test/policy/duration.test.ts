import fc from 'fast-check';
import { Duration, parseDuration } from '../../policy/duration';

const parts = fc.record({
  d: fc.option(fc.nat(400), { nil: undefined }),
  h: fc.option(fc.nat(100), { nil: undefined }),
  m: fc.option(fc.nat(1000), { nil: undefined }),
  s: fc.option(fc.nat(1000), { nil: undefined }),
});

describe('durations', () => {
  test('are the sum of their parts', () => {
    fc.assert(
      fc.property(parts, ({ d, h, m, s }) => {
        const text = [d, h, m, s].map((n, unit) => (n === undefined ? '' : `${n}${'dhms'.charAt(unit)}`)).join('');
        const sum = (((d ?? 0) * 24 + (h ?? 0)) * 60 + (m ?? 0)) * 60 + (s ?? 0);
        expect(parseDuration(text)).toBe(text === '' ? undefined : sum * 1000);
        expect(Duration.safeParse(text).success).toBe(text !== '');
      }),
    );
  });

  test('the schema and the function agree on every text', () => {
    const near = fc.stringMatching(/^[0-9dhms .-]{0,8}$/);
    fc.assert(
      fc.property(fc.oneof(near, fc.string()), (text) => {
        const read = Duration.safeParse(text);
        expect(read.success ? read.data : undefined).toBe(parseDuration(text));
      }),
      { numRuns: 2000 },
    );
  });

  test.each(['', '5', '5 m', '-5m', '1.5h', '5m1h', 'm', '5M', 'soon', '1h1h', '5m\n'])('%p is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});
