/** Where does an identity provider publish its signing keys? */
import axios from 'axios';
import { z } from 'zod';
import { isSafeAddress } from '../../launcher/vendor-settings';

const MOST_BYTES = 64 * 1024;

/** The part that we need of https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata */
const Metadata = z.object({ issuer: z.string(), jwks_uri: z.string().refine(isSafeAddress) });

/** Asks an issuer where its keys are. Rejects when it does not say, or says it of another issuer. */
export async function discoverKeys(issuer: string, withinMs: number): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const { data } = await axios.get<unknown>(url, {
    timeout: withinMs,
    signal: AbortSignal.timeout(withinMs),
    maxRedirects: 0,
    maxContentLength: MOST_BYTES,
    proxy: false,
  });
  const parsed = Metadata.safeParse(data);
  if (!parsed.success) throw new Error(`${url} has no "jwks_uri"`);
  if (parsed.data.issuer !== issuer) throw new Error(`${url} belongs to the issuer "${parsed.data.issuer}"`);
  return parsed.data.jwks_uri;
}
