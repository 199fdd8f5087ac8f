import type { Act } from './acts';
import type { ProviderAct } from './alert';
import { knownAlert, type Incident } from './incident';

/**
 * What somebody did to an alert where it came from, as an act on the incident that has the alert; `undefined` where it has
 * not: an old acknowledgement must not quiet a new incident.
 */
export function atProvider(incident: Incident, { eventId, fingerprint, deed, ...who }: ProviderAct): Act | undefined {
  if (knownAlert(incident, fingerprint) === undefined) return undefined;
  return { ...who, actId: eventId, incidentId: incident.id, access: 'responder', ...deed };
}
