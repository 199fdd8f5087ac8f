/**
 * PagerDuty, as one vendor among others: it pages, and its incidents follow ours. This room sends events to PagerDuty
 * and touches only the incidents that Muster's own pages opened there.
 */
import { declareVendor } from '../shared/vendor';
import { createPagerDutyEvents } from './';
import { createPagerDutyEventsCheck } from './check';
import { readPagerDutySettings } from './settings';

export const pagerDutyVendor = declareVendor({
  name: 'PagerDuty',
  turnedOnBy: 'MUSTER_PAGERDUTY_ROUTING_KEY',
  settings: readPagerDutySettings,
  ports: ['channels', 'follower'],
  open: (settings) => {
    const { channel, follower } = createPagerDutyEvents(settings);
    return { channels: [channel], follower };
  },
  check: (settings, { people }) => createPagerDutyEventsCheck(settings, people),
});
