/** By what is it known that an alert has a ticket already, and what is said there when it fires again? */
import type { Policy } from '../../policy/schema';
import { type Incident } from '../state/incident';
import { utcDateTime } from '../text/format';
import { rulesOf } from '../severity/scale';
import { alertSays } from './words';

export interface TicketRepeat {
  /** The alerts that the ticket is about, by source and fingerprint. */
  about: string[];
  /** The comment. */
  text: string;
  sameForMs: number;
}

/** A storm is no repeat of anything. */
const MOST_ALERTS = 100;

/** What a ticket is known by in a severity that ends with it; `undefined` where each incident has one of its own. */
export function ticketRepeat(policy: Policy, incident: Incident): TicketRepeat | undefined {
  if (!rulesOf(policy, incident.severity).endsWithTicket) return undefined;
  const about = Object.entries(incident.alerts)
    .filter(([, { firing }]) => firing)
    .map(([alert]) => alert)
    .sort();
  if (about.length === 0 || about.length > MOST_ALERTS) return undefined;
  const { title, beganAt, id } = incident;
  const text = [`The same alert fired again at ${utcDateTime(beganAt)}: ${title}`, ...alertSays(incident)];
  return { about, text: [...text, `Incident: ${id}`].join('\n'), sameForMs: policy.correlation.sameTicketFor };
}
