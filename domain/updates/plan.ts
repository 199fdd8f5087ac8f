/** What is announced, how often are updates due, and what is the last message? */
import type { Policy } from '../../policy/schema';
import type { AgendaEntry, Effect } from '../state/effects';
import { firingCount, type Incident, isOpen } from '../state/incident';
import { effectKey, seriesName } from '../state/keys';
import type { Instant } from '../state/vocabulary';
import { planNews } from '../alerts/news';
import { announcedAt, planSlot } from '../post-mortem/slot';
import { type Audience, inCharge, portOf, postTo, tell } from './audience';

/** The announcement at the start, the updates on the cadence, and the last message at the end. */
export function planUpdates(policy: Policy, incident: Incident, now: Instant): AgendaEntry[] {
  return isOpen(incident)
    ? [...planAnnouncement(policy, incident), ...planCadence(policy, incident, now), ...planWords(policy, incident)]
    : planLastWord(policy, incident);
}

function planAnnouncement(policy: Policy, incident: Incident): AgendaEntry[] {
  const { announce, actions, ticket } = policy.severities[incident.severity];
  const at = incident.startedAt;
  const entries = postTo(announce.to, (port) => effectKey('initial', { port }), 'initial', at).filter(
    ({ effect }) => !isAnnouncedByUpdate(policy, incident, effect),
  );
  if (announce.bridge === 'open' || incident.bridgeWanted) {
    entries.push({ at, effect: { do: 'open-bridge', key: effectKey('bridge') } });
    if (incident.effects[effectKey('bridge')]?.status === 'done')
      for (const contact of incident.contacts)
        entries.push(
          ...tell(
            contact.people.map(({ id }) => id),
            effectKey('bridge-invitation', { contact: contact.id }),
            'bridge-invitation',
            contact.at,
          ),
        );
  }
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
    const audience = updates?.to ?? ['channel'];
    const { number } = posted;
    for (const to of audience) {
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
  const { counts, severitySince, statusSince } = incident;
  const lead = inCharge(incident);
  const statuses = policy.communication.channel.statusChanges ? counts.statuses : 0;
  return [
    ...(counts.severities > 0
      ? postTo(
          ['channel'],
          (port) => effectKey('severity-post', { number: counts.severities, port }),
          'severity-changed',
          severitySince,
        )
      : []),
    ...(statuses > 0
      ? postTo(
          ['channel'],
          (port) => effectKey('status-post', { number: statuses, port }),
          'status-changed',
          statusSince,
        )
      : []),
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
  const got: Audience[] = [];
  if (incident.effects[effectKey('initial', { port: 'chat' })] !== undefined) got.push('channel');
  if (incident.effects[effectKey('initial', { port: 'mail' })] !== undefined) got.push('stakeholders');
  const message = lastWordOf(incident);
  if (message === undefined) return [];
  const slot = got.length === 0 ? [] : planSlot(policy, incident);
  return [...slot, ...postTo(got, (port) => effectKey(message, { port }), message, announcedAt(policy, incident))];
}
