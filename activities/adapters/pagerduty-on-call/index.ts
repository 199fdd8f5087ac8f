/** Who is on call, from PagerDuty. */
import type { OnCallBook } from '../../../directory/provider-on-call';
import { createPagerDutyApi } from './api';
import { createOnCallBook } from './book';
import { createOnCallKeeper } from './kept';
import type { PagerDutyApiSettings } from './settings';

/**
 * Asks PagerDuty for the directory. It begins with the answers that are kept in the home; `keeps` says that its own are kept
 * there too. A command that is over at once writes nothing.
 */
export function openOnCallBook(
  settings: PagerDutyApiSettings,
  home: string,
  keeps?: { onProblem: (problem: string) => void },
): OnCallBook {
  const keeper = createOnCallKeeper({ home, ...keeps });
  return createOnCallBook({
    api: createPagerDutyApi(settings),
    keeper: keeps === undefined ? { read: () => keeper.read() } : keeper,
  });
}
