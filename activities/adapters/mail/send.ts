/** Sends one mail per effect and address: what was taken is not sent again, what was put off goes to those alone. */
import MailComposer from 'nodemailer/lib/mail-composer';
import { ProviderRejected } from '../../errors';
import type { MessageKind, Receipt, SeverityMark } from '../../ports';
import { createQueueByName } from '../shared/in-turn';
import { htmlBody, textBody } from './content';
import { isTemporary, later, MAIL, type MailRefused } from './failures';
import { domainOf, headerLine, machineHeaders, messageIdOf } from './headers';
import type { Accepted } from './sent-log';
import type { Deliver } from './smtp';
import { defined } from '../../../domain/state/fields';

export interface Sender {
  name: string;
  address: string;
}

export interface Mail {
  incidentId: string;
  key: string;
  kind: MessageKind;
  subject: string;
  text: string;
  severity?: SeverityMark;
  to: Sender[];
  /** Who can't be mailed in the first place; said in the receipt. */
  problems?: string[];
  /** The link of its only recipient. */
  answerUrl?: string | undefined;
  /** The incident's page. */
  room?: string | undefined;
  links?: string[] | undefined;
  invitation?: { ics: string; method: 'REQUEST' | 'CANCEL' };
}

export type Send = (mail: Mail, signal?: AbortSignal) => Promise<Receipt>;

export function createSending(options: {
  deliver: Deliver;
  accepted: Accepted;
  from: Sender;
  replyTo?: string;
  now: () => number;
}): Send {
  const { deliver, accepted, from, replyTo, now } = options;
  const domain = domainOf(from.address);
  // The second of the same effect finds that the first has sent it.
  const inTurn = createQueueByName();

  const compose = async (mail: Mail, messageId: string): Promise<Buffer> => {
    const { incidentId, kind, text, to, invitation, severity, answerUrl, room, links } = mail;
    const addresses = to.map(({ address }) => address);
    const root = await accepted.rootOf(incidentId, addresses, messageId);
    const content = {
      incidentId,
      kind,
      text,
      answerUrl,
      room,
      links,
      subject: headerLine(mail.subject),
      ...defined({ severity }),
    };
    return new MailComposer({
      from,
      to: to.map(({ name, address }) => ({ name: headerLine(name, 100), address })),
      ...defined({ replyTo }),
      subject: content.subject,
      messageId,
      date: new Date(now()),
      ...(root !== messageId && { inReplyTo: root, references: [root] }),
      headers: machineHeaders(incidentId, domain),
      text: textBody(content),
      html: htmlBody(content),
      ...(invitation !== undefined && {
        icalEvent: { method: invitation.method, filename: 'invite.ics', content: invitation.ics },
      }),
      disableFileAccess: true,
      disableUrlAccess: true,
      newline: 'win',
    })
      .compile()
      .build();
  };

  return (mail, signal) =>
    inTurn(JSON.stringify([mail.incidentId, mail.key]), async () => {
      signal?.throwIfAborted();
      const { to, problems = [] } = mail;
      if (to.length === 0) throw new ProviderRejected(MAIL, problems.join('; ') || 'the message has no recipients');
      const messageId = messageIdOf(mail.incidentId, mail.key, domain);
      const left = to.map(({ address }) => address).filter((address) => !accepted.has(mail, address));
      if (left.length === 0) return receipt(messageId, problems);
      const message = await compose(mail, messageId);
      const handed = await deliver({ from: from.address, to: left, message }, signal);
      if (handed.accepted.length > 0) await accepted.add(mail, handed.accepted, messageId);
      const postponed = handed.refused.find(isTemporary);
      if (postponed !== undefined) throw later(postponed.code, said(handed.refused));
      if (handed.refused.length === to.length) throw new ProviderRejected(MAIL, said(handed.refused));
      return receipt(messageId, [...problems, ...handed.refused.map(sentence)]);
    });
}

const sentence = ({ address, words }: MailRefused): string => `${address}: ${words}`;

const said = (refused: MailRefused[]): string => refused.map(sentence).join('; ');

const receipt = (reference: string, notReached: string[]): Receipt => ({
  reference,
  ...(notReached.length > 0 && { notReached }),
});
