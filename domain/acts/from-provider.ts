/** Does an acknowledgement at the alert's source (PagerDuty, Opsgenie, ...) count here? */
import { noted } from '../ledger/timeline';
import type { Act } from '../state/acts';
import type { ProviderAct } from '../state/alert';
import { type Incident, isOpen, knownAlert } from '../state/incident';
import type { Instant } from '../state/vocabulary';
import { notPermitted } from './permissions';

/**
 * What someone did to an alert at its source or to a page of ours, as an act on this incident. `undefined` if it is not about
 * this incident: an old acknowledgement must not silence a new one.
 */
export function atProvider(incident: Incident, given: ProviderAct): Act | undefined {
  if (!isAbout(incident, given)) return undefined;
  const { eventId, by, roles, via, access = 'responder', deed } = given;
  return {
    by,
    byName: byNameOf(incident, given),
    roles,
    via,
    actId: eventId,
    incidentId: incident.id,
    access,
    ...deed,
  };
}

const isAbout = (incident: Incident, { fingerprint, pageOf }: ProviderAct): boolean =>
  pageOf !== undefined
    ? pageOf === incident.id
    : fingerprint !== undefined && knownAlert(incident, fingerprint) !== undefined;

/** The incident knows whom it paged, also someone who is in no directory but on call in another system. */
const byNameOf = (incident: Incident, { by, byName, pageOf }: ProviderAct): string =>
  (pageOf === undefined ? undefined : incident.people[by]?.name) ?? byName;

/**
 * Why this act doesn't count here, or `undefined` if it does. A person outside the directory can't be reached or asked: with
 * such a lead the pages would stop and nobody would be on it. What a delivery without any proof says about a person, anyone
 * on the machine can say.
 */
export function unheeded(incident: Incident, given: ProviderAct): string | undefined {
  const act = atProvider(incident, given);
  if (act === undefined) return undefined;
  if (given.unproven === true)
    return `the delivery had neither a token nor a signature of ${given.via}, so they have to acknowledge in Muster`;
  if (given.unknown === true)
    return 'nobody in the directory has that name or email address, so they have to acknowledge in Muster';
  if (given.pageOf !== undefined && incident.people[given.by] === undefined)
    return 'this incident has paged nobody of that name';
  return notPermitted(act, incident.lead);
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
  const what = given.pageOf === undefined ? 'the alert at its source' : `a page in ${given.via}`;
  const text = `${byNameOf(incident, given)} acknowledged ${what}, but that doesn't count here`;
  return noted(known, at, { kind: 'unheeded', text, via: given.via, because });
}
