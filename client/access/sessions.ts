/** What is remembered of a person who signed in to the room, and how long does that last? */
import { createHash, randomBytes } from 'node:crypto';
import type { Access } from '../../domain/state/access';

/** What a person proved who they are with. `said`: nothing had to be proved, on a machine that nobody else reaches. */
export type SignInProof = { kind: 'said' } | { kind: 'token'; token: string } | { kind: 'oidc' };

/** A person's sign-in on one device. Of its secret only the hash is kept. */
export interface SignInSession {
  /** What people name it by when they end it. */
  id: string;
  hash: string;
  person: string;
  by: SignInProof;
  /** At most this much access, by what they came in with. */
  access?: Access;
  /** The browser, in its own words. */
  device: string;
  createdAt: number;
  expiresAt: number;
  /** To the hour. */
  seenAt: number;
}

/** Where sessions are kept. A shared store can stand here as well as a file. */
export interface SessionStore {
  all(): readonly SignInSession[];
  /** Several processes may do this at once; each sees what the one before it has left. */
  change(change: (sessions: readonly SignInSession[]) => readonly SignInSession[]): Promise<void>;
}

const HOUR_MS = 3_600_000;

/** A day at work where an identity provider signed in; two weeks where a token or this machine did. */
const LASTS_MS: Record<SignInProof['kind'], number> = { said: 336 * HOUR_MS, token: 336 * HOUR_MS, oidc: 12 * HOUR_MS };

/** How many sign-ins of one person are kept; the oldest ends first. */
const MOST_PER_PERSON = 20;

const LONGEST_DEVICE = 160;

export type SessionWish = Pick<SignInSession, 'person' | 'by' | 'access' | 'device'>;

const hashOfSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Starts a session; answers its secret, which is nowhere else. */
export async function startSession(store: SessionStore, wish: SessionWish, now: number): Promise<string> {
  const secret = randomBytes(32).toString('base64url');
  const session: SignInSession = {
    ...wish,
    id: randomBytes(5).toString('hex'),
    hash: hashOfSecret(secret),
    device: wish.device.slice(0, LONGEST_DEVICE),
    ...{ createdAt: now, seenAt: now, expiresAt: now + LASTS_MS[wish.by.kind] },
  };
  await store.change((sessions) => {
    const valid = sessions.filter(({ expiresAt }) => expiresAt > now);
    const own = valid.filter(({ person }) => person === wish.person);
    const most = own.sort((a, b) => b.seenAt - a.seenAt).slice(0, MOST_PER_PERSON - 1);
    return [...valid.filter(({ person }) => person !== wish.person), ...most, session];
  });
  return secret;
}

/** The session of this secret, if it has not ended. */
export const sessionOf = (store: SessionStore, secret: string, now: number): SignInSession | undefined => {
  const hash = hashOfSecret(secret);
  return store.all().find((session) => session.hash === hash && session.expiresAt > now);
};

/** Notes that a session is in use, at most once an hour. */
export async function sessionSeen(store: SessionStore, { id, seenAt }: SignInSession, now: number): Promise<void> {
  if (now - seenAt < HOUR_MS) return;
  await store.change((sessions) => sessions.map((one) => (one.id === id ? { ...one, seenAt: now } : one)));
}

/** Ends one session of a person, or all that they have. */
export const endSessions = (store: SessionStore, person: string, id?: string): Promise<void> =>
  store.change((sessions) => sessions.filter((one) => one.person !== person || (id !== undefined && one.id !== id)));

/** What a form of this session carries, so that no other site can send it. Not the secret itself: it stands in pages. */
export const formTokenOf = (secret: string): string =>
  createHash('sha256').update(`form of ${secret}`).digest('base64url').slice(0, 32);
