/** How does a person sign in at the identity provider with a browser (authorization code with PKCE), and come back? */
import axios from 'axios';
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { messageOf } from '../../domain/text/message-of';
import type { OidcClientSettings, OidcSettings } from '../config';
import { NotAuthenticated, Unreachable } from '../errors';
import { askingProvider, type ProviderMetadata, signInEndpoints } from './discovery';
import type { Oidc, SignedIn } from './oidc';

export interface ProviderSignIn {
  /** What people read on the button. */
  name: string;
  /** Where the browser goes, and what it has to keep meanwhile. `to`: the page that the person wanted. */
  begin(to: string): Promise<{ address: string; kept: string }>;
  /** Who came back, by what the provider added to the address and what this browser kept. */
  end(query: Readonly<Record<string, unknown>>, kept: string | undefined): Promise<SignedIn & { to: string }>;
}

/** `<secret>.<where to, in base64url>`; everything else of a sign-in follows from it, so the server has nothing to keep. */
const KEPT = /^([\w-]{43})\.([\w-]{0,1400})$/;

/** Signs people in by the provider of these settings. */
export function createProviderSignIn(settings: OidcSettings, client: OidcClientSettings, oidc: Oidc): ProviderSignIn {
  const { issuer } = settings;

  const metadata = async (): Promise<ProviderMetadata> => {
    try {
      return await oidc.metadata();
    } catch (error) {
      throw unreachable(error);
    }
  };

  const unreachable = (error: unknown): Unreachable =>
    new Unreachable(`Can't reach ${issuer} to sign you in: ${messageOf(error)}. Try again, or use your token.`, {
      cause: error,
    });

  const exchange = async (code: string, verifier: string): Promise<string> => {
    const known = await metadata();
    const form = new URLSearchParams({
      ...{ grant_type: 'authorization_code', code, redirect_uri: client.redirectUri, code_verifier: verifier },
    });
    const headers = provenBy(client, known, form);
    const asking = { ...askingProvider(), headers, validateStatus: (status: number) => status < 500 };
    const { data, status } = await axios
      .post<unknown>(signInEndpoints(settings, known).token, form, asking)
      .catch((error: unknown) => {
        throw unreachable(error);
      });
    const answer = Answer.safeParse(data);
    if (status === 200 && answer.success) return answer.data.id_token;
    const { error = `status ${status}` } = Refusal.safeParse(data).data ?? {};
    throw new NotAuthenticated(`The identity provider did not sign you in (${error}). Begin again.`);
  };

  return {
    name: new URL(issuer).hostname,

    begin: async (to) => {
      const { authorization } = signInEndpoints(settings, await metadata());
      const secret = randomBytes(32).toString('base64url');
      const address = new URL(authorization);
      const asked = {
        ...{ response_type: 'code', client_id: client.id, redirect_uri: client.redirectUri, scope: client.scope },
        ...{ state: derived(secret, 'state'), nonce: derived(secret, 'nonce') },
        ...{ code_challenge: challengeOf(derived(secret, 'verifier')), code_challenge_method: 'S256' },
      };
      for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
      return { address: address.href, kept: `${secret}.${Buffer.from(to).toString('base64url').slice(0, 1400)}` };
    },

    end: async (query, kept) => {
      const [, secret = '', to = ''] = KEPT.exec(kept ?? '') ?? [];
      const { state, code, error, iss } = Returned.parse(query);
      if (secret === '' || state === undefined || !isSame(state, derived(secret, 'state')))
        throw new NotAuthenticated('This sign-in was not begun in this browser, or too long ago. Begin again.');
      const { authorization_response_iss_parameter_supported: saysIssuer } = await metadata();
      if ((iss !== undefined || saysIssuer) && iss !== issuer)
        throw new NotAuthenticated(`This answer is not from ${issuer}. Begin again.`);
      if (code === undefined)
        throw new NotAuthenticated(`The identity provider did not sign you in (${error ?? 'no reason given'}).`);
      const token = await exchange(code, derived(secret, 'verifier'));
      const who = await oidc.verifySignIn(token, { clientId: client.id, nonce: derived(secret, 'nonce') });
      return { ...who, to: Buffer.from(to, 'base64url').toString() };
    },
  };
}

/** An error has a name of its own in the standard; anything else is not shown. */
const ErrorName = z
  .string()
  .regex(/^[a-z_]{1,60}$/)
  .optional()
  .catch('an error without a name');

const Returned = z.object({
  state: z.string().optional().catch(undefined),
  code: z.string().min(1).max(4_000).optional().catch(undefined),
  iss: z.string().optional().catch(''),
  error: ErrorName,
});

const Answer = z.object({ id_token: z.string(), token_type: z.string().regex(/^bearer$/i) });

const Refusal = z.object({ error: ErrorName });

/** By the provider's way: with a header, else in the form; a program without a secret only names itself. */
function provenBy(
  { id, secret }: OidcClientSettings,
  { token_endpoint_auth_methods_supported: methods }: ProviderMetadata,
  form: URLSearchParams,
): Record<string, string> {
  if (secret !== undefined && methods.includes('client_secret_basic')) {
    const pair = [id, secret].map((part) => new URLSearchParams({ '': part }).toString().slice(1)).join(':');
    return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
  }
  form.set('client_id', id);
  if (secret !== undefined) form.set('client_secret', secret);
  return {};
}

/** The state goes through the address, the nonce through the token; neither tells the other, nor the verifier. */
const derived = (secret: string, what: 'state' | 'nonce' | 'verifier'): string =>
  createHash('sha256').update(`${what} ${secret}`).digest('base64url');

const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

function isSame(shown: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(shown), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
