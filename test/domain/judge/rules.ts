/** Which rules does the judge know? Each is a function of the log and the policy, named as it is reported. */
import type { Policy } from '../../../policy/schema';
import * as alerts from './alerts';
import * as calls from './calls';
import * as columns from './columns';
import * as decision from './decision';
import * as decline from './decline';
import * as gate from './gate';
import * as ledger from './ledger';
import type { Log, Violation } from './log';
import * as quorum from './quorum';
import * as relapse from './relapse';
import * as rings from './rings';
import * as updates from './updates';
import * as watch from './watch';

export type Rule = (log: Log, policy: Policy) => Violation[];

export const RULES: Record<string, Rule> = {
  ...rings,
  ...calls,
  ...alerts,
  ...quorum,
  ...columns,
  ...relapse,
  ...updates,
  ...decision,
  ...decline,
  ...ledger,
  ...watch,
  ...gate,
};

/** Everything that breaks a rule, in the order of the log. */
export const judged = (log: Log, policy: Policy, rules: readonly string[] = Object.keys(RULES)): Violation[] =>
  rules.flatMap((rule) => RULES[rule]?.(log, policy) ?? []).sort((a, b) => a.at - b.at);
