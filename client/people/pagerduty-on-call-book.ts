/** How does this process ask PagerDuty who is on call, if a token is set? */
import { openOnCallBook } from '../../activities/adapters/pagerduty-on-call';
import { createPagerDutyApi, type PagerDutyApi } from '../../activities/adapters/pagerduty-on-call/api';
import { readPagerDutyApiSettings } from '../../activities/adapters/pagerduty-on-call/settings';
import type { OnCallBook } from '../../directory/provider-on-call';

/** PagerDuty's API, or nothing where no token is set. */
export function pagerDutyApi(env: NodeJS.ProcessEnv): PagerDutyApi | undefined {
  const settings = readPagerDutyApiSettings(env);
  return settings && createPagerDutyApi(settings);
}

/**
 * Asks PagerDuty who is on call, for the directory; `undefined` if no token is set. It starts with the answers that are
 * stored in the home; with `keeps`, new answers are stored there too. A short command stores nothing.
 */
export function openPagerDutyOnCall(
  env: NodeJS.ProcessEnv,
  home: string,
  keeps?: { onProblem: (problem: string) => void },
): OnCallBook | undefined {
  const settings = readPagerDutyApiSettings(env);
  return settings && openOnCallBook(settings, home, keeps);
}
