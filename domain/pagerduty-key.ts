/** How our own pages are recognized when PagerDuty tells of them. */
const PREFIX = 'muster:';

/** PagerDuty takes 255 characters; an incident's id and a person's have about 60. */
const LONGEST = 255;

/** One PagerDuty incident per incident of Muster and person: later pages of the same person are the same. */
export const dedupKeyOf = (incidentId: string, person: string): string =>
  `${PREFIX}${incidentId}:${person}`.slice(0, LONGEST);

/** Which incident and person a PagerDuty incident came from; `undefined` where it is not ours. */
export function ownPage(key: string | undefined): { incidentId: string; person: string } | undefined {
  const [, incidentId, person] = /^muster:([a-z0-9-]+):(.+)$/s.exec(key ?? '') ?? [];
  return incidentId === undefined || person === undefined ? undefined : { incidentId, person };
}
