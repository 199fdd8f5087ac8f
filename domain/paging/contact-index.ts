/** Who is in a contact? The plan asks that for each of its people, so it is looked up instead of searched for. */
import type { Contact } from '../state/people';
import type { PersonId, Role } from '../state/vocabulary';

interface Index {
  people: Set<PersonId>;
  /** How many of them were called for a role. */
  called: Map<Role, number>;
}

type Called = Pick<Contact, 'people'>;

/** A contact is never changed. */
const indexes = new WeakMap<Called, Index>();

function indexOf(contact: Called): Index {
  const known = indexes.get(contact);
  if (known !== undefined) return known;
  const index: Index = { people: new Set(), called: new Map() };
  for (const { id, roles } of contact.people) {
    index.people.add(id);
    const role = roles[0];
    if (role !== undefined) index.called.set(role, (index.called.get(role) ?? 0) + 1);
  }
  indexes.set(contact, index);
  return index;
}

export const hasPerson = (contact: Called, person: PersonId): boolean => indexOf(contact).people.has(person);

/** Whether several people were called for this role: then its name does not say who. */
export const isShared = (contact: Called, role: Role): boolean => (indexOf(contact).called.get(role) ?? 0) > 1;
