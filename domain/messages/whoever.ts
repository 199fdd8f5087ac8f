/** How is a page worded before it is known who gets it? */
import type { PersonId } from '../state/vocabulary';
import type { ComposedMessage } from './compose';
import type { AskedAnswer } from './page';

/** Stands for the person in a text. No text of an alert or a person contains it: it is taken out of all of them. */
export const WHOEVER: PersonId = '\u0000';

/** The same for one person. */
export function forPerson<Page extends ComposedMessage & { answer?: AskedAnswer }>(page: Page, person: PersonId): Page {
  const named = (text: string): string => text.replaceAll(WHOEVER, person);
  const { answer } = page;
  return {
    ...page,
    subject: named(page.subject),
    text: named(page.text),
    ...(answer !== undefined && { answer: { ...answer, command: named(answer.command) } }),
  };
}
