import { createPagerDutyApi } from '../activities/adapters/pagerduty-on-call/api';
import { createOnCallBook } from '../activities/adapters/pagerduty-on-call/book';
import type { OnCallBook } from '../directory/asked';
import type { PagerDutyApiSettings } from '../launcher/pagerduty-api';

/** Who asks PagerDuty for the directory, or nobody where no token is set. */
export const pagerDutyOnCall = (settings: PagerDutyApiSettings | undefined): OnCallBook | undefined =>
  settings && createOnCallBook({ api: createPagerDutyApi(settings) });
