/** What an SMTP server's replies mean (RFC 5321, 4.2.1): 4xx pass by themselves, 5xx need a person. */
import { ProviderRejected, ProviderUnavailable } from '../../errors';
import { excerpt } from '../shared/http-call';

export const MAIL = 'mail';

/** How long a server that greylists lets a sender wait, as a rule. */
const GREYLISTED_FOR_MS = 60_000;
const GREYLISTING = new Set([450, 451]);

/** Failures of nodemailer that no waiting mends. */
const TO_MEND: Record<string, string> = {
  EAUTH: 'the server rejected the login: check the user and password in MUSTER_SMTP_URL',
  ENOAUTH: 'the server requires a login: add user and password to MUSTER_SMTP_URL',
  ETLS: 'no secure connection: the server offers no STARTTLS, or its certificate is not trusted',
  EENVELOPE: 'the server does not support this sender or these recipients',
  EMESSAGE: 'the server rejected the email',
  ECONFIG: 'the email settings are invalid',
};

/** One recipient that the server did not take, in its own words. */
export interface MailRefused {
  address: string;
  code: number;
  words: string;
}

export const isTemporary = ({ code }: Pick<MailRefused, 'code'>): boolean => code < 500;

interface SmtpError {
  code?: unknown;
  responseCode?: unknown;
  response?: unknown;
  message?: unknown;
  recipient?: unknown;
}

const shapeOf = (error: unknown): SmtpError => (typeof error === 'object' && error !== null ? error : {});

/** Takes the words that may never be seen out of a text, and cuts it. */
export const hiding =
  (secrets: readonly string[]) =>
  (text: string): string =>
    excerpt(secrets.reduce((left, secret) => (secret === '' ? left : left.replaceAll(secret, '[hidden]')), text));

export type Hide = ReturnType<typeof hiding>;

/** The refusal of one recipient. */
export function refusalOf(error: unknown, hide: Hide): MailRefused {
  const { recipient, responseCode, response, message } = shapeOf(error);
  return {
    address: typeof recipient === 'string' ? recipient : '',
    code: typeof responseCode === 'number' ? responseCode : 450,
    words: hide(typeof response === 'string' ? response : String(message)),
  };
}

/** The failure that ended a whole attempt. `handedOver`: the text of the mail was on its way, so it may have arrived. */
export function mailFailure(error: unknown, hide: Hide, handedOver: boolean): Error {
  const { code, responseCode, response, message } = shapeOf(error);
  const words = hide(typeof response === 'string' ? response : String(message));
  if (typeof responseCode === 'number' && responseCode >= 400)
    return responseCode < 500 ? later(responseCode, words) : new ProviderRejected(MAIL, advised(code, words));
  if (typeof code === 'string' && TO_MEND[code] !== undefined) return new ProviderRejected(MAIL, advised(code, words));
  const unclear = handedOver ? '; it may have arrived anyway, and will be sent again with the same Message-ID' : '';
  return new ProviderUnavailable(MAIL, `${words}${unclear}`);
}

const advised = (code: unknown, words: string): string => {
  const advice = typeof code === 'string' ? TO_MEND[code] : undefined;
  return advice === undefined ? words : `${words} (${advice})`;
};

/** The server asks to come again; one that greylists wants some time first. */
export const later = (code: number, words: string): ProviderUnavailable =>
  new ProviderUnavailable(MAIL, words, GREYLISTING.has(code) ? { retryAfterMs: GREYLISTED_FOR_MS } : {});
