/** Who did the identity provider sign in, and how much access does the sign-in give them? */
import type * as Jose from 'jose' with { 'resolution-mode': 'import' };
import { type Access, ACCESS_LEVELS } from '../../domain/state/access';
import type { OidcSettings } from '../config';
import { NotAllowed, NotAuthenticated, Unreachable } from '../errors';
import { discoverKeys } from './discovery';
import { isMail } from '../people/lookup';
import { messageOf } from '../../domain/text/message-of';

export interface Oidc {
  /**
   * Who was signed in. Rejects with `NotAuthenticated` when the token proves nothing, `NotAllowed` when it proves who it
   * is and gives no access, `Unreachable` when the provider's keys can't be fetched.
   */
  verify(token: string): Promise<{ person: string; access?: Access }>;
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
  let keys: Promise<Jose.JWTVerifyGetKey> | undefined;

  const findKeys = async ({ createRemoteJWKSet }: typeof Jose): Promise<Jose.JWTVerifyGetKey> => {
    const url = settings.jwksUrl ?? (await discoverKeys(issuer, TIMEOUT_MS));
    return createRemoteJWKSet(new URL(url), { timeoutDuration: TIMEOUT_MS, cooldownDuration: cooldownMs });
  };

  /** Found once; what failed is tried again at the next question. */
  const keysOnce = (jose: typeof Jose): Promise<Jose.JWTVerifyGetKey> => {
    keys ??= findKeys(jose).catch((error: unknown) => {
      keys = undefined;
      throw error;
    });
    return keys;
  };

  const keyOf =
    (jose: typeof Jose): Jose.JWTVerifyGetKey =>
    async (header, token) => {
      try {
        return await (
          await keysOnce(jose)
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

  return {
    verify: async (token) => {
      const jose = await import('jose');
      try {
        const { payload } = await jose.jwtVerify(token, keyOf(jose), {
          ...{ issuer, audience, algorithms: ALGORITHMS, clockTolerance: TOLERANCE_S },
          requiredClaims: ['exp', settings.personClaim],
        });
        return whoIsIn(payload, settings);
      } catch (error) {
        throw error instanceof jose.errors.JOSEError
          ? new NotAuthenticated(`Invalid sign-in (${messageOf(error)}). Sign in again.`, { cause: error })
          : error;
      }
    },
  };
}

function whoIsIn(
  payload: Jose.JWTPayload,
  { personClaim, accessClaim }: OidcSettings,
): { person: string; access?: Access } {
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
  if (verified !== undefined && verified !== true && verified !== 'true')
    throw new NotAuthenticated('The identity provider has not verified the email address of this sign-in.');
}

/** The claim may hold other groups too. */
function highest(claim: unknown): Access | undefined {
  const said = Array.isArray(claim) ? (claim as unknown[]) : [claim];
  return ACCESS_LEVELS.findLast((level) => said.includes(level));
}
