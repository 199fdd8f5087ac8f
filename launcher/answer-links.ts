/** How is a link made by which one person answers one page, and who shows one that still counts? */
import type { AnswerSettings } from './answer-settings';
import { LINK_LASTS_MS, readAnswer, signAnswer } from './answer-token';
import type { PeopleBook } from './people-book';

export interface SignedLinks {
  /** The link of this person for this subject, or nothing where none can be made. */
  linkFor: (subject: string, person: string) => string | undefined;
  /** Whose link it is and for what; nothing if it is not one of ours, over, or ended. */
  holderOf: (token: string) => { subject: string; person: string } | undefined;
}

export interface SignedLinksOptions extends AnswerSettings {
  people: Pick<PeopleBook, 'generationOf'>;
  now?: () => number;
}

export function createSignedLinks({ publicUrl, secret, people, now = Date.now }: SignedLinksOptions): SignedLinks {
  return {
    linkFor(subject, person) {
      const generation = people.generationOf(person);
      const token = signAnswer(secret, { subject, person, generation, expiresAt: now() + LINK_LASTS_MS });
      return token === undefined ? undefined : `${publicUrl}/a/${token}`;
    },
    holderOf(token) {
      const grant = readAnswer(secret, token);
      if (grant === undefined || grant.expiresAt <= now()) return undefined;
      const { subject, person } = grant;
      return grant.generation === people.generationOf(person) ? { subject, person } : undefined;
    },
  };
}
