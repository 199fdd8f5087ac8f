/** Whether pictures put things where they belong, and lengths of time read well. */
import { linear, timeTicks } from '../../../client/console/svg/scale';
import { pictureOf, WIDTH } from '../../../client/console/svg/lanes';
import { agoText, countdownText, shortDuration } from '../../../client/console/text/duration';

const MINUTE = 60_000;

test.each([
  [0, '0 s'],
  [999, '1 s'],
  [65_000, '1 min 5 s'],
  [9 * MINUTE + 59_000, '9 min 59 s'],
  [10 * MINUTE + 29_000, '10 min'],
  [90 * MINUTE, '1 h 30 min'],
  [49 * 60 * MINUTE, '2 d 1 h'],
  [-5, '0 s'],
])('%i ms are %s', (ms, text) => expect(shortDuration(ms)).toBe(text));

test('what is due says so in time, and how late it is afterwards', () => {
  expect([countdownText(5_000, 0), countdownText(0, 5_000), agoText(0, 5_000)]).toEqual([
    'in 5 s',
    '5 s late',
    '5 s ago',
  ]);
});

test('a scale is in proportion, and one instant stands at its beginning', () => {
  const x = linear([10, 20], [100, 200]);
  expect([x(10), x(15), x(20)]).toEqual([100, 150, 200]);
  expect(linear([5, 5], [100, 200])(5)).toBe(100);
});

test.each([
  [40 * MINUTE, 8, 5 * MINUTE],
  [3 * MINUTE, 8, 30_000],
  [28 * 24 * 60 * MINUTE, 8, 7 * 24 * 60 * MINUTE],
])('%i ms have ticks at round instants, at most %i', (length, most, step) => {
  const from = Date.parse('2026-11-23T08:01:13Z');
  const ticks = timeTicks(from, from + length, most);
  expect(ticks.step).toBe(step);
  expect(ticks.at.length).toBeLessThanOrEqual(most);
  expect(ticks.at.every((at) => at % step === 0 && at >= from && at <= from + length)).toBe(true);
});

describe('the picture of a timeline', () => {
  const from = Date.parse('2026-11-23T08:00:00Z');
  const entry = (minute: number, kind: string, seq = minute) => ({
    ...{ seq, kind, text: kind, at: new Date(from + minute * MINUTE).toISOString() },
  });
  const picture = pictureOf([entry(0, 'opened'), entry(1, 'acknowledged'), entry(10, 'update'), entry(5, 'strange')], {
    ...{ from, to: from + 10 * MINUTE, now: from + 10 * MINUTE },
  });

  test('has what happened from left to right, each in the row of its kind', () => {
    expect(picture.marks.map(({ kind }) => kind)).toEqual(['opened', 'acknowledged', 'update']);
    const [first, , last] = picture.marks;
    expect([first?.x, last?.x]).toEqual([76, WIDTH - 16]);
    expect(new Set(picture.marks.map(({ y }) => y)).size).toBe(3);
    expect(picture.nowX).toBe(WIDTH - 16);
  });

  test('stays inside, whatever the entries say', () => {
    const odd = pictureOf([entry(-60, 'opened', 1), entry(600, 'update', 2)], { from, to: from });
    expect(odd.marks.every(({ x }) => x >= 76 && x <= WIDTH - 16)).toBe(true);
  });
});
