/** What is a contact point called where its own words don't fit: in a link? */
import { createHash } from 'node:crypto';
import { lettersOf } from './answer-token';
import type { PointOf } from './people-book';

/** No incident's id begins like this. */
const BEGINS = '_';

/** The subject of a link that a test message to this contact point has. */
export const pointSubject = ({ person, channel, address }: PointOf): string =>
  BEGINS +
  lettersOf(
    createHash('sha256')
      .update(JSON.stringify([person, channel, address]))
      .digest(),
  ).slice(0, 12);

/** Whether a link is for a test message and not for an incident. */
export const isPointSubject = (subject: string): boolean => subject.startsWith(BEGINS);
