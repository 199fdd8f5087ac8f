/** Who is rung when nobody does anything any more? */
import type { Policy } from '../../policy/schema';
import type { AgendaEntry, Effect } from '../state/effects';
import type { Incident } from '../state/incident';
import { effectKey, seriesName } from '../state/keys';
import type { Instant, PersonId } from '../state/vocabulary';
import { currentMembers } from './series';
import { rulesOf } from '../severity/scale';

/**
 * While nobody acts the lead is rung, whether or not they have answered; from twice the time on everybody who has. Any act of a
 * person on the incident moves that clock.
 */
export function planIdle(policy: Policy, incident: Incident, now: Instant): AgendaEntry[] {
  const { idleAfter, repeatEvery } = rulesOf(policy, incident.severity).contact;
  const { lastActAt, lead, severity } = incident;
  if (idleAfter === null || repeatEvery === null || lastActAt === undefined || lead === undefined) return [];
  // Silence in `monitoring` is fine: after a relapse it counts from the relapse.
  const foughtSince = incident.counts.relapses === 0 ? incident.startedAt : incident.statusSince;
  const quietAt = Math.max(lastActAt, incident.severitySince, foughtSince);
  const { acts, relapses, severities } = incident.counts;
  const count = acts + relapses + severities;
  const everybodyAt = quietAt + 2 * idleAfter;
  const rounds = (idle: 'idle' | 'idle-all', people: PersonId[], firstAt: Instant, untilAt: Instant): AgendaEntry[] =>
    people.flatMap((to) =>
      currentMembers(firstAt, repeatEvery, now)
        .filter(({ at }) => at < untilAt)
        .map(({ n, at }): AgendaEntry => {
          const key = effectKey('idle-page', { severity, idle, count, to, n });
          const series = seriesName('idle', { idle, count, person: to });
          const effect: Effect = { do: 'page', key, series, n, to, reason: 'idle', kind: 'page' };
          return { at, effect };
        }),
    );
  const all = Object.values(incident.people).filter(({ id, answeredAt }) => answeredAt !== undefined || id === lead);
  return [
    ...rounds('idle', [lead], quietAt + idleAfter, everybodyAt),
    ...rounds(
      'idle-all',
      all.map(({ id }) => id),
      everybodyAt,
      Infinity,
    ),
  ];
}
