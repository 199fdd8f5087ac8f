/**
 * PagerDuty's schedules, as one vendor among others: they tell the directory who is on call. This room only reads from
 * PagerDuty, and keeps its last answers for the time when it does not respond.
 */
import { declareVendor } from '../shared/vendor';
import { openOnCallBook } from './';
import { createPagerDutyOnCallCheck } from './check';
import { readPagerDutyApiSettings } from './settings';

export const pagerDutyOnCallVendor = declareVendor({
  name: 'PagerDuty, on call',
  turnedOnBy: 'MUSTER_PAGERDUTY_API_TOKEN',
  settings: readPagerDutyApiSettings,
  ports: [],
  open: () => ({}),
  check: (settings, { people }) => createPagerDutyOnCallCheck(settings, people),
  onCall: (settings, { home, warn }) =>
    openOnCallBook(settings, home, {
      onProblem: (problem) => warn('Can’t use the file with PagerDuty’s last answers', problem),
    }),
});
