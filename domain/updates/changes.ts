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

/** So many changes are told one by one; more in a minute are a flapping status. */
const MOST_TEXTS = 10;

/** The newest entry on the timeline is a change that people hear of soon. */
export function changeToTell(incident: Incident, { at, by }: { at: Instant; by: string }): Incident {
  const entry = incident.timeline.at(-1);
  if (entry === undefined) return incident;
  const { since, texts } = incident.changes ?? { since: at, texts: [] };
  const because = entry.because === undefined || entry.text.includes(entry.because) ? '' : ` (${entry.because})`;
  return { ...incident, changes: { since, by, texts: [...texts, `${entry.text}${because}`].slice(-MOST_TEXTS) } };
}

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
  return posted(policy, settled, { text: changes.texts.join('\n'), by: changes.by, to: announcedTo(incident) }, at, at);
}
