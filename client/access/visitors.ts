/** Who is the person behind a browser's cookie, and how does a browser get one? */
import type { LiveDirectory } from '../../directory/directory';
import { isDoorOpen } from './create-gate';
import { lesser } from './directory-access';
import type { Caller, Gate, Headers } from './gate';
import { endSessions, formTokenOf, type SignInSession, sessionOf, sessionSeen, type SessionStore } from './sessions';
import { type SessionWish, startSession } from './sessions';
import type { Tokens } from './tokens';
import { personById } from '../people/lookup';

/** A person who has signed in with a browser. */
export interface Visitor extends Caller {
  name: string;
  session: SignInSession;
  /** What each form of this person's pages carries. */
  formToken: string;
}

export interface VisitorsOptions {
  tokens: Tokens;
  directory: Pick<LiveDirectory, 'current'>;
  store: SessionStore;
  loopback: boolean;
  oidc?: unknown;
  now?: () => number;
}

/** The people who are signed in with browsers. */
export interface Visitors {
  /** Whether people just say who they are. */
  isOpen(): boolean;
  /** Who sends this request, if its cookie is one of ours and what they signed in with still holds. */
  find(headers: Headers): Visitor | undefined;
  /** Signs a person in; answers the cookie. */
  signIn(headers: Headers, wish: Omit<SessionWish, 'device'>): Promise<string>;
  /** Ends one session of a person, or all. */
  end(person: string, id?: string): Promise<void>;
  /** The sessions of a person, the newest first. */
  sessionsOf(person: string): readonly SignInSession[];
}

/** A cookie with this prefix is never taken from another host of the same domain, nor sent without encryption. */
const cookieName = (headers: Headers): string => (isHttps(headers) ? '__Host-muster' : 'muster');

/** A proxy ended the encryption: we listen without. Whoever forges this only gets a cookie that their browser refuses. */
const isHttps = ({ 'x-forwarded-proto': proto }: Headers): boolean => String(proto).split(',')[0]?.trim() === 'https';

const COOKIE_RULES = 'Path=/; HttpOnly; SameSite=Lax';

/** The cookie with which a browser stays signed in. */
const cookieFor = (headers: Headers, secret: string): string =>
  `${cookieName(headers)}=${secret}; ${COOKIE_RULES}; Max-Age=1209600${isHttps(headers) ? '; Secure' : ''}`;

/** What a browser gets in place of a cookie that has ended. */
export const noCookie = (headers: Headers): string =>
  `${cookieName(headers)}=; ${COOKIE_RULES}; Max-Age=0${isHttps(headers) ? '; Secure' : ''}`;

/** What a browser keeps while its person is at the identity provider, and nothing after it. */
const SIGN_IN_SECONDS = 600;

/** Keeps it in the browser; without it, it is taken back. */
export const signInCookie = (headers: Headers, kept = ''): string =>
  `${cookieName(headers)}-sign-in=${kept}; ${COOKIE_RULES}; Max-Age=${kept === '' ? 0 : SIGN_IN_SECONDS}${isHttps(headers) ? '; Secure' : ''}`;

export const keptForSignIn = (headers: Headers): string | undefined =>
  cookieIn(headers, `${cookieName(headers)}-sign-in`);

function cookieIn({ cookie }: Headers, name: string): string | undefined {
  const said = typeof cookie === 'string' ? cookie.split(/; */).find((one) => one.startsWith(`${name}=`)) : undefined;
  return said?.slice(name.length + 1);
}

function secretIn(headers: Headers): string | undefined {
  const secret = cookieIn(headers, cookieName(headers));
  return secret !== undefined && /^[\w-]{43}$/.test(secret) ? secret : undefined;
}

/** Knows browsers by their cookies. What a person may do is looked up at each request, so a change holds at once. */
export function createVisitors({
  tokens,
  directory,
  store,
  loopback,
  oidc,
  now = Date.now,
}: VisitorsOptions): Visitors {
  const isOpen = (): boolean => isDoorOpen({ tokens, oidc, loopback });
  const isGood = ({ by }: SignInSession): boolean => {
    switch (by.kind) {
      case 'said':
        return isOpen();
      case 'token':
        return tokens.isLive(by.token);
      case 'oidc':
        return oidc !== undefined;
    }
  };
  return {
    isOpen,
    find: (headers) => {
      const secret = secretIn(headers);
      const session = secret === undefined ? undefined : sessionOf(store, secret, now());
      if (secret === undefined || session === undefined || !isGood(session)) return undefined;
      const person = personById(directory.current(), session.person);
      if (person === undefined) return undefined;
      // A store that can't be written must not keep anybody out.
      sessionSeen(store, session, now()).catch(() => undefined);
      const { access } = session;
      return {
        person: person.id,
        name: person.name,
        access: access === undefined ? person.access : lesser(access, person.access),
        proof:
          session.by.kind === 'token' ? `token ${session.by.token}` : session.by.kind === 'said' ? 'loopback' : 'oidc',
        session,
        formToken: formTokenOf(secret),
      };
    },
    signIn: async (headers, wish) => {
      const secret = await startSession(store, { ...wish, device: String(headers['user-agent'] ?? 'unknown') }, now());
      return cookieFor(headers, secret);
    },
    end: (person, id) => endSessions(store, person, id),
    sessionsOf: (person) =>
      store
        .all()
        .filter((one) => one.person === person && one.expiresAt > now())
        .sort((a, b) => b.seenAt - a.seenAt),
  };
}

/**
 * A gate that also lets in whoever is signed in with a browser. For requests that only read: what acts carries a token of
 * its form.
 */
export const withVisitors = (gate: Gate, visitors: Pick<Visitors, 'find'>): Gate => ({
  ...gate,
  person: async (headers) => {
    const shows = headers.authorization !== undefined || headers['muster-as'] !== undefined;
    return (shows ? undefined : visitors.find(headers)) ?? gate.person(headers);
  },
});
