/** Does an acknowledgement at the alert's source (PagerDuty, Opsgenie, ...) count here? */
import { noted } from '../ledger/timeline';
import type { Act } from '../state/acts';
import type { ProviderAct } from '../state/alert';
import { type Incident, isOpen, knownAlert } from '../state/incident';
import type { Instant } from '../state/vocabulary';
import { notPermitted } from './permissions';

/**
 * What someone did to an alert at its source, as an act on this incident. `undefined` if the incident doesn't have the alert:
 * an old acknowledgement must not silence a new incident.
 */
export function atProvider(
  incident: Incident,
  { eventId, fingerprint, deed, unknown: _known, access = 'responder', ...who }: ProviderAct,
): Act | undefined {
  if (knownAlert(incident, fingerprint) === undefined) return undefined;
  return { ...who, actId: eventId, incidentId: incident.id, access, ...deed };
}

/**
 * Why this act doesn't count here, or `undefined` if it does. A person outside the directory can't be reached or asked: with
 * such a lead the pages would stop and nobody would be on it.
 */
export function unheeded(incident: Incident, given: ProviderAct): string | undefined {
  const act = atProvider(incident, given);
  if (act === undefined) return undefined;
  return given.unknown === true
    ? 'nobody in the directory has that name or email address, so they have to acknowledge in Muster'
    : notPermitted(act, incident.lead);
}

/** How many people are told apart whose acts don't count here. */
const MOST_UNHEEDED = 50;

const OTHERS = 'others';

/**
 * Puts it on the timeline once for each person, counts it, and changes nothing else: pages go on, and the silence is not over.
 * Those beyond the limit are counted together.
 */
export function notedUnheeded(incident: Incident, given: ProviderAct, at: Instant): Incident {
  const because = unheeded(incident, given);
  if (because === undefined || !isOpen(incident)) return incident;
  const { unheeded: before = {} } = incident;
  const isNew = !Object.hasOwn(before, given.by);
  const isBeyond = isNew && Object.keys(before).length >= MOST_UNHEEDED;
  const name = isBeyond ? OTHERS : given.by;
  const known = { ...incident, unheeded: { ...before, [name]: (before[name] ?? 0) + 1 } };
  if (!isNew || isBeyond) return known;
  const text = `${given.byName} acknowledged the alert at its source, but that doesn't count here`;
  return noted(known, at, { kind: 'unheeded', text, via: given.via, because });
}
