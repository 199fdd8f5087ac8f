/** Who is paged when nobody has decided by the deadline? */
import type { Policy } from '../../policy/schema';
import { lookUp } from '../paging/matrix';
import type { AgendaEntry } from '../state/effects';
import { type Incident, isBeingFought } from '../state/incident';
import { contactId, readContact } from '../state/keys';
import type { Contact } from '../state/people';
import type { Role } from '../state/vocabulary';
import { rulesOf } from '../severity/scale';

/**
 * The next authority is looked up, once for each decision, whatever becomes of the severity. A role that nobody holds passes
 * the decision on to the next column of the matrix above it.
 */
export function planAuthority(policy: Policy, incident: Incident): AgendaEntry[] {
  const { severity, decision, contacts } = incident;
  if (decision?.missedAt === undefined || decision.made !== undefined || !isBeingFought(incident)) return [];
  if (rulesOf(policy, severity).contact.by === 'none') return [];
  const asked = contacts.filter(({ id }) => isAbout(id, decision.number));
  const last = asked.at(-1);
  const roles = authorities(policy, incident)[asked.length];
  if (roles === undefined || isFound(last)) return [];
  const again = asked.length === 0 ? undefined : asked.length + 1;
  const id = contactId('decision', { severity, decision: decision.number, again });
  return [lookUp(policy, incident, { id, roles, at: last?.at ?? decision.missedAt }, false)];
}

function isAbout(contact: string, decision: number): boolean {
  const read = readContact(contact);
  return read.of === 'decision' && read.decision === decision;
}

const isFound = (contact: Contact | undefined): boolean => contact !== undefined && contact.people.length > 0;

/** The next authority, then the columns above its own. */
function authorities(policy: Policy, { severity }: Incident): Role[][] {
  const { decision, escalation } = rulesOf(policy, severity);
  if (decision === null) return [];
  const own = escalation.findLastIndex(({ roles }) => roles.includes(decision.nextAuthority));
  return [[decision.nextAuthority], ...escalation.slice(own + 1).map(({ roles }) => roles)];
}
