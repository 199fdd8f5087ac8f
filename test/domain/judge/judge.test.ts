/**
 * Does the core keep the guide's rules, whatever happens? More seeds, from another one on: `MUSTER_RUNS=2000 JUDGE_FROM=301 npx
 * jest test/domain/judge`; one seed, some rules: `JUDGE_SEED=17 JUDGE_RULE=ringsOnceAMinute,noKeyTwice npx jest test/domain/judge`.
 */
import { guide } from '../../support/virtual-clock';
import { driven } from './drive';
import { judged, RULES } from './rules';
import { searched, told } from './search';
import { STORIES } from './stories';
import { TURNS } from './turns';

const { MUSTER_RUNS, JUDGE_FROM, JUDGE_SEED, JUDGE_RULE } = process.env;

const runs = JUDGE_SEED === undefined ? Number(MUSTER_RUNS ?? 60) : 1;
const first = Number(JUDGE_SEED ?? JUDGE_FROM ?? 1);
const rules = JUDGE_RULE?.split(',') ?? Object.keys(RULES);

for (const [rule, story] of Object.entries(STORIES))
  if (rules.includes(rule))
    test(`the story of ${rule}`, () => {
      const log = driven(story);
      const [violation] = judged(log, guide, [rule]);
      if (violation !== undefined) throw new Error(`\n${told({ rule, story, violation, log })}`);
    });

test.each(Object.entries(TURNS))('a turn: %s', (_what, story) => {
  const log = driven(story);
  const [violation] = judged(log, guide, rules);
  if (violation !== undefined) throw new Error(`\n${told({ rule: violation.rule, story, violation, log })}`);
});

test(
  'no story of chance breaks a rule',
  () => {
    const found = searched(first, runs, rules);
    if (found.length > 0) throw new Error(`\n${found.map(told).join('\n\n--------\n\n')}`);
  },
  600_000 + runs * 2_000,
);
