/** How does a mail server take part in the demo, with notifications and invitations? */
import { effectKey, isCall } from '../../domain/state/keys';
import { messageIdOf } from '../../activities/adapters/mail/headers';
import type { Person } from '../../directory/schema';
import { StartRefused } from '../../launcher/refusal';
import { FakeMailServer } from '../../test/fakes/mail/fake-mail-server';
import type { Received as Mail } from '../../test/fakes/mail/page';
import type { SentEffect } from './effects';
import type { Received, Vendor } from './vendor';

const DOMAIN = 'muster.example';
const EXPECTED = [
  effectKey('initial', { port: 'mail' }),
  effectKey('resolved', { port: 'mail' }),
  effectKey('invitation', { sequence: 0 }),
  effectKey('invitation', { sequence: 1 }),
];

/** Mail and invitations, by SMTP. */
export const mail: Vendor = {
  name: 'Mail',
  ports: ['mail', 'calendar'],
  expects: [
    {
      what: 'stakeholders got the first and the last notification by email, and attendees both invitations',
      problem: ({ sent }) => {
        const there = sent.filter(({ vendor, text }) => vendor === 'Mail' && text !== '').map(({ key }) => key);
        const missing = EXPECTED.filter((key) => !there.includes(key));
        return missing.length === 0 ? undefined : `missing: ${missing.join(', ')}`;
      },
    },
  ],
  async start(people) {
    const fake = await startServer();
    return {
      settings: {
        MUSTER_SMTP_URL: `smtp://127.0.0.1:${fake.port}`,
        MUSTER_MAIL_FROM: `Muster <alerts@${DOMAIN}>`,
      },
      page: fake.pageUrl,
      received: (effects) => {
        const byMessageId = new Map(
          effects.map((effect) => [messageIdOf(effect.incidentId, effect.key, DOMAIN), effect]),
        );
        return fake.received.flatMap((one) => receivedAs(one, people, byMessageId));
      },
      stop: () => fake.stop(),
    };
  },
};

/** The server needs development packages, which may not be installed. */
async function startServer(): Promise<FakeMailServer> {
  try {
    // Unencrypted, because nothing leaves this machine.
    return await FakeMailServer.start({ disabledCommands: ['STARTTLS'] });
  } catch (error) {
    if (!isMissing(error, /'(smtp-server|mailparser)'/)) throw error;
    throw new StartRefused(
      'The mail server of `npm run demo -- --vendors` needs the development packages smtp-server and mailparser, which are not installed: run `npm ci` in the folder of Muster.',
    );
  }
}

/** Node says it in two ways: one for `require`, one for `import`. */
const isMissing = (error: unknown, module: RegExp): boolean =>
  error instanceof Error &&
  'code' in error &&
  /^(ERR_)?MODULE_NOT_FOUND$/.test(String(error.code)) &&
  module.test(error.message);

/** What one mail is to each of those who got it. The effect is found by the mail's Message-ID, which is made of it. */
function receivedAs(
  { at, to, mail: parsed }: Mail,
  people: readonly Person[],
  byMessageId: ReadonlyMap<string, SentEffect>,
): Received[] {
  const { messageId = '', subject = '', text = '', attachments } = parsed;
  const effect = byMessageId.get(messageId);
  const isInvitation = attachments.some(({ contentType }) => contentType.startsWith('text/calendar'));
  const key = effect?.key ?? messageId;
  return to.map((address) => ({
    at,
    incidentId: effect?.incidentId ?? '',
    key,
    port: isInvitation ? 'calendar' : isCall(key) ? 'page' : 'mail',
    device: 'mailbox',
    to: people.find(({ contactPoints }) => contactPoints.some((point) => point.address === address))?.id ?? address,
    subject,
    text,
  }));
}
