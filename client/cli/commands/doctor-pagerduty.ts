/** The part of `muster doctor` that tries the PagerDuty token on this machine. */
import { tryRights } from '../../../activities/adapters/pagerduty-on-call/account';
import { type Examined, wrong } from '../../../domain/doctor/finding';
import { nameOfSource, sourcesIn } from '../../../directory/provider-on-call';
import type { OffIntegration } from '../../../launcher/off-integrations';
import { readOrOff } from '../../read-or-off';
import { pagerDutyApi } from '../../people/pagerduty-on-call-book';
import type { Session } from '../session';

const WHAT = 'PagerDuty (from this machine)';

/**
 * Whether this command line can ask PagerDuty who is on call, as `muster oncall` does, and which right its token lacks; the
 * worker tries its own. Returns nothing if PagerDuty is not used.
 */
export async function examinePagerDuty({ ground, io }: Session): Promise<Examined[]> {
  const sources = sourcesIn(ground.directory.current());
  const off: OffIntegration[] = [];
  const api = readOrOff(
    WHAT,
    () => pagerDutyApi(io.env),
    (found) => void off.push(found),
  );
  if (off.length > 0) return off.map(({ problem }) => wrong(WHAT, problem));
  if (api === undefined) {
    const text = `MUSTER_PAGERDUTY_API_TOKEN is not set, and the directory takes its on-call from ${sources.map(nameOfSource).join(', ')}`;
    return sources.length === 0 ? [] : [{ state: 'error', what: WHAT, text }];
  }
  const rights = await tryRights(api);
  const refused = rights.filter((right) => right.refused !== undefined);
  if (refused.length === 0) return [{ state: 'ok', what: WHAT, text: 'the token has all scopes it needs' }];
  return refused.map(({ scope, why, refused: reason = '', isMissing }) => ({
    state: scope === 'oncalls.read' && sources.length > 0 ? 'error' : 'note',
    what: WHAT,
    text:
      isMissing === true
        ? `the token lacks the scope ${scope} (${why}): ${reason}`
        : `${scope} was not checked: ${reason}`,
  }));
}
