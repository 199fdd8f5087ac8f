/** Twilio, as one vendor among others: it texts and calls. */
import { declareVendor } from '../shared/vendor';
import { createTwilio } from './';
import { createTwilioCheck } from './check';
import { readTwilioSettings } from './settings';

export const twilioVendor = declareVendor({
  name: 'Twilio',
  turnedOnBy: 'MUSTER_TWILIO_ACCOUNT_SID',
  settings: readTwilioSettings,
  ports: ['channels'],
  open: (settings, { home }) => ({ channels: createTwilio({ ...settings, home }) }),
  check: (settings, { people }) => createTwilioCheck(settings, people),
});
