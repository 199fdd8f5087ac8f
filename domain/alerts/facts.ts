/** What do people read of an alert: what is wrong, how bad it is, which thing it is about, and where to look? */
import type { Policy } from '../../policy/schema';
import { measuredFacts } from '../severity/classify';
import type { Alert, Declaration } from '../state/alert';
import { defined } from '../state/fields';
import type { Facts } from '../state/alert-state';
import { inert, inertLine } from '../text/inert';
import { webAddress } from '../text/web-address';

/** Labels that name a thing; people look there first. */
export const THINGS = [
  'cluster',
  'region',
  'namespace',
  'deployment',
  'pod',
  'container',
  'node',
  'instance',
  'host',
  'hostname',
  'database',
] as const;

/** Annotations that say where to look, and what people call them. */
export const LINKS: Readonly<Record<string, string>> = {
  runbook_url: 'Runbook',
  runbook: 'Runbook',
  dashboard_url: 'Dashboard',
  panel_url: 'Panel',
  graph_url: 'Graph',
  silence_url: 'Silence',
  pagerduty: 'PagerDuty',
  datadog: 'Datadog',
};

/** The facts that an alert brings. */
export function factsOf(policy: Policy, alert: Alert): Facts {
  const title = inertLine(alert.title);
  const { impact } = alert.annotations;
  const measured = measuredFacts(policy, alert);
  return {
    summary: inert(alert.description) || title,
    symptoms: title,
    measured,
    ...(impact !== undefined && { impact: inert(impact) }),
    ...usersAffectedOf(policy, measured),
    ...defined({ things: thingsOf(alert), links: linksOf(alert) }),
  };
}

/** What somebody says who declares an incident. */
export const declaredFacts = (
  policy: Policy,
  { facts: measured, impact }: Declaration,
): Pick<Facts, 'measured' | 'impact' | 'usersAffected'> => ({
  measured,
  ...usersAffectedOf(policy, measured),
  ...(impact !== undefined && { impact: inert(impact) }),
});

/** What the fact says that the policy means by it: how many users notice. */
function usersAffectedOf(policy: Policy, measured: Facts['measured']): Pick<Facts, 'usersAffected'> {
  const [name] = Object.entries(policy.classification.facts).find(([, { means }]) => means === 'users-affected') ?? [];
  const users = name === undefined ? undefined : measured[name];
  return typeof users === 'number' ? { usersAffected: `${users} % of users` } : {};
}

/**
 * What is known grows: the worst and newest alert speaks for the incident. Of a repeated one, only what it measures is new; what
 * earlier alerts measured stays known.
 */
export function factsGrown(before: Facts, alert: Facts, isRepeat: boolean): Facts {
  const measured = { ...before.measured, ...alert.measured };
  if (!isRepeat) return { ...before, ...alert, measured };
  return { ...before, measured, ...defined({ impact: alert.impact, usersAffected: alert.usersAffected }) };
}

function thingsOf({ labels }: Alert): Record<string, string> | undefined {
  const named = THINGS.flatMap((name): [string, string][] => {
    const value = labels[name];
    return value === undefined || value === '' ? [] : [[name, inertLine(value, 100)]];
  });
  return named.length === 0 ? undefined : Object.fromEntries(named);
}

function linksOf({ annotations }: Alert): Record<string, string> | undefined {
  const found = Object.entries(LINKS).flatMap(([name, title]): [string, string][] => {
    const address = webAddress(annotations[name] ?? '');
    return address === undefined ? [] : [[title, address]];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}
