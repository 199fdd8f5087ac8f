import { createPagerDutyApi, type PagerDutyApi } from '../../activities/adapters/pagerduty-on-call/api';
import { createOnCallBook } from '../../activities/adapters/pagerduty-on-call/book';
import type { OnCallBook } from '../../directory/asked';
import { readPagerDutyApiSettings } from '../../launcher/pagerduty-api';

/** PagerDuty's API, or nothing where no token is set. */
export function pagerDutyApi(env: NodeJS.ProcessEnv): PagerDutyApi | undefined {
  const settings = readPagerDutyApiSettings(env);
  return settings && createPagerDutyApi(settings);
}

/** Who asks PagerDuty for the directory, or nobody where no token is set. */
export function pagerDutyOnCall(env: NodeJS.ProcessEnv): OnCallBook | undefined {
  const api = pagerDutyApi(env);
  return api && createOnCallBook({ api });
}
