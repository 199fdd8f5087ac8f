/** How severe is an alert, and which line of the guide says so? */
import type { Policy, Severity } from '../../policy/schema';
import type { Alert } from '../state/alert';
import { severitiesOf, severityOnScale } from './scale';

export interface Classification {
  severity: Severity;
  /** Which line of the guide matched which fact; never empty. */
  reasons: string[];
  /** Nothing told us the severity: it is the policy's default, and a person should confirm it. */
  unclassified: boolean;
  measured: Record<string, number | boolean>;
}

const worst = <T extends { severity: Severity }>(policy: Policy, matches: T[]): T | undefined =>
  severitiesOf(policy).flatMap((severity) => matches.filter((match) => match.severity === severity))[0];

/** Reads the measured facts of an alert, by the policy's names for labels and annotations. */
export function measuredFacts(policy: Policy, alert: Alert): Record<string, number | boolean> {
  const facts: Record<string, number | boolean> = {};
  for (const [name, { from, unit }] of Object.entries(policy.classification.facts)) {
    const text = from
      .map((label) => alert.labels[label] ?? alert.annotations[label])
      .find((value) => value !== undefined);
    if (text === undefined) continue;
    if (unit === 'flag') {
      if (/^(true|yes|1)$/i.test(text.trim())) facts[name] = true;
      if (/^(false|no|0)$/i.test(text.trim())) facts[name] = false;
      continue;
    }
    const number = /^\s*(-?\d+(?:\.\d+)?)\s*(?:%|s|seconds)?\s*$/.exec(text)?.[1];
    if (number !== undefined) facts[name] = Number(number);
  }
  return facts;
}

type Measure = Policy['classification']['measured'][number];

function holds({ when }: Measure, facts: Record<string, number | boolean>): boolean {
  const value = facts[when.fact];
  if (value === undefined) return false;
  if (when.is !== undefined) return value === when.is;
  if (typeof value !== 'number') return false;
  return (
    (when.atLeast === undefined || value >= when.atLeast) &&
    (when.atMost === undefined || value <= when.atMost) &&
    (when.over === undefined || value > when.over) &&
    (when.under === undefined || value < when.under)
  );
}

const cite = (rule: { source?: string | undefined; assumption?: string | undefined }): string =>
  rule.source === undefined ? `assumption: ${rule.assumption ?? ''}` : `guide ${rule.source}`;

const spoken = (value: string): string => value.toLowerCase().replace(/\s+/g, ' ');

/** The severity by measured facts alone, or `undefined` if none of them matches a line of the guide. */
export function classifyFacts(policy: Policy, facts: Record<string, number | boolean>): Classification | undefined {
  const matches = policy.classification.measured.filter((measure) => holds(measure, facts));
  const match = worst(policy, matches);
  if (match === undefined) return undefined;
  const reasons = matches
    .filter(({ severity }) => severity === match.severity)
    .map((rule) => `${rule.line} (${cite(rule)}): ${rule.when.fact} is ${String(facts[rule.when.fact])}`);
  return { severity: match.severity, reasons, unclassified: false, measured: facts };
}

/** The severity by wording alone, or `undefined` if no phrase of the policy occurs in the text. */
export function classifyWords(policy: Policy, text: string): Classification | undefined {
  const words = spoken(text);
  const occurring = (phrases: string[]) => phrases.find((phrase) => words.includes(spoken(phrase)));
  const rule = worst(
    policy,
    policy.classification.wording.filter((candidate) => occurring(candidate.words) !== undefined),
  );
  if (rule === undefined) return undefined;
  const reasons = [`${rule.line} (${cite(rule)}): the text says "${occurring(rule.words) ?? ''}"`];
  return { severity: rule.severity, reasons, unclassified: false, measured: {} };
}

/** The severity that a word of an alert stands for: one of the policy's own (not `constructor`), or a number of another scale. */
function severityCalled(policy: Policy, said: string): Severity | undefined {
  const { values } = policy.classification.explicit;
  return (
    [said, said.toLowerCase()].filter((word) => Object.hasOwn(values, word)).map((word) => values[word])[0] ??
    severitiesOf(policy).find((name) => name.toLowerCase() === said.trim().toLowerCase()) ??
    severityOnScale(policy, said)
  );
}

/**
 * How severe an alert is and why: a measured fact wins over the severity that the alert states, that over the rules of
 * the service, those over the wording. If nothing is known: the policy's default, to be confirmed.
 */
export function classify(policy: Policy, alert: Alert, service: string): Classification {
  const { explicit, services, unknown } = policy.classification;
  const measured = measuredFacts(policy, alert);
  const byFacts = classifyFacts(policy, measured);
  if (byFacts !== undefined) return byFacts;

  for (const label of explicit.labels) {
    const stated = alert.labels[label] ?? alert.annotations[label];
    const severity = stated === undefined ? undefined : severityCalled(policy, stated);
    if (severity !== undefined)
      return { severity, reasons: [`the alert says ${label}=${stated ?? ''}`], unclassified: false, measured };
  }

  const byService = worst(
    policy,
    services.filter((rule) => rule.service === service && alert.labels[rule.label] === rule.equals),
  );
  if (byService !== undefined) {
    const reasons = [`${service} with ${byService.label}=${byService.equals} (${cite(byService)})`];
    return { severity: byService.severity, reasons, unclassified: false, measured };
  }

  const byWords = classifyWords(policy, `${alert.title} ${alert.description}`);
  if (byWords !== undefined) return { ...byWords, measured };

  const reasons = [`unclassified, confirm: nothing in the alert says how bad it is (${cite(unknown)})`];
  return { severity: unknown.severity, reasons, unclassified: true, measured };
}

/** Of equally severe ones, those that say so come before those of which it is only assumed. */
const statedFirst = <T extends { unclassified: boolean }>(all: T[]): T[] =>
  [...all].sort((a, b) => Number(a.unclassified) - Number(b.unclassified));

const firingClassified = (policy: Policy, alerts: readonly Alert[], service: string) =>
  statedFirst(alerts.filter(({ firing }) => firing).map((alert) => ({ alert, ...classify(policy, alert, service) })));

/** The alert that decides for its group: of the worst ones that fire, the newest that says so. */
export const decisive = (policy: Policy, alerts: readonly Alert[], service: string): Alert | undefined =>
  worst(
    policy,
    firingClassified(
      policy,
      [...alerts].sort((a, b) => b.startsAt - a.startsAt),
      service,
    ),
  )?.alert;

/** Those of the alerts that say how severe they are. */
export const stated = (policy: Policy, alerts: readonly Alert[], service: string): Alert[] =>
  alerts.filter((alert) => !classify(policy, alert, service).unclassified);

/** The worst alert decides for its group. */
export function classifyGroup(policy: Policy, alerts: Alert[], service: string): Classification {
  return (
    worst(policy, firingClassified(policy, alerts, service)) ?? {
      severity: policy.classification.unknown.severity,
      reasons: ['nothing is firing'],
      unclassified: true,
      measured: {},
    }
  );
}
