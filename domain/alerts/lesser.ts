/** Which alerts speak against an incident that seems to be fixed? */
import type { Policy, Severity } from '../../policy/schema';
import type { Incident } from '../state/incident';
import { rulesOf } from '../severity/scale';

/** A lesser alert, which would page nobody, is no sign that an incident that pages is back. */
export function isTellingAgainst(policy: Policy, incident: Incident, alert: Severity): boolean {
  const pages = (severity: Severity): boolean => rulesOf(policy, severity).contact.by === 'page';
  return pages(alert) || !pages(incident.severity);
}
