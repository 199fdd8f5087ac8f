import { createPagerDutyApi } from '../activities/adapters/pagerduty-on-call/api';
import { createOnCallBook } from '../activities/adapters/pagerduty-on-call/book';
import type { OnCallBook } from '../directory/asked';
import { readPagerDutyApiSettings } from '../launcher/pagerduty-api';

/** Who asks PagerDuty for the directory, or nobody where no token is set. */
export function pagerDutyOnCall(env: NodeJS.ProcessEnv): OnCallBook | undefined {
  const settings = readPagerDutyApiSettings(env);
  return settings && createOnCallBook({ api: createPagerDutyApi(settings) });
}
