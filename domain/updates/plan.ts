/** What is announced, how often are updates due, and what is the last message? */
import type { Policy } from '../../policy/schema';
import type { AgendaEntry, Effect, MessageName } from '../state/effects';
import { firingCount, type Incident, isOpen } from '../state/incident';
import { dropsOvertaken } from '../state/policy-switches';
import type { Instant } from '../state/vocabulary';
import { type Audience, inCharge, postTo, tell } from './audience';

/** The announcement at the start, the updates on the cadence, and the last message at the end. */
export function planUpdates(policy: Policy, incident: Incident, now: Instant): AgendaEntry[] {
  return isOpen(incident)
    ? [...planAnnouncement(policy, incident), ...planCadence(policy, incident, now), ...planWords(policy, incident)]
    : planLastWord(incident);
}

function planAnnouncement(policy: Policy, incident: Incident): AgendaEntry[] {
  const { announce, actions, ticket } = policy.severities[incident.severity];
  const at = incident.startedAt;
  const entries = postTo(announce.to, 'initial', 'initial', at).filter(
    ({ effect }) => !isAnnouncedByUpdate(policy, incident, effect),
  );
  if (announce.bridge === 'open' || incident.bridgeWanted) {
    entries.push({ at, effect: { do: 'open-bridge', key: 'bridge' } });
    if (incident.effects['bridge']?.status === 'done')
      for (const contact of incident.contacts)
        entries.push(
          ...tell(
            contact.people.map(({ id }) => id),
            `bridge:invite:${contact.id}`,
            'bridge-invitation',
            contact.at,
          ),
        );
  }
  if (announce.ticket && ticket !== null)
    entries.push({ at, effect: { do: 'create-ticket', key: 'ticket', purpose: 'incident' } });
  if (actions.some(({ metBy }) => metBy === 'fix-ticket'))
    entries.push({ at, effect: { do: 'create-ticket', key: 'ticket:permanent-fix', purpose: 'permanent-fix' } });
  if (actions.some(({ within }) => within === 'next-business-day'))
    entries.push({ at, effect: { do: 'find-business-day', key: 'business-day' } });
  return entries;
}

/** If the announcement failed until an update came, that update announces the incident. */
function isAnnouncedByUpdate(policy: Policy, { updates, effects, severity }: Incident, { key }: Effect): boolean {
  const { status = 'done' } = effects[key] ?? {};
  if (!dropsOvertaken(policy) || updates.posted === undefined || status === 'done') return false;
  const audience = policy.severities[severity].updates?.to ?? ['channel'];
  return postTo(audience, 'initial', 'initial', 0).some(({ effect }) => effect.key === key);
}

/** At the lower bound the lead gets a reminder with a draft; at the upper bound it is posted. Only the newest is sent. */
function planCadence(policy: Policy, incident: Incident, now: Instant): AgendaEntry[] {
  const { updates } = policy.severities[incident.severity];
  const { count, anchorAt, posted } = incident.updates;
  const entries: AgendaEntry[] = [];
  if (posted !== undefined) {
    const audience = updates?.to ?? ['channel'];
    for (const entry of postTo(audience, `update:${posted.number}`, 'update', posted.at))
      entries.push({
        at: entry.at,
        effect: { ...entry.effect, series: `update:${entry.effect.key.split(':')[2] ?? ''}`, n: posted.number },
      });
  }
  if (updates === null) return entries;
  const n = count + 1;
  const postAt = anchorAt + updates.postAfter;
  const due: AgendaEntry = {
    at: postAt,
    effect: { do: 'post-update-due', key: `post-update:${n}`, series: 'post-update', n },
  };
  // No reminder for an update that is posted automatically right now, as happens after an outage of ours.
  const isTooLate = dropsOvertaken(policy) && now >= postAt;
  const nudge = isTooLate ? [] : tell(inCharge(incident), `nudge:update:${n}`, 'nudge', anchorAt + updates.nudgeAfter);
  return [...entries, ...nudge.map(({ at, effect }) => ({ at, effect: { ...effect, series: 'nudge', n } })), due];
}

/** Messages about what just happened: the severity or status changed, all alerts have cleared. */
function planWords(policy: Policy, incident: Incident): AgendaEntry[] {
  const { counts, severitySince, statusSince } = incident;
  const lead = inCharge(incident);
  const statuses = policy.communication.channel.statusChanges === true ? (counts.statuses ?? 0) : 0;
  return [
    ...(counts.severities > 0
      ? postTo(['channel'], `severity:${counts.severities}`, 'severity-changed', severitySince)
      : []),
    ...(statuses > 0 ? postTo(['channel'], `status:${statuses}`, 'status-changed', statusSince) : []),
    ...(counts.clears > 0 && !(dropsOvertaken(policy) && firingCount(incident) > 0)
      ? tell(lead, `clear:${counts.clears}`, 'all-clear', statusSince)
      : []),
    ...(counts.unticks > 0 ? tell(lead, `untick:${counts.unticks}`, 'unticked', statusSince) : []),
    ...(counts.logFailures > 0 ? tell(lead, `log-watch:${counts.logFailures}`, 'log-watch', statusSince) : []),
  ];
}

const LAST_WORDS: Partial<Record<Incident['status'], MessageName>> = {
  resolved: 'resolved',
  cancelled: 'cancelled',
  merged: 'merged',
};

/** Everyone who got the announcement gets the last message. */
function planLastWord(incident: Incident): AgendaEntry[] {
  // Until the survivor has taken over, this incident may still stay open.
  if (incident.status === 'merged' && incident.merge?.handedOver !== true) return [];
  const got: Audience[] = [];
  if (incident.effects['initial:chat'] !== undefined) got.push('channel');
  if (incident.effects['initial:mail'] !== undefined) got.push('stakeholders');
  const message = LAST_WORDS[incident.status];
  return message === undefined ? [] : postTo(got, message, message, incident.statusSince);
}
