/**
 * Does the core keep the guide's rules, whatever happens? More: `MUSTER_RUNS=2000 npx jest test/domain/judge`; one seed, or one
 * rule: `JUDGE_SEED=17 JUDGE_RULE=ringsOnceAMinute npx jest test/domain/judge`.
 */
import { searched, told } from './search';
import { RULES } from './rules';

const runs = Number(process.env['MUSTER_RUNS'] ?? 300);

test('no story breaks a rule', () => {
  const seed = process.env['JUDGE_SEED'];
  const rule = process.env['JUDGE_RULE'];
  const rules = rule === undefined ? Object.keys(RULES) : rule.split(',');
  const found = seed === undefined ? searched(1, runs, rules) : searched(Number(seed), 1, rules);
  if (found.length > 0) throw new Error(`\n${found.map(told).join('\n\n--------\n\n')}`);
});
