/** How do people hear that the severity or status has changed? All changes within a minute are one update. */
import type { Policy } from '../../policy/schema';
import { settle } from '../ledger/ledger';
import type { AgendaEntry } from '../state/effects';
import type { Incident } from '../state/incident';
import { effectKey } from '../state/keys';
import { obligationId } from '../state/obligation-ids';
import type { Instant } from '../state/vocabulary';
import { announcedTo } from './audience';
import { posted } from './evolve';
import { sinceLastUpdate } from './words';

/** The severity or status has changed: people hear of it soon, and of what else has happened since the last update. */
export const changeToTell = (incident: Incident, { at, by }: { at: Instant; by: string }): Incident => ({
  ...incident,
  changes: { since: incident.changes?.since ?? at, by },
});

export const planChanges = (policy: Policy, { changes }: Incident): AgendaEntry[] =>
  changes === undefined
    ? []
    : [
        {
          at: changes.since + policy.communication.changesWithin,
          effect: { do: 'tell-changes', key: effectKey('tell-changes', { at: changes.since }) },
        },
      ];

/** Whoever got the first notification hears it, and it counts as the update. */
export function changesTold(policy: Policy, incident: Incident, at: Instant): Incident {
  const { changes } = incident;
  if (changes === undefined) return incident;
  const number = incident.updates.count + 1;
  const settled = settle(incident, obligationId('update', { number }), at, changes.by);
  const told = { text: sinceLastUpdate(incident), by: changes.by, to: announcedTo(incident), says: 'what has changed' };
  return posted(policy, settled, told, at, at);
}
