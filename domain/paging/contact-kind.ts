/** Who was called by name: by a person, or because nobody decided? They are rung until they answer. */
import { readContact } from '../state/keys';
import type { Contact } from '../state/people';

/** The next authority, because nobody decided. */
export const isUndecided = ({ id }: Pick<Contact, 'id'>): boolean => readContact(id).of === 'decision';

export const isEscalated = ({ id }: Pick<Contact, 'id'>): boolean => readContact(id).of === 'escalation';

export const isAskedFor = (contact: Contact): boolean => isEscalated(contact) || isUndecided(contact);
