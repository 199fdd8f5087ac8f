/** How is a page worded before it is known who gets it? */
import type { PersonId } from '../state/vocabulary';
import type { ComposedMessage } from './compose';

/** Stands for the person in a text. No text of an alert or a person contains it: it is taken out of all of them. */
export const WHOEVER: PersonId = '\u0000';

/** The same for one person. */
export const forPerson = <Message extends ComposedMessage>(message: Message, person: PersonId): Message => ({
  ...message,
  subject: message.subject.replaceAll(WHOEVER, person),
  text: message.text.replaceAll(WHOEVER, person),
});
