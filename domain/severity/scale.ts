/** Which severities does the policy list, in which order, and what does each ask for? */
import type { Policy, Severity, SeverityRules } from '../../policy/schema';

/** The policy's severities, worst first. */
export const severitiesOf = ({ severities }: Pick<Policy, 'severities'>): Severity[] => Object.keys(severities);

/** Whether the policy lists a severity of this name. */
export const isListed = ({ severities }: Pick<Policy, 'severities'>, name: string): boolean =>
  Object.hasOwn(severities, name);

/** What the policy says of a severity. One that it does not list is treated as one that nothing classified. */
export function rulesOf(policy: Pick<Policy, 'severities' | 'classification'>, severity: Severity): SeverityRules {
  const { severities, classification } = policy;
  const rules = severities[isListed(policy, severity) ? severity : classification.unknown.severity];
  if (rules === undefined) throw new Error(`The policy does not list a severity ${severity}.`);
  return rules;
}

/** A severity of an incident of another policy, as this one calls it: by its name, else in order, else as an unclassified one. */
export const severityHere = (policy: Pick<Policy, 'severities' | 'classification'>, severity: Severity): Severity =>
  isListed(policy, severity) ? severity : (severityOnScale(policy, severity) ?? policy.classification.unknown.severity);

/** Where a severity stands among the policy's: 0 is the worst; what is not listed comes last. */
export function rankOf(policy: Pick<Policy, 'severities'>, severity: Severity): number {
  const names = severitiesOf(policy);
  const rank = names.indexOf(severity);
  return rank < 0 ? names.length : rank;
}

/** Where a severity stands where several policies are in use: as in the policy that ranks it highest. */
export const rankAmong = (policies: readonly Pick<Policy, 'severities'>[], severity: Severity): number =>
  Math.min(...policies.map((policy) => rankOf(policy, severity)));

/** Whether `a` is more severe than `b`, by the policy's order. */
export const isWorse = (policy: Pick<Policy, 'severities'>, a: Severity, b: Severity): boolean =>
  rankOf(policy, a) < rankOf(policy, b);

/** The severity that a number of somebody else's scale means, such as `SEV-3` or `s4`: in order, at most the policy's lowest. */
export function severityOnScale(policy: Pick<Policy, 'severities'>, said: string): Severity | undefined {
  const step = /^\s*(?:p|s|sev|severity|priority)[\s_-]?([0-9])\s*$/i.exec(said)?.[1];
  const names = severitiesOf(policy);
  return step === undefined ? undefined : names[Math.min(Math.max(Number(step), 1), names.length) - 1];
}

/** What people read of a severity: its name, and its title where that says more. */
export function severityText(policy: Pick<Policy, 'severities'>, severity: Severity): string {
  const title = isListed(policy, severity) ? (policy.severities[severity]?.title ?? '') : '';
  return title === '' || title === severity ? severity : `${severity} (${title})`;
}

/** Why a word is none of the policy's severities, with those that it lists. */
export const notListed = (policy: Pick<Policy, 'severities'>, said: string): string =>
  `The policy has no severity "${said}". Its severities: ${severitiesOf(policy).join(', ')}.`;
