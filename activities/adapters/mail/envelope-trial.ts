/** Whether a server would take mail, without any: a transaction that is begun and taken back (RFC 5321, 4.1.1.5). */
import { domainToASCII } from 'node:url';
import type { MailRefused } from './failures';
import { createSmtpSessions, type OwnLogins, type SmtpOptions } from './smtp-session';

export interface Envelope {
  from: string;
  to: readonly string[];
}

/** What the server refused, in its own words. Where it refuses the sender it is not asked about recipients. */
export interface EnvelopeTried {
  sender?: MailRefused;
  recipients: MailRefused[];
}

/** nodemailer sends a command of somebody's own only as a way to log in, so this is one. */
const TRIAL = 'X-MUSTER-TRIAL';

/** Connects, logs in and names sender and recipients, then takes it back. Throws as sending does. */
export function tryEnvelope(
  options: SmtpOptions,
  { from, to }: Envelope,
  signal?: AbortSignal,
): Promise<EnvelopeTried> {
  const tried: EnvelopeTried = { recipients: [] };
  let hide = (text: string): string => text;
  const refusedBy = (address: string, reply: string): MailRefused | undefined => {
    const code = Number(reply.slice(0, 3));
    return code >= 200 && code < 300 ? undefined : { address, code, words: hide(reply) };
  };
  const trial: OwnLogins = {
    [TRIAL]: async (server) => {
      const sender = refusedBy(from, (await server.sendCommand(`MAIL FROM:<${asWritten(from)}>`)).response);
      if (sender !== undefined) tried.sender = sender;
      for (const address of sender === undefined ? to : []) {
        const refused = refusedBy(address, (await server.sendCommand(`RCPT TO:<${asWritten(address)}>`)).response);
        if (refused !== undefined) tried.recipients.push(refused);
      }
      await server.sendCommand('RSET');
    },
  };
  return createSmtpSessions(options, trial)<EnvelopeTried>((session) => {
    ({ hide } = session);
    session.connection.login({ method: TRIAL }, (error) => {
      if (error) session.fail(error);
      else session.done(tried);
    });
  }, signal);
}

/** An address as commands hold it; callers have made sure that it is one. */
const asWritten = (address: string): string => {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, at)}@${domainToASCII(address.slice(at + 1)) || address.slice(at + 1)}`;
};
