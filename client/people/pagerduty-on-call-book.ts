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
 * Who asks PagerDuty for the directory, or nobody where no token is set. It begins with the answers that are kept in the home;
 * `keeps` says that its own are kept there too. A command that is over at once writes nothing.
 */
export function openPagerDutyOnCall(
  env: NodeJS.ProcessEnv,
  home: string,
  keeps?: { onProblem: (problem: string) => void },
): OnCallBook | undefined {
  const settings = readPagerDutyApiSettings(env);
  return settings && openOnCallBook(settings, home, keeps);
}
