/**
 * E-mail over SMTP, and invitations by mail (RFC 6047). One mail per key: the same Message-ID however often it is sent,
 * and nothing is sent again once the server's answer was seen.
 */
import type { CalendarPort, Directory, Mailer } from '../../ports';
import type { Channel } from '../delivery/channel';
import { createAccepted } from './sent-log';
import { isAddress } from './headers';
import { findAddresses } from './recipients';
import { createSending, type Send, type Sender } from './send';
import { createSmtp, type SmtpOptions } from './smtp';
import { defined } from '../../../domain/state/fields';

export interface MailOptions {
  smtp: SmtpOptions;
  from: Sender;
  replyTo?: string;
  /** Muster's home; what was taken is noted in `mail.jsonl` in it. */
  home: string;
  directory: Pick<Directory, 'person' | 'whoIs'>;
  now?: () => number;
}

/** Mail as Muster uses it. Take all three from one call: they share the note of what was taken. */
export function createMail(options: MailOptions): { mailer: Mailer; calendar: CalendarPort; channel: Channel } {
  const { smtp, from, replyTo, home, directory, now = Date.now } = options;
  const send = createSending({
    deliver: createSmtp(smtp),
    accepted: createAccepted({ home, now }),
    from,
    now,
    ...defined({ replyTo }),
  });
  return {
    mailer: {
      async send({ to: named, ...message }, signal) {
        const { addresses, problems } = await findAddresses(directory, named, now());
        const to = addresses.map((address) => ({ name: '', address }));
        return send({ ...message, subject: subjectOf(message), to, problems }, signal);
      },
    },
    calendar: {
      organizer: from,
      invite({ to: people, ics, incidentId, key, kind, text, room, ...request }, signal) {
        const [to, unmailable] = [
          people.filter(({ address }) => isAddress(address)),
          people.filter(({ address }) => !isAddress(address)),
        ];
        const invitation = {
          ics,
          method: /^METHOD:CANCEL\r?$/m.test(ics) ? ('CANCEL' as const) : ('REQUEST' as const),
        };
        const problems = unmailable.map(({ name }) => `${name} has no usable email address`);
        const subject = subjectOf({ text, ...request });
        return send({ incidentId, key, kind, text, room, subject, to, problems, invitation }, signal);
      },
    },
    channel: createMailChannel(send),
  };
}

/** Pages by mail, for a ladder of several ways. The address is one of the person's own. */
export function createMailChannel(send: Send): Channel {
  return {
    name: 'mail',
    serves: ['email'],
    loudness: () => 'quiet',
    mayRepeat: true,
    async send({ to, incidentId, key, kind, text, subject, answer, room, links }, address, signal) {
      const problems = isAddress(address) ? [] : [`${JSON.stringify(address)} is not an email address`];
      const people = problems.length > 0 ? [] : [{ name: to.name, address }];
      const said = subject ?? subjectOf({ text });
      const mail = {
        incidentId,
        key,
        kind,
        text,
        room,
        links,
        answerUrl: answer?.url,
        subject: said,
        to: people,
        problems,
      };
      return send(mail, signal);
    },
  };
}

const subjectOf = ({ subject, text }: { subject?: string; text: string }): string =>
  subject ?? text.split('\n')[0] ?? '';
