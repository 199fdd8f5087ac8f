/** Does what somebody says with a status name the cause? */
import type { Incident } from '../state/incident';
import { OPEN_STATUSES, type OpenStatus } from '../state/vocabulary';

/**
 * What is said with `identified` is the cause, and replaces what was believed before. Whoever goes further at once says it with
 * the later status, so that counts while nothing better is known; a step back tells of a relapse. Back to `investigating`, it
 * was not the cause.
 */
export function causeSaid(incident: Incident, status: OpenStatus, text: string | undefined): Incident {
  const { rootCause, ...unknown } = incident.facts;
  if (status === 'investigating') return { ...incident, facts: unknown };
  const isForward = OPEN_STATUSES.indexOf(status) > OPEN_STATUSES.findIndex((one) => one === incident.status);
  const isCause = status === 'identified' || (isForward && rootCause === undefined);
  if (text === undefined || text.trim() === '' || !isCause) return incident;
  return { ...incident, facts: { ...incident.facts, rootCause: text } };
}
