/** How do we recognize our own pages when PagerDuty reports on them? */
const PREFIX = 'muster:';

/** PagerDuty takes 255 characters; an incident's id and a person's have about 60. */
const LONGEST = 255;

/**
 * One PagerDuty incident per incident of Muster, person and round: later pages of a round are added to the same one. The first
 * round has no number, unless the person's id ends like one.
 */
export function dedupKeyOf(incidentId: string, person: string, round = 1): string {
  const end = round > 1 || NUMBER.test(person) ? `:${round}` : '';
  return `${`${PREFIX}${incidentId}:${person}`.slice(0, LONGEST - end.length)}${end}`;
}

const NUMBER = /:\d+$/;

/** The keys of all rounds up to this one, the newest first. */
export const dedupKeysOf = (incidentId: string, person: string, rounds = 1): string[] =>
  Array.from({ length: rounds }, (_, n) => dedupKeyOf(incidentId, person, rounds - n));

/** Which incident and person a PagerDuty incident belongs to, in any round; `undefined` if it is not ours. */
export function ownPage(key: string | undefined): { incidentId: string; person: string } | undefined {
  const [, incidentId, person] = /^muster:([a-z0-9-]+):(.+?)(?::\d+)?$/s.exec(key ?? '') ?? [];
  return incidentId === undefined || person === undefined ? undefined : { incidentId, person };
}
