/** Messages that waited for a vendor until something newer made them pointless: they are dropped, and the record says so. */
/** In words, for the record: what came in between, so that a message was not sent. Where it can't be told, it is not. */
import type { Policy } from '../../policy/schema';
import { noted } from '../ledger/timeline';
import { effectName } from '../messages/effect-name';
import { agenda } from '../plan';
import { effectsThat } from '../state/effect-records';
import { type EffectRecord, firingCount, type Incident, isOpen } from '../state/incident';
import { isLookUp, type Key, memberOf, readKey } from '../state/keys';
import { isLive } from '../state/public-report';
import type { Instant, PersonId } from '../state/vocabulary';
import { defined } from '../state/fields';

/**
 * Which of these messages, by key, nobody wants any more. The plan knows: what it does not ask for now, or asks for only
 * as the past of a series that has moved on, has been overtaken.
 */
export function overtakenAmong(policy: Policy, incident: Incident, keys: string[], now: Instant): string[] {
  if (keys.length === 0 || !policy.delivery.overtaken.dropped) return [];
  const wanted = new Set(
    agenda(policy, incident, now)
      .filter(
        ({ effect: { series, n } }) => series === undefined || n === undefined || n >= (incident.series[series] ?? 0),
      )
      .map(({ effect }) => effect.key),
  );
  return keys.filter((key) => !wanted.has(key));
}

/** What failed and is not wanted any more is not tried again. */
export function dropOvertaken(policy: Policy, incident: Incident, at: Instant): Incident {
  const waiting = effectsThat(
    incident.effects,
    (_key, { status, isMessage: isOne }) => status === 'failed' && isOne === true,
  );
  return overtakenAmong(policy, incident, waiting, at).reduce(
    (next, key) => overtaken(policy, next, key, at),
    incident,
  );
}

/**
 * This message was not sent and will not be. Should it be wanted again, it is sent anew: what is known of its last try, when
 * and why it failed, is known then.
 */
export function overtaken(policy: Policy, incident: Incident, key: string, at: Instant): Incident {
  const record = incident.effects[key];
  if (record === undefined || record.status === 'done' || record.status === 'overtaken') return incident;
  const { reason } = record;
  const dropped: Incident = {
    ...incident,
    effects: { ...incident.effects, [key]: { ...record, status: 'overtaken' } },
  };
  return noted(dropped, at, {
    kind: 'overtaken',
    text: `${effectName(policy, incident, key, record.to)} not ${isLookUp(key) ? 'finished' : 'sent'}: superseded by ${overtaker(incident, key, record)}`,
    key,
    ...defined({ because: reason }),
  });
}

/** What overtook the message of this key, whose last try is on `record`. */
export function overtaker(incident: Incident, key: string, record: EffectRecord): string {
  const { status, merge } = incident;
  const { at } = record;
  // It may yet come to nothing: then the incident goes on.
  if (status === 'merged' && merge?.handedOver !== true)
    return `the merge into ${merge?.into.id ?? 'another incident'}`;
  if (!isOpen(incident)) return `the end: the incident is ${status}`;
  const read = readKey(key);
  const { to } = record;
  const answered = to === undefined ? undefined : answerOfPerson(incident, read, to, at);
  return (
    newsFor(incident, read, at) ??
    answered ??
    newer(incident, key, record) ??
    changeSince(incident, at) ??
    otherwise(incident, read, record)
  );
}

/** What only a message of this kind can be overtaken by. */
function newsFor(incident: Incident, { of: kind }: Key, at: Instant): string | undefined {
  const { updates, decision, statusPage } = incident;
  switch (kind) {
    case 'initial':
    case 'update':
    case 'nudge':
      return (updates.posted?.at ?? -Infinity) >= at ? `update ${updates.posted?.number ?? ''}` : undefined;
    case 'publish-question':
      return isLive(statusPage) ? 'a report on the status page' : undefined;
    case 'statement':
      return 'a newer statement';
    case 'rollback-post':
      return 'what became of the rollback since';
    case 'brief':
    case 'brief-to-approvers':
      return decision?.made === undefined ? undefined : 'the decision';
    case 'all-clear':
      return firingCount(incident) > 0 ? 'an alert that fires again' : undefined;
    default:
      return undefined;
  }
}

/** What they were to be told is not settled by a withdrawal's person being there. */
function answerOfPerson({ people }: Incident, read: Key, to: PersonId, at: Instant): string | undefined {
  const { acknowledgedAt = -Infinity, joinedAt = -Infinity, rounds } = people[to] ?? {};
  if (read.of === 'withdrawal') return undefined;
  if (Math.max(acknowledgedAt, joinedAt) >= at) return 'an acknowledgement';
  return (rounds?.answered?.at ?? -Infinity) >= at ? 'an answer' : undefined;
}

/** Only where there is one: the series has moved on, or another page has gone to whom this one was to reach after all. */
function newer({ series, deliveries = [] }: Incident, key: string, record: EffectRecord): string | undefined {
  if (record.series !== undefined && (series[record.series] ?? 0) > memberOf(key)) return 'a newer page';
  const read = readKey(key);
  if (read.of !== 'fallback') return undefined;
  const place = deliveries.findIndex(({ page }) => page === read.page);
  const isPaged =
    place >= 0 && deliveries.slice(place + 1).some(({ to, kind }) => to === record.to && kind !== 'notice');
  return isPaged ? 'a newer page' : undefined;
}

function changeSince(
  { severity, severitySince, counts, status, statusSince }: Incident,
  at: Instant,
): string | undefined {
  if (counts.severities > 0 && severitySince >= at) return `the severity ${severity}`;
  return status === 'monitoring' && statusSince >= at ? 'the status monitoring' : undefined;
}

function otherwise(incident: Incident, read: Key, { to, at }: EffectRecord): string {
  const { lastActAt = -Infinity, response } = incident;
  if (read.of === 'withdrawal') return 'something newer for the same person';
  if (isAboutSilence(read) && lastActAt >= at) return 'what somebody did';
  return to !== undefined && (response.answered?.at ?? -Infinity) >= at ? 'an acknowledgement' : 'what happened since';
}

/** Also where such a page goes on by another way. */
const isAboutSilence = (read: Key): boolean =>
  read.of === 'fallback' ? isAboutSilence(readKey(read.page)) : read.of === 'idle-page';
