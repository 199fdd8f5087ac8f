/** What is the shortest story that still breaks the same rule? */
import { MINUTE } from '../../support/times';
import type { Moment } from './log';
import type { Happening, Story } from './story';

/** Simpler forms of a story, the boldest first. */
function* simpler(story: Story): Generator<Story> {
  const { happenings, until } = story;
  for (let size = Math.ceil(happenings.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let from = 0; from < happenings.length; from += size)
      yield { ...story, happenings: happenings.filter((_, n) => n < from || n >= from + size) };
  for (const earlier of [30, 10, 5, 1]) {
    const shorter = until - earlier * MINUTE;
    if (shorter > (happenings.at(-1)?.at ?? 0)) yield { ...story, until: shorter };
  }
  for (const [n, one] of happenings.entries()) {
    const whole = Math.round(one.at / MINUTE) * MINUTE;
    const isFree = whole >= (happenings[n - 1]?.at ?? 0) && whole <= (happenings[n + 1]?.at ?? until);
    if (whole !== one.at && isFree) yield with_(story, n, { ...one, at: whole });
    if ('alerts' in one && one.alerts.length > 1)
      for (const alert of one.alerts) yield with_(story, n, { ...one, alerts: [alert] });
  }
  for (const [n, { at }] of happenings.entries())
    for (const by of [20, 5, 1]) {
      const gap = at - (happenings[n - 1]?.at ?? 0);
      if (gap > by * MINUTE) yield sooner(story, n, by * MINUTE);
    }
}

const with_ = (story: Story, n: number, one: Happening): Story => ({
  ...story,
  happenings: story.happenings.with(n, one),
});

/** This happening and all after it, earlier by so much. */
const sooner = (story: Story, from: number, ms: number): Story => ({
  ...story,
  until: story.until - ms,
  happenings: story.happenings.map((one, n) => {
    if (n < from) return one;
    const at = one.at - ms;
    return 'down' in one ? { ...one, at, down: one.down - ms } : { ...one, at };
  }),
});

/** So many stories are tried; a story takes a fraction of a second. */
const MOST_TRIES = 250;

/** The story up to that moment: what came later did not break the rule. */
export const cutAt = (story: Story, until: Moment): Story => ({
  ...story,
  until,
  happenings: story.happenings.filter(({ at }) => at <= until),
});

/** Takes away what the failure does not need. */
export function shrunk(story: Story, fails: (story: Story) => boolean): Story {
  let smallest = story;
  for (let tries = 0; tries < MOST_TRIES;) {
    let found: Story | undefined;
    for (const candidate of simpler(smallest)) {
      tries += 1;
      if (fails(candidate)) {
        found = candidate;
        break;
      }
      if (tries >= MOST_TRIES) break;
    }
    if (found === undefined) return smallest;
    smallest = found;
  }
  return smallest;
}
