/** May the HTTP server start, or would other machines get in without any authentication? */
import { StartRefused } from '../../launcher/refusal';
import type { ClientConfig } from '../config';
import { isLoopback } from './loopback';
import type { Tokens } from './tokens';

/**
 * Whether only this machine will reach the HTTP server. Throws `StartRefused` if other machines will and nobody could
 * prove who they are.
 */
export async function refuseOpenDoor({ host, oidc }: ClientConfig, tokens: Tokens): Promise<{ loopback: boolean }> {
  const loopback = await isLoopback(host);
  if (loopback || oidc !== undefined || tokens.liveForPeople()) return { loopback };
  throw new StartRefused(
    `MUSTER_HOST is ${host}, which is reachable from other machines, but no authentication is set up. Create a token for a person first (muster token create --person PRIYA), or configure your identity provider (MUSTER_OIDC_ISSUER and MUSTER_OIDC_AUDIENCE), or leave MUSTER_HOST at 127.0.0.1. See docs/access.md.`,
  );
}
