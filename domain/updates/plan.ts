/** What is announced, how often are updates due, and what is the last message? */
import type { Policy } from '../../policy/schema';
import type { AgendaEntry, Effect } from '../state/effects';
import { firingCount, type Incident, isOpen } from '../state/incident';
import { effectKey, seriesName } from '../state/keys';
import type { Instant } from '../state/vocabulary';
import { planNews } from '../alerts/news';
import { announcedAt, planSlot } from '../post-mortem/slot';
import { announcedTo, inCharge, portOf, postTo, tell } from './audience';
import { planBridge } from './bridge';
import { planChanges } from './changes';

/** The announcement at the start, the updates on the cadence, and the last message at the end. */
export function planUpdates(policy: Policy, incident: Incident, now: Instant): AgendaEntry[] {
  return isOpen(incident)
    ? [
        ...planBridge(policy, incident),
        ...planAnnouncement(policy, incident),
        ...planCadence(policy, incident, now),
        ...planChanges(policy, incident),
        ...planWords(policy, incident),
      ]
    : planLastWord(policy, incident);
}

function planAnnouncement(policy: Policy, incident: Incident): AgendaEntry[] {
  const { announce, actions, ticket } = policy.severities[incident.severity];
  const at = incident.startedAt;
  const entries = postTo(announce.to, (port) => effectKey('initial', { port }), 'initial', at).filter(
    ({ effect }) => !isAnnouncedByUpdate(policy, incident, effect),
  );
  if (announce.ticket && ticket !== null)
    entries.push({ at, effect: { do: 'create-ticket', key: effectKey('ticket'), purpose: 'incident' } });
  if (actions.some(({ metBy }) => metBy === 'fix-ticket'))
    entries.push({ at, effect: { do: 'create-ticket', key: effectKey('fix-ticket'), purpose: 'permanent-fix' } });
  if (actions.some(({ within }) => within === 'next-business-day'))
    entries.push({ at, effect: { do: 'find-business-day', key: effectKey('business-day') } });
  return entries;
}

/** If the announcement failed until an update came, that update announces the incident. */
function isAnnouncedByUpdate(policy: Policy, { updates, effects, severity }: Incident, { key }: Effect): boolean {
  const { status = 'done' } = effects[key] ?? {};
  if (!policy.delivery.overtaken.dropped || updates.posted === undefined || status === 'done') return false;
  const audience = policy.severities[severity].updates?.to ?? ['channel'];
  return audience.some((to) => effectKey('initial', { port: portOf(to) }) === key);
}

/** At the lower bound the lead gets a reminder with a draft; at the upper bound it is posted. Only the newest is sent. */
function planCadence(policy: Policy, incident: Incident, now: Instant): AgendaEntry[] {
  const { updates } = policy.severities[incident.severity];
  const { count, anchorAt, posted } = incident.updates;
  const entries: AgendaEntry[] = [];
  if (posted !== undefined) {
    const { number } = posted;
    for (const to of posted.to) {
      const port = portOf(to);
      const inSeries = { series: seriesName('update', { port }), n: number };
      for (const { at, effect } of postTo([to], () => effectKey('update', { number, port }), 'update', posted.at))
        entries.push({ at, effect: { ...effect, ...inSeries } });
    }
  }
  if (updates === null) return entries;
  const n = count + 1;
  const postAt = anchorAt + updates.postAfter;
  const due: AgendaEntry = {
    at: postAt,
    effect: {
      do: 'post-update-due',
      key: effectKey('post-update', { number: n }),
      series: seriesName('post-update'),
      n,
    },
  };
  // No reminder for an update that is posted automatically right now, as happens after an outage of ours.
  const isTooLate = policy.delivery.overtaken.dropped && now >= postAt;
  const nudge = isTooLate
    ? []
    : tell(inCharge(incident), effectKey('nudge', { number: n }), 'nudge', anchorAt + updates.nudgeAfter);
  return [
    ...entries,
    ...nudge.map(({ at, effect }) => ({ at, effect: { ...effect, series: seriesName('nudge'), n } })),
    due,
  ];
}

/** Messages about what just happened: the severity or status changed, all alerts have cleared. */
function planWords(policy: Policy, incident: Incident): AgendaEntry[] {
  const { counts, confirmed, statusSince } = incident;
  const lead = inCharge(incident);
  return [
    ...(confirmed === undefined
      ? []
      : postTo(
          ['channel'],
          (port) => effectKey('confirmed', { number: confirmed.number, port }),
          'severity-confirmed',
          confirmed.at,
        )),
    ...(counts.clears > 0 && !(policy.delivery.overtaken.dropped && firingCount(incident) > 0)
      ? tell(lead, effectKey('all-clear', { number: counts.clears }), 'all-clear', statusSince)
      : []),
    ...planNews(incident),
    ...(counts.unticks > 0
      ? tell(lead, effectKey('unticked', { number: counts.unticks }), 'unticked', statusSince)
      : []),
    ...(counts.logFailures > 0
      ? tell(lead, effectKey('log-watch', { number: counts.logFailures }), 'log-watch', statusSince)
      : []),
  ];
}

/** What is said at the end: the message, and the kind of its key. */
const lastWordOf = ({ status }: Incident): 'resolved' | 'cancelled' | 'merged' | undefined =>
  status === 'resolved' || status === 'cancelled' || status === 'merged' ? status : undefined;

/** Everyone who got the announcement gets the last message; that of a resolved one names the post-mortem's date. */
function planLastWord(policy: Policy, incident: Incident): AgendaEntry[] {
  // Until the survivor has taken over, this incident may still stay open.
  if (incident.status === 'merged' && incident.merge?.handedOver !== true) return [];
  const message = lastWordOf(incident);
  if (message === undefined) return [];
  const got = announcedTo(incident);
  const slot = got.length === 0 ? [] : planSlot(policy, incident);
  return [...slot, ...postTo(got, (port) => effectKey(message, { port }), message, announcedAt(policy, incident))];
}
