/**
 * Twilio, as one vendor among others: it sends text messages and phone calls. This room sends pages and reads what
 * became of them; before a retry it looks for the message or call that may already have gone out.
 */
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
