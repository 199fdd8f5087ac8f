/** Does the mail server let Muster send to the stakeholders? No mail is sent to find out. */
import { type Examined, noteFinding, ok, wrong } from '../../../domain/doctor/finding';
import type { Policy } from '../../../policy/schema';
import type { IntegrationCheck } from '../../ports/check';
import type { MailOptions } from './';
import { type EnvelopeTried, tryEnvelope } from './envelope-trial';
import { isTemporary } from './failures';
import { isAddress } from './headers';
import type { SmtpOptions } from './smtp-session';

const WHAT = 'mail';

/** As many recipients are tried; servers take offence at more. */
const MOST_TRIED = 5;

/** Connects to the mail server as a mail would, logs in, and asks whether it takes sender and stakeholders. Sends no mail. */
export const createMailCheck = (options: Pick<MailOptions, 'smtp' | 'from'> | undefined): IntegrationCheck => ({
  what: WHAT,
  async examine({ policy, signal }) {
    if (options === undefined) return [noteFinding(WHAT, 'not configured, so emails and invitations go to the outbox')];
    const { smtp, from } = options;
    const to = stakeholdersOf(policy);
    const tried = await connected(() => tryEnvelope(smtp, { from: from.address, to }, signal), signal);
    return [
      ok(WHAT, reached(smtp)),
      ...inTheClear(smtp),
      senderFound(tried, from.address),
      ...recipientsFound(tried, to),
    ];
  },
});

/** Addresses as they stand in the policy; people and roles are looked up in the directory when a mail goes out. */
const stakeholdersOf = ({ communication }: Policy): string[] =>
  communication.stakeholders.addresses.filter(isAddress).slice(0, MOST_TRIED);

/** Node says what is wrong with a certificate, and not what to do about it. */
async function connected<Result>(connect: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
  try {
    return await connect();
  } catch (error) {
    if (signal.aborted || !(error instanceof Error) || !/certificate|altnames/i.test(error.message)) throw error;
    throw new Error(
      `${error.message}: correct the host in MUSTER_SMTP_URL, or set NODE_EXTRA_CA_CERTS if you have your own certificate authority`,
      { cause: error },
    );
  }
}

const WAYS = { implicit: 'over TLS', required: 'over STARTTLS', none: 'without encryption' };

const reached = ({ host, port, tls, user }: SmtpOptions): string =>
  `${host}:${port} answers ${WAYS[tls]}${user === undefined ? '; no login is set' : ' and accepts the login'}`;

const inTheClear = ({ tls, user, host }: SmtpOptions): Examined[] =>
  tls === 'none' && user !== undefined && !/^(localhost|127\.|::1)/.test(host)
    ? [noteFinding(WHAT, 'the password is sent unencrypted: remove MUSTER_SMTP_STARTTLS=no')]
    : [];

const senderFound = ({ sender }: EnvelopeTried, from: string): Examined => {
  const what = `mail, sender ${from}`;
  if (sender === undefined) return ok(what, 'accepted');
  return isTemporary(sender)
    ? noteFinding(what, `temporarily refused: ${sender.words}`)
    : wrong(what, `refused: ${sender.words}: correct MUSTER_MAIL_FROM, or allow the login to send as this address`);
};

function recipientsFound({ sender, recipients }: EnvelopeTried, to: string[]): Examined[] {
  if (sender !== undefined || to.length === 0) return [];
  if (recipients.length === 0) return [ok('mail, stakeholders', `the server accepts email for ${to.join(', ')}`)];
  return recipients.map((refused) => {
    const what = `mail, stakeholder ${refused.address}`;
    return isTemporary(refused)
      ? noteFinding(what, `temporarily refused: ${refused.words}`)
      : wrong(what, `refused: ${refused.words}`);
  });
}
