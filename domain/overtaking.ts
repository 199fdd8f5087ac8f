/** Messages that waited for a vendor until something newer made them pointless: they are dropped, and the record says so. */
import type { Policy } from '../policy/schema';
import { agenda } from './agenda';
import { dropsOvertaken } from './drops-overtaken';
import type { Effect } from './effects';
import type { Incident, Instant } from './incident';
import { overtaker } from './overtaker';
import { noted } from './timeline';

/** Whether somebody outside reads it: what can come too late. */
export const isMessage = (effect: Effect): boolean =>
  effect.do === 'post' || effect.do === 'page' || effect.do === 'show-statement';

/**
 * Which of these messages, by key, nobody wants any more. The plan knows: what it does not ask for now, or asks for only
 * as the past of a series that has moved on, has been overtaken.
 */
export function overtakenAmong(policy: Policy, incident: Incident, keys: string[], now: Instant): string[] {
  if (keys.length === 0 || !dropsOvertaken(policy)) return [];
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
  const waiting = Object.entries(incident.effects).flatMap(([key, { status, isMessage: isOne }]) =>
    status === 'failed' && isOne === true ? [key] : [],
  );
  return overtakenAmong(policy, incident, waiting, at).reduce((next, key) => overtaken(next, key, at), incident);
}

/**
 * This message was not sent and will not be. Should it be wanted again, it is sent anew: what is known of its last try, when
 * and why it failed, is known then.
 */
export function overtaken(incident: Incident, key: string, at: Instant): Incident {
  const record = incident.effects[key];
  if (record === undefined || record.status === 'done' || record.status === 'overtaken') return incident;
  const { reason } = record;
  const dropped: Incident = {
    ...incident,
    effects: { ...incident.effects, [key]: { ...record, status: 'overtaken' } },
  };
  return noted(dropped, at, {
    kind: 'overtaken',
    text: `Not sent: ${key}, overtaken by ${overtaker(incident, key, record)}`,
    key,
    ...(reason !== undefined && { because: reason }),
  });
}
