/** Amazon SNS as far as Muster meets it: it signs messages, and a host of its region has the certificate and confirms. */
import { createSign } from 'node:crypto';
import http from 'node:http';
import type { Fetched } from '../../../client/http/intake/sns/signature';
import { FakeVendor, type VendorAnswer, type VendorRequest } from '../vendor';
import { certify, type Certified } from './certificate';

const HOST = 'sns.eu-central-1.amazonaws.com';
const CERTIFICATE = `/SimpleNotificationService-${'0'.repeat(32)}.pem`;
const TOKEN = 'f00d'.repeat(64);

export const TOPIC = 'arn:aws:sns:eu-central-1:111122223333:ops';

const SIGNED = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
} as const;

type Message = Record<string, string>;

/** Signs for one topic, and answers at its host what Amazon answers there, and nothing else. */
export class FakeSns {
  readonly confirmed: string[] = [];
  private sent = 0;

  private constructor(
    readonly vendor: FakeVendor,
    private readonly certified: Certified,
  ) {}

  static async start(from: number, to: number): Promise<FakeSns> {
    const certified = certify('sns.amazonaws.com', from, to);
    const vendor = await FakeVendor.start((request) => fake.answer(request));
    const fake: FakeSns = new FakeSns(vendor, certified);
    return fake;
  }

  /** How Muster gets an address of Amazon's: over HTTP, to this fake, by the name of the host. */
  readonly get = (address: string): Promise<Fetched> => {
    const { hostname: host, pathname, search } = new URL(address);
    return new Promise((resolve, reject) => {
      http
        .get(`${this.vendor.url}${pathname}${search}`, { headers: { host } }, (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (part: string) => (text += part));
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
        })
        .on('error', reject);
    });
  };

  /** A message as it is delivered. `changed` comes before the signature, `torn` after it. */
  signed(
    message: string,
    at: number,
    options: { version?: '1' | '2'; changed?: Message; torn?: Message } = {},
  ): string {
    const { version = '1', changed = {}, torn = {} } = options;
    this.sent += 1;
    const body: Message = {
      ...{ Type: 'Notification', MessageId: `message-${this.sent}`, TopicArn: TOPIC, Message: message },
      Timestamp: new Date(at).toISOString(),
      ...changed,
    };
    const names = SIGNED[body['Type'] as keyof typeof SIGNED];
    const text = names.flatMap((name) => (body[name] === undefined ? [] : [`${name}\n${body[name]}\n`])).join('');
    const signer = createSign(version === '1' ? 'RSA-SHA1' : 'RSA-SHA256').update(text);
    return JSON.stringify({
      ...body,
      ...{ SignatureVersion: version, Signature: signer.sign(this.certified.key, 'base64') },
      SigningCertURL: `https://${HOST}${CERTIFICATE}`,
      UnsubscribeURL: `https://${HOST}/?Action=Unsubscribe&SubscriptionArn=${TOPIC}:1`,
      ...torn,
    });
  }

  /** What Amazon sends when somebody subscribes an address. */
  subscription(at: number, changed: Message = {}): string {
    const query = new URLSearchParams({ Action: 'ConfirmSubscription', TopicArn: TOPIC, Token: TOKEN });
    return this.signed('You have chosen to subscribe to the topic.', at, {
      changed: {
        ...{ Type: 'SubscriptionConfirmation', Token: TOKEN, SubscribeURL: `https://${HOST}/?${query.toString()}` },
        ...changed,
      },
    });
  }

  private answer({ method, path, headers }: VendorRequest): VendorAnswer {
    if (headers.host !== HOST || method !== 'GET') return { status: 400, body: 'not here' };
    if (path === CERTIFICATE) return { status: 200, body: this.certified.pem };
    const query = new URLSearchParams(path.replace(/^\/\?/, ''));
    const isRight = query.get('Action') === 'ConfirmSubscription' && query.get('Token') === TOKEN;
    if (!isRight) return { status: 404, body: '<ErrorResponse/>' };
    this.confirmed.push(query.get('TopicArn') ?? '');
    return { status: 200, body: '<ConfirmSubscriptionResponse/>' };
  }
}
