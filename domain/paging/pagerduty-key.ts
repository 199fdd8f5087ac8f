/** How our own pages are recognized when PagerDuty tells of them. */
const PREFIX = 'muster:';

/** PagerDuty takes 255 characters; an incident's id and a person's have about 60. */
const LONGEST = 255;

/**
 * One PagerDuty incident per incident of Muster, person and round of pages: later pages of the same round are the same.
 * The first round has no number, unless what a person is called ends like one.
 */
export function dedupKeyOf(incidentId: string, person: string, round = 1): string {
  const end = round > 1 || NUMBER.test(person) ? `:${round}` : '';
  return `${`${PREFIX}${incidentId}:${person}`.slice(0, LONGEST - end.length)}${end}`;
}

const NUMBER = /:\d+$/;

/** The keys of all rounds up to this one, the newest first. */
export const dedupKeysOf = (incidentId: string, person: string, rounds = 1): string[] =>
  Array.from({ length: rounds }, (_, n) => dedupKeyOf(incidentId, person, rounds - n));

/** Which incident and person a PagerDuty incident came from, in whatever round; `undefined` where it is not ours. */
export function ownPage(key: string | undefined): { incidentId: string; person: string } | undefined {
  const [, incidentId, person] = /^muster:([a-z0-9-]+):(.+?)(?::\d+)?$/s.exec(key ?? '') ?? [];
  return incidentId === undefined || person === undefined ? undefined : { incidentId, person };
}
