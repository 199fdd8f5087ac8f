/**
 * How is a page answered by whoever got it: by the link in it, a key on the call, a reply? Whoever shows a link is its person
 * for its incident, and may say one of three things; all of them go through the table of actions.
 */
import type { DirectoryData, Person } from '../../directory/schema';
import type { SignedLinks } from '../../launcher/answer-links';
import { isPointSubject, pointSubject } from '../../launcher/contact-points';
import type { KeptPoint, PeopleBook } from '../../launcher/people-book';
import { type AskingOptions, createAsking } from '../actions/request';
import { personById } from '../people/lookup';

/** What can be said with one thumb. */
export const ANSWERS_TO_PAGES = ['acknowledge', 'decline', 'join'] as const;
export type PageAnswer = (typeof ANSWERS_TO_PAGES)[number];

/** Somebody who may answer, and for what. */
export interface Holder {
  person: Person;
  /** An incident's id, or the name of a contact point that is tested. */
  subject: string;
}

export interface Saying {
  answer: PageAnswer;
  /** `link`, `push`, `phone`, `sms`. */
  via: string;
  /** The same id again is the same answer. */
  actId?: string;
}

export interface Answering {
  /** Whose link it is; nothing if it is over or its person has left the directory. */
  holderOf(token: string): Holder | undefined;
  /** Says it in that person's name, and answers with a sentence for them. Rejects as the incident client does. */
  say(incidentId: string, person: Person, saying: Saying): Promise<string>;
}

export interface AnsweringOptions extends AskingOptions {
  links: Pick<SignedLinks, 'holderOf'>;
  directory: { current(): DirectoryData };
}

export function createAnswering({ links, ...options }: AnsweringOptions): Answering {
  const ask = createAsking(options);
  return {
    holderOf(token) {
      const held = links.holderOf(token);
      const person = held && personById(options.directory.current(), held.person);
      return held && person && { person, subject: held.subject };
    },
    say: (incidentId, { id: person }, { answer, via, actId }) =>
      // Whatever the directory allows: a link that was passed on must not decide anything.
      ask(incidentId, { person, via, access: 'responder', ...(actId !== undefined && { actId }) }, { action: answer }),
  };
}

/** The contact point that a link confirms; nothing where the link is for an incident. */
export const pointOf = (people: Pick<PeopleBook, 'points'>, { person, subject }: Holder): KeptPoint | undefined =>
  isPointSubject(subject)
    ? people.points().find((point) => point.person === person.id && pointSubject(point) === subject)
    : undefined;
