import { noted } from '../ledger/timeline';
import type { Act } from '../state/acts';
import type { ProviderAct } from '../state/alert';
import { type Incident, isOpen, knownAlert } from '../state/incident';
import type { Instant } from '../state/vocabulary';
import { notPermitted } from './permissions';

/**
 * What somebody did to an alert where it came from, as an act on the incident that has the alert; `undefined` where it has
 * not: an old acknowledgement must not quiet a new incident.
 */
export function atProvider(
  incident: Incident,
  { eventId, fingerprint, deed, unknown: _known, access = 'responder', ...who }: ProviderAct,
): Act | undefined {
  if (knownAlert(incident, fingerprint) === undefined) return undefined;
  return { ...who, actId: eventId, incidentId: incident.id, access, ...deed };
}

/**
 * Why this act is nobody's answer here, or `undefined` where it is one. Who is not in the directory can't be reached and can't
 * be asked: such a lead would stop the pages for nobody.
 */
export function unheeded(incident: Incident, given: ProviderAct): string | undefined {
  const act = atProvider(incident, given);
  if (act === undefined) return undefined;
  return given.unknown === true
    ? 'nobody of that name or mail address is in the directory. Whoever it is acknowledges in Muster'
    : notPermitted(act, incident.lead);
}

/** It is on the timeline and changes nothing else: neither pages nor the silence end by it. */
export function notedUnheeded(incident: Incident, given: ProviderAct, at: Instant): Incident {
  const because = unheeded(incident, given);
  if (because === undefined || !isOpen(incident) || incident.answered[given.eventId] !== undefined) return incident;
  const known = { ...incident, answered: { ...incident.answered, [given.eventId]: 'Noted.' } };
  const text = `${given.byName} acknowledged the alert at its source; that is no acknowledgement here`;
  return noted(known, at, { kind: 'unheeded', text, via: given.via, because });
}
