/** How mail goes out, as the environment says it. */
import type { MailOptions } from './';
import { isAddress } from './headers';
import { StartRefused } from '../../../launcher/refusal';
import { allSettings, refusedUnless } from '../../../launcher/all-settings';
import { secretSetting } from '../../../launcher/secret-setting';
import { defined } from '../../../domain/state/fields';

export type MailSettings = Pick<MailOptions, 'smtp' | 'from' | 'replyTo'>;

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

const OTHERS = ['MUSTER_MAIL_FROM', 'MUSTER_MAIL_REPLY_TO', 'MUSTER_SMTP_STARTTLS'] as const;

/** How to send mail, or nothing where no server is named. Refuses what can't be used, without saying the password. */
export function readMailSettings(env: NodeJS.ProcessEnv): MailSettings | undefined {
  const url = secretSetting(env, 'MUSTER_SMTP_URL');
  if (url === undefined) {
    const stray = OTHERS.find((name) => (env[name]?.trim() ?? '') !== '');
    if (stray === undefined) return undefined;
    throw new StartRefused(
      `${stray} is set, but MUSTER_SMTP_URL is not, so no email would be sent. Set both, or neither. See docs/mail.md.`,
    );
  }
  const { smtp, from, replyTo } = allSettings({
    from: () => senderIn(env.MUSTER_MAIL_FROM ?? ''),
    replyTo: () => replyToIn(env.MUSTER_MAIL_REPLY_TO || undefined),
    smtp: () => serverAt(url, env.MUSTER_SMTP_STARTTLS ?? ''),
  });
  return { smtp, from, ...defined({ replyTo }) };
}

const replyToIn = (text: string | undefined): string | undefined =>
  refusedUnless(
    text,
    text === undefined || isAddress(text),
    `MUSTER_MAIL_REPLY_TO is "${text ?? ''}"; it must be an email address.`,
  );

function serverAt(text: string, starttls: string): MailSettings['smtp'] {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '')
    throw new StartRefused(
      'MUSTER_SMTP_URL must be an address such as smtp://user:password@mail.example.com:587 or smtps://mail.example.com.',
    );
  if (!['', 'yes', 'no'].includes(starttls))
    throw new StartRefused(`MUSTER_SMTP_STARTTLS is "${starttls}"; it must be yes or no.`);
  const implicit = url.protocol === 'smtps:';
  const isPlain = starttls === 'no' || (starttls === '' && LOOPBACK.test(url.hostname));
  const [user, password] = [plain(url.username), plain(url.password)];
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (implicit ? 465 : 587) : Number(url.port),
    tls: implicit ? 'implicit' : isPlain ? 'none' : 'required',
    ...(user !== '' && { user, password }),
  };
}

function plain(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new StartRefused(
      'MUSTER_SMTP_URL: write special characters in the user and the password as %XX (% itself as %25).',
    );
  }
}

/** `alerts@example.com` or `Muster <alerts@example.com>`. */
function senderIn(text: string): MailSettings['from'] {
  const match = /^(.*)<([^<>]*)>$/.exec(text.trim());
  const [name, address] = match === null ? ['Muster', text.trim()] : [(match[1] ?? '').trim(), match[2] ?? ''];
  if (!isAddress(address))
    throw new StartRefused(
      `MUSTER_MAIL_FROM is "${text}"; it must be an address such as alerts@example.com or Muster <alerts@example.com>.`,
    );
  return { name, address };
}
