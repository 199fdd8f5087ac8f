import { createPagerDutyApi } from '../../activities/adapters/pagerduty-on-call/api';
import { createOnCallBook } from '../../activities/adapters/pagerduty-on-call/book';
import { createOnCallKeeper } from '../../activities/adapters/pagerduty-on-call/kept';
import type { OnCallBook } from '../../directory/provider-on-call';
import type { PagerDutyApiSettings } from '../../launcher/pagerduty-api';

/** Who asks PagerDuty for the directory and keeps its answers in the home, or nobody where no token is set. */
export function readPagerDutyOnCall(
  settings: PagerDutyApiSettings | undefined,
  home: string,
  onProblem: (problem: string) => void,
): OnCallBook | undefined {
  if (settings === undefined) return undefined;
  return createOnCallBook({ api: createPagerDutyApi(settings), keeper: createOnCallKeeper({ home, onProblem }) });
}
