/** Does what somebody says with a status name the cause? */
import type { Incident } from '../state/incident';
import type { OpenStatus } from '../state/vocabulary';

/**
 * What is said with `identified` is the cause, and replaces what was believed before. Whoever goes further says it with the
 * later status, so that counts while nothing better is known. Back to `investigating`, it was not the cause.
 */
export function causeSaid(incident: Incident, status: OpenStatus, text: string | undefined): Incident {
  const { rootCause, ...unknown } = incident.facts;
  if (status === 'investigating') return { ...incident, facts: unknown };
  if (text === undefined || text.trim() === '' || (status !== 'identified' && rootCause !== undefined)) return incident;
  return { ...incident, facts: { ...incident.facts, rootCause: text } };
}
