/** What does a signed link say, and is it one of ours? A link is for one person and one incident, and ends by itself. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a signed link is good for. */
export interface AnswerGrant {
  /** The incident; or, of a test message, the contact point that it went to (see `contact-points.ts`). */
  subject: string;
  person: string;
  /** Goes up when a person's links are ended; a link of an earlier one is over. */
  generation: number;
  expiresAt: number;
}

/** How long a page can be answered by its link. */
export const LINK_LASTS_MS = 24 * 60 * 60_000;

const MINUTE_MS = 60_000;

/** Digits and small letters without those that look alike: no reader of links takes the last one for punctuation. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** 100 bits: nobody guesses it, and it leaves room in a text message. */
const SIGNATURE_LENGTH = 20;

const NAME = /^[A-Za-z0-9_-]{1,80}$/;

const SHAPE = /^([A-Za-z0-9_-]{1,80})\.([A-Za-z0-9_-]{1,80})\.([0-9a-z]{1,4})\.([0-9a-z]{1,8})\.([0-9a-z]{20})$/;

/** The token of a link, or nothing where a name would not fit into an address as it is. */
export function signAnswer(
  secret: string,
  { subject, person, generation, expiresAt }: AnswerGrant,
): string | undefined {
  if (!NAME.test(subject) || !NAME.test(person)) return undefined;
  const said = [subject, person, generation.toString(36), Math.ceil(expiresAt / MINUTE_MS).toString(36)].join('.');
  return `${said}.${signatureOf(secret, said)}`;
}

/** What a token says, if it was signed with this secret. Whether it still counts is for the caller to ask. */
export function readAnswer(secret: string, token: string): AnswerGrant | undefined {
  const [, subject, person, generation, minutes, signature] = SHAPE.exec(token) ?? [];
  if (subject === undefined || person === undefined || generation === undefined) return undefined;
  if (minutes === undefined || signature === undefined) return undefined;
  const expected = signatureOf(secret, token.slice(0, token.lastIndexOf('.')));
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(signature))) return undefined;
  return { subject, person, generation: parseInt(generation, 36), expiresAt: parseInt(minutes, 36) * MINUTE_MS };
}

const signatureOf = (secret: string, said: string): string =>
  lettersOf(createHmac('sha256', secret).update(said).digest()).slice(0, SIGNATURE_LENGTH);

/** One letter for each byte: five of its bits. */
export const lettersOf = (bytes: Uint8Array): string => [...bytes].map((byte) => ALPHABET[byte & 31] ?? '0').join('');
