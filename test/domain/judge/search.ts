/** Which stories break which rules? The search tries seeds and shrinks what it finds. */
import { MINUTE } from '../../support/times';
import { guide } from '../../support/virtual-clock';
import { driven } from './drive';
import { clock, type Log, type Violation } from './log';
import { storyOf } from './random-story';
import { judged, RULES } from './rules';
import { cutAt, shrunk } from './shrink';
import { pasted, type Story } from './story';
import { timelineOf } from './timeline';

export interface Found {
  rule: string;
  story: Story;
  violation: Violation;
  log: Log;
  /** The first seed that broke the rule, and how many did. */
  seeds?: { first: number; times: number };
}

const breaks = (rule: string, story: Story): Violation | undefined => judged(driven(story), guide, [rule])[0];

/** Seeds from `first` on, each rule's first failure made short. */
export function searched(first: number, count: number, rules: readonly string[] = Object.keys(RULES)): Found[] {
  const found = new Map<string, { seed: number; times: number }>();
  for (let seed = first; seed < first + count; seed += 1) {
    const broken = new Set(judged(driven(storyOf(seed)), guide, rules).map(({ rule }) => rule));
    for (const rule of broken) {
      const known = found.get(rule);
      found.set(rule, { seed: known?.seed ?? seed, times: (known?.times ?? 0) + 1 });
    }
  }
  return [...found].flatMap(([rule, { seed, times }]) => {
    const fails = (candidate: Story): boolean => breaks(rule, candidate) !== undefined;
    const whole = storyOf(seed);
    const cuts = [2, 10, 45].map((more) => cutAt(whole, (breaks(rule, whole)?.at ?? whole.until) + more * MINUTE));
    const story = shrunk(cuts.find(fails) ?? whole, fails);
    const log = driven(story);
    return judged(log, guide, [rule])
      .slice(0, 1)
      .map((violation) => ({ rule, story, log, violation, seeds: { first: seed, times } }));
  });
}

/** A failure as its reader wants it: what is wrong, how it came, and the story to keep. */
export const told = ({ rule, story, violation, log, seeds }: Found): string =>
  [
    `${rule}${seeds === undefined ? '' : ` (${seeds.times} of the seeds, the first is ${seeds.first})`}: at ${clock(violation.at)} ${violation.what}`,
    timelineOf(log, violation.at),
    pasted(story),
  ].join('\n\n');
