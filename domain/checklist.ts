import type { Policy } from '../policy/schema';
import type { Watch } from './effects';
import { isOpen, type Incident } from './incident';

type Item = Policy['checklists']['immediate']['items'][number];

/** The items that stand between this incident and its resolution, with their state. */
export const openItems = (policy: Policy, incident: Incident): Item[] =>
  policy.severities[incident.severity].gated
    ? policy.checklists.immediate.items.filter(({ id }) => incident.checklist[id]?.ticked !== true)
    : [];

/** Probes that can tick items of the immediate list. */
export const boundProbes = (policy: Policy): string[] =>
  policy.checklists.immediate.items.flatMap(({ probe }) => (probe === undefined ? [] : [probe]));

/** Which probes are read now: the checklist's from `mitigating` on, the log watch until the end. */
export function watchProbes(policy: Policy, incident: Incident): Watch[] {
  const rules = policy.severities[incident.severity];
  if (!isOpen(incident)) return [];
  const fixing = incident.status === 'mitigating' || incident.status === 'monitoring';
  const probes = [
    ...(fixing && rules.stability !== null ? boundProbes(policy) : []),
    ...(rules.logWatch === null ? [] : [rules.logWatch.probe]),
  ];
  return probes.length === 0
    ? []
    : [{ key: `watch:${probes.join(',')}`, watch: 'probes', probes: [...new Set(probes)] }];
}
