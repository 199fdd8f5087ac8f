/** Does the identity provider answer, so that people can sign in? */
import { type Examined, ok, wrong } from '../../domain/doctor/finding';
import { messageOf } from '../../domain/text/message-of';
import { discoverProvider, signInEndpoints } from '../access/discovery';
import type { OidcSettings } from '../config';

/** Asks it as a sign-in would; nothing where none is named. */
export async function examineProvider(settings: OidcSettings | undefined): Promise<Examined[]> {
  if (settings === undefined) return [];
  const { issuer, client } = settings;
  const what = 'identity provider';
  try {
    const known = await discoverProvider(issuer);
    if (client === undefined) return [ok(what, `${issuer} answers; its signed tokens count as sign-ins`)];
    signInEndpoints(settings, known);
    return [ok(what, `${issuer} answers; it must know ${client.redirectUri} as an address to return to`)];
  } catch (error) {
    return [wrong(what, `nobody can sign in with ${issuer}: ${messageOf(error)}`)];
  }
}
