/** What does Amazon SNS deliver, what of it is signed, and which addresses in it are Amazon's? */
import { z } from 'zod';
import type { Headers } from '../../../access/gate';
import { capped, CAPS, InstantText, Maybe } from '../delivery';

/** https://docs.aws.amazon.com/sns/latest/dg/http-subscription-confirmation-json.html and the two pages after it. */
export const SnsEnvelope = z.object({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: z.string().min(1).max(200),
  TopicArn: z.string().min(1).max(400),
  Message: z.string(),
  Subject: Maybe(z.string().max(1_000)),
  Timestamp: z.string().max(40),
  Token: z.string().max(2_000).optional(),
  SubscribeURL: z.string().max(4_000).optional(),
  SignatureVersion: z.string().max(10).optional(),
  Signature: z.string().max(2_000).optional(),
  SigningCertURL: z.string().max(1_000).optional(),
});
export type SnsEnvelope = z.output<typeof SnsEnvelope>;

/** Whether SNS says that it sent this, in an envelope that it signs: a topic can be told to send the bare message, unsigned. */
export const isEnveloped = (headers: Headers): boolean =>
  headers['x-amz-sns-message-type'] !== undefined && !isBareMessage('sns', headers);

/** Whether the body is the message alone, whatever it is: SNS calls this raw message delivery. */
export const isBareMessage = (source: string, headers: Headers): boolean =>
  source === 'sns' && headers['x-amz-sns-rawdelivery'] === 'true';

/** The text that is signed: names and values in Amazon's order, a line each. */
export function signedText(envelope: SnsEnvelope): string {
  const names =
    envelope.Type === 'Notification'
      ? (['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] as const)
      : (['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'] as const);
  return names
    .flatMap((name) => {
      const value = envelope[name as keyof SnsEnvelope];
      return value === undefined ? [] : [`${name}\n${value}\n`];
    })
    .join('');
}

/** The digest that each version of the signature is made of. */
export const DIGESTS = { '1': 'RSA-SHA1', '2': 'RSA-SHA256' };

/** An address of SNS itself in some region, over https, and nothing else in it that could lead elsewhere. */
function addressAtSns(text: string | undefined): URL | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isPlain = url.port === '' && url.username === '' && url.password === '' && url.hash === '';
  return url.protocol === 'https:' && isPlain && /^sns\.[a-z0-9-]{3,30}\.amazonaws\.com$/.test(url.hostname)
    ? url
    : undefined;
}

/** Where the certificate is that signed it, if that is Amazon's. */
export function certificateAddress({ SigningCertURL }: SnsEnvelope): string | undefined {
  const url = addressAtSns(SigningCertURL);
  const isCertificate =
    url?.search === '' && /^\/SimpleNotificationService-[A-Za-z0-9]{1,100}\.pem$/.test(url.pathname);
  return isCertificate ? url.href : undefined;
}

/** Where to confirm the subscription, if that is Amazon's and does nothing else. */
export function confirmationAddress({ SubscribeURL, TopicArn }: SnsEnvelope): string | undefined {
  const url = addressAtSns(SubscribeURL);
  const asks =
    url?.searchParams.get('Action') === 'ConfirmSubscription' && url.searchParams.get('TopicArn') === TopicArn;
  return url?.pathname === '/' && asks ? url.href : undefined;
}

/** An alarm as CloudWatch publishes it: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html */
export const Alarm = z.object({
  AlarmName: capped(CAPS.title),
  AlarmDescription: Maybe(capped(CAPS.annotation)),
  AlarmArn: Maybe(z.string().max(CAPS.label)),
  AWSAccountId: Maybe(z.string().max(100)),
  Region: Maybe(z.string().max(100)),
  NewStateValue: z.string().max(100),
  NewStateReason: Maybe(capped(CAPS.annotation)),
  StateChangeTime: InstantText,
  Trigger: Maybe(
    z.object({
      Namespace: Maybe(capped(CAPS.label)),
      MetricName: Maybe(capped(CAPS.label)),
      Dimensions: Maybe(z.array(z.object({ name: z.string().max(200), value: capped(CAPS.label) })).max(50)),
    }),
  ).catch(undefined),
});
export type Alarm = z.output<typeof Alarm>;
