/**
 * A mail server, as one vendor among others: it sends mail, reminders and invitations, and pages people who want mail.
 * This room does not send again what the server has accepted, and reads no mailbox.
 */
import { declareVendor } from '../shared/vendor';
import { createMail } from './';
import { createMailCheck } from './check';
import { readMailSettings } from './settings';

export const mailVendor = declareVendor({
  name: 'mail',
  turnedOnBy: 'MUSTER_SMTP_URL',
  settings: readMailSettings,
  ports: ['mailer', 'reminderMail', 'calendar', 'channels'],
  open: (settings, { home, directory }) => {
    const { mailer, calendar, channel } = createMail({ ...settings, home, directory });
    return { mailer, reminderMail: mailer, calendar, channels: [channel] };
  },
  check: createMailCheck,
});
