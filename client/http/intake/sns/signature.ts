/** Did Amazon SNS sign this message, for a topic of ours, and lately? */
import { createVerify, X509Certificate } from 'node:crypto';
import { messageOf } from '../../../../domain/text/message-of';
import { NotAuthenticated, Unreachable } from '../../../errors';
import { ownText } from '../delivery';
import { certificateAddress, confirmationAddress, DIGESTS, type SnsEnvelope, signedText } from './envelope';

/** What Muster knows of SNS: the topics that may send to it, and how to ask Amazon. */
export interface Sns {
  topics: readonly string[];
  /**
   * Whether the message is Amazon's. Rejects with `NotAuthenticated` if it is not, and with `Unreachable` if Amazon's certificate
   * can't be fetched now.
   */
  verify(envelope: SnsEnvelope, nowAt: number): Promise<void>;
  /** Confirms the subscription of a topic whose message was verified. */
  confirm(envelope: SnsEnvelope): Promise<void>;
}

/** What answered at an address. */
export interface Fetched {
  status: number;
  text: string;
}

export interface SnsOptions {
  topics: readonly string[];
  /** Gets an https address of Amazon's, without following it elsewhere. */
  get?: (address: string) => Promise<Fetched>;
}

/** SNS tries for an hour to deliver a message; what is older was recorded by somebody. Clocks may differ. */
const OLDEST_MS = 65 * 60_000;
const AHEAD_MS = 5 * 60_000;

const MOST_CERTIFICATES = 10;

/** Verifies messages against certificates that are fetched once; only one that could be read is kept. */
export function createSns({ topics, get = getFromAmazon }: SnsOptions): Sns {
  const certificates = new Map<string, Promise<X509Certificate>>();

  const certificateAt = (address: string): Promise<X509Certificate> => {
    const known = certificates.get(address);
    if (known !== undefined) return known;
    const fetched = fetchCertificate(address, get);
    certificates.set(address, fetched);
    fetched.catch(() => certificates.delete(address));
    for (const oldest of [...certificates.keys()].slice(0, -MOST_CERTIFICATES)) certificates.delete(oldest);
    return fetched;
  };

  return {
    topics,
    verify: async (envelope, nowAt) => {
      // What costs nothing comes first: nobody makes us ask Amazon for anything without knowing a topic of ours.
      if (!topics.includes(envelope.TopicArn))
        throw new NotAuthenticated('This topic is not one of MUSTER_SNS_TOPICS. Add it there if it is yours.');
      const at = Date.parse(envelope.Timestamp);
      if (!(at >= nowAt - OLDEST_MS && at <= nowAt + AHEAD_MS))
        throw new NotAuthenticated('This message was signed more than an hour ago, or in the future.');
      const digest = ownText(DIGESTS, envelope.SignatureVersion ?? '');
      const address = certificateAddress(envelope);
      if (digest === undefined || address === undefined || envelope.Signature === undefined)
        throw new NotAuthenticated('This message is not signed as Amazon SNS signs, by a certificate of Amazon.');
      const certificate = await certificateAt(address);
      if (!isValidAt(certificate, nowAt))
        throw new NotAuthenticated("The certificate of this message isn't valid now.");
      const verifying = createVerify(digest).update(signedText(envelope));
      if (!verifying.verify(certificate.publicKey, envelope.Signature, 'base64'))
        throw new NotAuthenticated('Signature mismatch: Amazon SNS did not sign this message.');
    },
    confirm: async (envelope) => {
      const address = confirmationAddress(envelope);
      if (address === undefined)
        throw new NotAuthenticated("The address to confirm this subscription is not Amazon's.");
      const { status } = await asked(get, address);
      if (status !== 200)
        throw new Unreachable(`Amazon did not confirm the subscription of ${envelope.TopicArn} (status ${status}).`);
    },
  };
}

async function fetchCertificate(address: string, get: NonNullable<SnsOptions['get']>): Promise<X509Certificate> {
  const { status, text } = await asked(get, address);
  // Only an outage is worth another delivery; an address with nothing behind it was made up.
  if (status >= 500) throw new Unreachable(`Can't fetch Amazon's certificate: ${address} answers ${status}.`);
  try {
    if (status === 200) return new X509Certificate(text);
  } catch {
    // Said below.
  }
  throw new NotAuthenticated(`There is no certificate at ${address}.`);
}

const isValidAt = ({ validFrom, validTo }: X509Certificate, at: number): boolean =>
  Date.parse(validFrom) <= at && at <= Date.parse(validTo);

async function asked(get: NonNullable<SnsOptions['get']>, address: string): Promise<Fetched> {
  try {
    return await get(address);
  } catch (error) {
    throw new Unreachable(`Can't reach Amazon at ${new URL(address).hostname}: ${messageOf(error)}.`, { cause: error });
  }
}

const TIMEOUT_MS = 5_000;
const LONGEST_ANSWER = 100_000;

async function getFromAmazon(address: string): Promise<Fetched> {
  const answer = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  let text = '';
  const decoder = new TextDecoder();
  for await (const part of answer.body ?? []) {
    text += decoder.decode(part, { stream: true });
    if (text.length > LONGEST_ANSWER) throw new Error('the answer is too long');
  }
  return { status: answer.status, text };
}
