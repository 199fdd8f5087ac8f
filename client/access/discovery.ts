/** What does an identity provider say of itself: where are its signing keys, and where does it sign people in? */
import axios from 'axios';
import { z } from 'zod';
import { isSafeAddress } from '../../launcher/vendor-settings';
import type { OidcSettings } from '../config';

const MOST_BYTES = 64 * 1024;

const TIMEOUT_MS = 5_000;

const Address = z.string().refine(isSafeAddress);

/** The part that we need of https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata */
const Metadata = z.object({
  issuer: z.string(),
  jwks_uri: Address,
  authorization_endpoint: Address.optional(),
  token_endpoint: Address.optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).default(['client_secret_basic']),
  authorization_response_iss_parameter_supported: z.boolean().default(false),
});

export type ProviderMetadata = z.output<typeof Metadata>;

/** How a provider is asked: in a bounded time, nowhere else than at the address, and for no more than we can use. */
export const askingProvider = () => ({
  timeout: TIMEOUT_MS,
  signal: AbortSignal.timeout(TIMEOUT_MS),
  maxRedirects: 0,
  maxContentLength: MOST_BYTES,
  proxy: false as const,
});

/** Asks an issuer. Rejects when it does not say, or says it of another issuer. */
export async function discoverProvider(issuer: string): Promise<ProviderMetadata> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const { data } = await axios.get<unknown>(url, askingProvider());
  const parsed = Metadata.safeParse(data);
  if (!parsed.success) throw new Error(`${url} has no "jwks_uri"`);
  if (parsed.data.issuer !== issuer) throw new Error(`${url} belongs to the issuer "${parsed.data.issuer}"`);
  return parsed.data;
}

export interface SignInEndpoints {
  authorization: string;
  token: string;
}

/** Where it signs people in. Throws where it does not say. */
export function signInEndpoints(
  { issuer }: Pick<OidcSettings, 'issuer'>,
  { authorization_endpoint: authorization, token_endpoint: token }: ProviderMetadata,
): SignInEndpoints {
  if (authorization === undefined || token === undefined)
    throw new Error(`${issuer} names no authorization_endpoint and token_endpoint`);
  return { authorization, token };
}
