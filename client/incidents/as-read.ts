/** What of an alert does an incident read? Only that goes to Temporal: what is once in a history stays there. */
import { LINKS, THINGS } from '../../domain/alerts/facts';
import type { Alert } from '../../domain/state/alert';
import type { Policy } from '../../policy/schema';

/** The alert with the labels and annotations that the policy and the texts for people name, and without the others. */
export function asRead(policy: Policy, alert: Alert): Alert {
  const { classification, correlation } = policy;
  const facts = Object.values(classification.facts).flatMap(({ from }) => from);
  const stated = [...classification.explicit.labels, ...facts];
  const labels = new Set([
    ...stated,
    ...classification.services.map(({ label }) => label),
    ...correlation.groupBy,
    ...THINGS,
    'alertname',
  ]);
  const annotations = new Set([...stated, ...Object.keys(LINKS), 'impact']);
  return { ...alert, labels: only(alert.labels, labels), annotations: only(alert.annotations, annotations) };
}

const only = (texts: Record<string, string>, names: ReadonlySet<string>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).filter(([name]) => names.has(name)));
