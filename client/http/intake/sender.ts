/** Who sent this delivery, and what proves it: a signature, a token, or nothing where nothing is asked for? */
import { defined } from '../../../domain/state/fields';
import type { Gate, Headers, Source, SourceShown } from '../../access/gate';
import { NotAllowed, NotAuthenticated, Unreachable } from '../../errors';
import { parseStrictJson } from '../strict-json';
import { NoAlert, readAs } from './delivery';
import type { IntakeSecrets } from './secrets';
import { HEADERS, isSigned, signedContent, verify, type Signing } from './signatures';
import { SnsEnvelope, isEnveloped, signedText } from './sns/envelope';
import type { Sns } from './sns/signature';
import { createHash } from 'node:crypto';

/** By what a delivery can prove who sent it. */
export interface Proofs {
  gate: Pick<Gate, 'source'>;
  secrets: IntakeSecrets;
  sns: Sns;
  /** Why a source is refused that has to be checked and can't be. */
  closed: Partial<Record<Source, string>>;
}

/** Who sent a delivery, as far as it was proven. */
export interface ProvenSender {
  /** What tells its alerts from those of others at the same door: see `Arrived`. */
  sender?: string;
  /** By what the delivery is known if it is sent again; only of one that is signed. */
  content?: string;
  /** People have to prove who they are, and this delivery proves nothing. */
  unproven: boolean;
  /** The message of SNS whose signature was good. */
  envelope?: SnsEnvelope;
}

/** Before anything of the body is read: without a signature, a source needs its token, unless none is required. */
export async function letIn(source: Source, headers: Headers, proofs: Proofs): Promise<void> {
  if (source !== 'sns' && isEnveloped(headers))
    throw new NoAlert('This is a message of Amazon SNS. Have the subscription send to /v1/alerts/sns instead.');
  if (saysSigned(source, headers, proofs)) return;
  const { verdict } = await proofs.gate.source(source, headers);
  if (verdict === 'valid') return;
  const why = proofs.closed[source];
  // Its source sends it again: what comes once this is corrected counts.
  if (why !== undefined) throw new Unreachable(`Deliveries from ${source} are refused until this is corrected: ${why}`);
  if (verdict === 'foreign') throw new NotAllowed(`This token is not for the source ${source}.`);
  if (verdict === 'wrong') throw new NotAuthenticated(`Invalid or expired token. ${howToGetOne(source)}`);
  const signsBy = signatureOf(source, proofs);
  if (signsBy !== undefined)
    throw new NotAuthenticated(`Deliveries from ${source} must be signed (${signsBy}) or carry a token.`);
  if (verdict === 'missing')
    throw new NotAuthenticated(`Deliveries from ${source} need a token. ${howToGetOne(source)}`);
}

/** Checks the signature over the bytes as they came, or else which token was shown. */
export async function senderOf(
  source: Source,
  delivery: { headers: Headers; body: Uint8Array; nowAt: number },
  proofs: Proofs,
): Promise<ProvenSender> {
  const { headers, body, nowAt } = delivery;
  if (!saysSigned(source, headers, proofs)) return bySource(await proofs.gate.source(source, headers));
  if (source === 'sns') {
    const envelope = readAs(SnsEnvelope, parseStrictJson(body), 'Amazon SNS message');
    await proofs.sns.verify(envelope, nowAt);
    const content = createHash('sha256')
      .update(`sns:${signedText(envelope)}`)
      .digest('base64url');
    return { sender: envelope.TopicArn, content, envelope, unproven: false };
  }
  if (!isSigning(source)) return { unproven: false };
  const verdict = verify(source, delivery, proofs.secrets[source]);
  if (verdict === 'good') return { unproven: false, ...defined({ content: signedContent(source, delivery) }) };
  if (verdict === 'missing') throw new NotAuthenticated(`The header ${HEADERS.grafanaTime} is missing.`);
  if (verdict === 'old') throw new NotAuthenticated('The signature is more than five minutes old, or from the future.');
  throw new NotAuthenticated('Signature mismatch: the body was not signed with a configured secret.');
}

const bySource = ({ verdict, token }: SourceShown): ProvenSender => ({
  unproven: verdict === 'unproven',
  ...defined({ sender: token }),
});

/** Whether this delivery says that its source signed it, where we can check that. A token that was shown goes first with SNS. */
const saysSigned = (source: Source, headers: Headers, proofs: Proofs): boolean => {
  if (signatureOf(source, proofs) === undefined) return false;
  if (source === 'sns') return headers.authorization === undefined && isEnveloped(headers);
  return isSigning(source) && isSigned(source, headers);
};

/** In which header a source shows its signature, where we know what it signs with. */
function signatureOf(source: Source, { secrets, sns }: Proofs): string | undefined {
  if (source === 'sns') return sns.topics.length > 0 ? 'by Amazon' : undefined;
  return isSigning(source) && secrets[source].length > 0 ? HEADERS[source] : undefined;
}

const isSigning = (source: Source): source is Signing & Source =>
  source === 'grafana' || source === 'pagerduty' || source === 'datadog';

const howToGetOne = (source: Source): string => `Create one with \`muster token create --source ${source}\`.`;
