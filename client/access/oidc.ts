/** Who did the identity provider sign in, and how much access does the sign-in give them? */
import type * as Jose from 'jose' with { 'resolution-mode': 'import' };
import { type Access, ACCESS_LEVELS } from '../../domain/state/access';
import type { OidcSettings } from '../config';
import { NotAllowed, NotAuthenticated, Unreachable } from '../errors';
import { discoverProvider, type ProviderMetadata } from './discovery';
import { isMail } from '../people/lookup';
import { messageOf } from '../../domain/text/message-of';

export interface Oidc {
  /**
   * Who was signed in. Rejects with `NotAuthenticated` when the token proves nothing, `NotAllowed` when it proves who it
   * is and gives no access, `Unreachable` when the provider's keys can't be fetched.
   */
  verify(token: string): Promise<SignedIn>;
  /** The same for what the provider answers to a sign-in that we began; what it says of a mail address must be verified. */
  verifySignIn(token: string, expected: { clientId: string; nonce: string }): Promise<SignedIn>;
  /** What the provider says of itself, asked once. */
  metadata(): Promise<ProviderMetadata>;
}

export interface SignedIn {
  person: string;
  access?: Access;
}

/** Only those where the key that checks can't sign. */
const ALGORITHMS = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ');

/** How far clocks may differ. */
const TOLERANCE_S = 30;

const TIMEOUT_MS = 5_000;

/** Even for an unknown key we don't ask for the keys more often than this. */
const COOLDOWN_MS = 30_000;

/** `cooldownMs`: the least time between two questions for the provider's keys. */
export function createOidc(settings: OidcSettings, { cooldownMs = COOLDOWN_MS } = {}): Oidc {
  const { issuer, audience } = settings;
  const metadata = once(() => discoverProvider(issuer));

  const findKeys = async ({ createRemoteJWKSet }: typeof Jose): Promise<Jose.JWTVerifyGetKey> => {
    const url = settings.jwksUrl ?? (await metadata()).jwks_uri;
    return createRemoteJWKSet(new URL(url), { timeoutDuration: TIMEOUT_MS, cooldownDuration: cooldownMs });
  };

  const keys = once(async () => findKeys(await import('jose')));

  const keyOf =
    (jose: typeof Jose): Jose.JWTVerifyGetKey =>
    async (header, token) => {
      try {
        return await (
          await keys()
        )(header, token);
      } catch (error) {
        const { JWKSNoMatchingKey, JWKSMultipleMatchingKeys, JOSENotSupported } = jose.errors;
        if ([JWKSNoMatchingKey, JWKSMultipleMatchingKeys, JOSENotSupported].some((kind) => error instanceof kind))
          throw error;
        throw new Unreachable(
          `Can't fetch the keys of ${issuer}, so this sign-in can't be checked: ${messageOf(error)}. Try again, or use a token created with \`muster token create\`.`,
          { cause: error },
        );
      }
    };

  const payloadOf = async (token: string, aud: string, requiredClaims: string[]): Promise<Jose.JWTPayload> => {
    const jose = await import('jose');
    try {
      const { payload } = await jose.jwtVerify(token, keyOf(jose), {
        ...{ issuer, audience: aud, algorithms: ALGORITHMS, clockTolerance: TOLERANCE_S },
        requiredClaims: ['exp', settings.personClaim, ...requiredClaims],
      });
      return payload;
    } catch (error) {
      throw error instanceof jose.errors.JOSEError
        ? new NotAuthenticated(`Invalid sign-in (${messageOf(error)}). Sign in again.`, { cause: error })
        : error;
    }
  };

  return {
    metadata,
    verify: async (token) => whoIsIn(await payloadOf(token, audience, []), settings),
    verifySignIn: async (token, { clientId, nonce }) => {
      const payload = await payloadOf(token, clientId, ['iat', 'nonce']);
      if (payload['nonce'] !== nonce)
        throw new NotAuthenticated('This sign-in is not the one that you began. Begin again.');
      // A token for several, or by somebody else's doing, says for whom it was made.
      const { azp = Array.isArray(payload.aud) && payload.aud.length > 1 ? undefined : clientId } = payload;
      if (azp !== clientId) throw new NotAuthenticated('This sign-in was made for another program than Muster.');
      if (settings.personClaim === 'email' && payload['email_verified'] !== true) throw notVerified();
      return whoIsIn(payload, settings);
    },
  };
}

/** Done once; what failed is tried again at the next question. */
function once<Result>(ask: () => Promise<Result>): () => Promise<Result> {
  let known: Promise<Result> | undefined;
  return () =>
    (known ??= ask().catch((error: unknown) => {
      known = undefined;
      throw error;
    }));
}

const notVerified = (): NotAuthenticated =>
  new NotAuthenticated('The identity provider has not verified the email address of this sign-in.');

function whoIsIn(payload: Jose.JWTPayload, { personClaim, accessClaim }: OidcSettings): SignedIn {
  const person = payload[personClaim];
  if (typeof person !== 'string' || person.trim() === '')
    throw new NotAuthenticated(`The claim "${personClaim}" of this sign-in is missing or empty.`);
  if (personClaim === 'email') expectVerifiedMail(person, payload['email_verified']);
  if (accessClaim === undefined) return { person };
  const access = highest(payload[accessClaim]);
  if (access === undefined)
    throw new NotAllowed(`The claim "${accessClaim}" of this sign-in must contain one of ${ACCESS_LEVELS.join(', ')}.`);
  return { person, access };
}

/** Where people type their own address, anyone could type someone else's. Some providers say nothing about it, or say it as text. */
function expectVerifiedMail(mail: string, verified: unknown): void {
  if (!isMail(mail)) throw new NotAuthenticated('The claim "email" of this sign-in is not an email address.');
  if (verified !== undefined && verified !== true && verified !== 'true') throw notVerified();
}

/** The claim may hold other groups too. */
function highest(claim: unknown): Access | undefined {
  const said = Array.isArray(claim) ? (claim as unknown[]) : [claim];
  return ACCESS_LEVELS.findLast((level) => said.includes(level));
}
