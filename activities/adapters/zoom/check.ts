/** Does the Zoom app have its scopes, and can it list the host's meetings? It creates none. */
import { type Examined, noteFinding, ok, wrong } from '../../../domain/doctor/finding';
import type { IntegrationCheck } from '../../ports/check';
import { examinedApart } from '../shared/check-apart';
import type { ZoomOptions } from './';
import { createZoomApi } from './api';
import { createZoomMeetings } from './meetings';
import { createZoomTokens } from './tokens';
import { defined } from '../../../domain/state/fields';

const WHAT = 'Zoom';

/** Scopes that the bridge needs, what for, and those from before Zoom had granular ones, which give the same. */
const NEEDED: { scope: string; why: string; older: string }[] = [
  { scope: 'meeting:read:list_meetings:admin', why: 'checks whether the meeting exists', older: 'meeting:read:admin' },
  { scope: 'meeting:write:meeting:admin', why: 'creates the meeting', older: 'meeting:write:admin' },
];

/** No meeting has it: looking for it reads what the bridge reads, and finds nothing. */
const NO_MARKER = 'muster-doctor-looks';

/** Gets a token, compares its scopes with those that are needed, and lists the host's meetings. Makes none. */
export const createZoomCheck = (options: ZoomOptions | undefined): IntegrationCheck => ({
  what: WHAT,
  async examine({ signal }) {
    if (options === undefined)
      return [
        noteFinding(
          WHAT,
          "not configured: the bridge is the policy's standing link; without one, a person is asked to open a call",
        ),
      ];
    const { apiUrl, oauthUrl, clientSecret, withinMs = 4_000, user = 'me', now = Date.now } = options;
    const tokens = createZoomTokens({ ...options, withinMs, ...defined({ oauthUrl }) });
    const scopes = await tokens.scopes(signal);
    const api = createZoomApi({ tokens, clientSecret, withinMs, ...defined({ apiUrl }) });
    const meetings = createZoomMeetings({ api, user, waitingRoom: false, now });
    const missing = missingIn(scopes ?? []);
    const host = `Zoom, host ${user}`;
    // What can't be read for want of a scope says nothing about the host.
    const isBlind = scopes !== undefined && missing.some(({ scope }) => scope.startsWith('meeting:read:'));
    const hostFound = isBlind
      ? [noteFinding(host, 'can’t be checked without the scope')]
      : await examinedApart(host, signal, async () => {
          await meetings.find(NO_MARKER, signal);
          return ok(host, 'found, and its meetings can be listed');
        });
    return [ok(WHAT, 'issues a token'), ...scopesFound(scopes), ...hostFound];
  },
});

const missingIn = (scopes: readonly string[]): typeof NEEDED =>
  NEEDED.filter(({ scope, older }) => !scopes.some((given) => given === scope || given === older));

function scopesFound(scopes: readonly string[] | undefined): Examined[] {
  const what = 'Zoom, scopes';
  if (scopes === undefined) return [noteFinding(what, 'Zoom did not report which scopes the token has')];
  const missing = missingIn(scopes);
  if (missing.length === 0) return [ok(what, 'all needed scopes granted')];
  return missing.map(({ scope, why }) =>
    wrong(what, `${scope} is missing (${why}): add it to the app and reactivate the app`),
  );
}
