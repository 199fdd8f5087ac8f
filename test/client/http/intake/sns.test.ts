/** Whether alarms of Amazon come in through SNS, and nothing that only claims to come from there. */
import { ConfigInvalid } from '../../../../client/config';
import { createSns } from '../../../../client/http/intake/sns/signature';
import { readSnsTopics } from '../../../../client/http/intake/sns/settings';
import { FakeSns, TOPIC } from '../../../fakes/sns/fake-sns';
import { anAlarm, NOW } from './deliveries';
import { doors, type Shown } from './open-doors';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let amazon: FakeSns;

beforeEach(async () => void (amazon = await FakeSns.start(NOW - 30 * DAY, NOW + 300 * DAY)));

afterEach(() => amazon.vendor.stop());

const request = (payload: string, headers: Record<string, string> = {}, query = '') => ({
  method: 'POST' as const,
  url: `/v1/alerts/sns${query}`,
  headers: { 'content-type': 'text/plain; charset=UTF-8', 'x-amz-sns-message-type': 'Notification', ...headers },
  payload,
});

const listening = (changed: { now?: () => number; shown?: Shown; topics?: string[]; token?: string } = {}) => {
  const { topics = [TOPIC], shown = 'missing', ...rest } = changed;
  return doors({ sns: createSns({ topics, get: amazon.get }), shown, ...rest });
};

const alarm = (changed: object = {}): string => JSON.stringify(anAlarm(changed));

describe('an alarm of CloudWatch', () => {
  test.each(['1', '2'] as const)('comes in, signed by version %s', async (version) => {
    const { server, got } = listening();
    expect((await server.inject(request(amazon.signed(alarm(), NOW, { version })))).statusCode).toBe(202);
    expect(got.alerts).toEqual([
      {
        acceptedAt: NOW,
        sender: TOPIC,
        occurredAt: Date.parse('2026-11-24T02:59:29.517Z'),
        alerts: [
          {
            source: 'sns',
            service: 'release-manager',
            fingerprint: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:api-5xx',
            firing: true,
            title: 'api-5xx',
            description:
              'Too many errors of the API.\nThreshold Crossed: 1 datapoint [93.0] was greater than the threshold (10.0).',
            labels: {
              ServiceName: 'release-manager',
              cluster: 'production',
              alertname: 'api-5xx',
              region: 'eu-central-1',
              account: '111122223333',
              cloudwatch_namespace: 'AWS/ECS',
              metric: 'HTTPCode_Target_5XX_Count',
            },
            annotations: {
              graph_url:
                'https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#alarmsV2:alarm/api-5xx',
            },
            startsAt: Date.parse('2026-11-24T02:59:29.517Z'),
            toldAt: Date.parse('2026-11-24T02:59:29.517Z'),
          },
        ],
      },
    ]);
  });

  test('is over when its state is OK, and nobody knows when there is no data', async () => {
    const { server, got } = listening();
    for (const NewStateValue of ['OK', 'INSUFFICIENT_DATA', 'SOMETHING_NEW'])
      await server.inject(request(amazon.signed(alarm({ NewStateValue }), NOW)));
    expect(got.alerts.map(({ alerts: [one] }) => [one?.firing, one?.unheard])).toEqual([
      [false, undefined],
      [false, 'CloudWatch has no data for it'],
      [true, undefined],
    ]);
  });

  test('of a composite alarm has no metric, and takes service and severity from the address', async () => {
    const { server, got } = listening();
    const payload = amazon.signed(alarm({ Trigger: undefined, AlarmRule: 'ALARM(a) OR ALARM(b)' }), NOW);
    await server.inject(request(payload, {}, '?service=checkout&severity=P1'));
    expect(got.alerts[0]?.alerts[0]).toMatchObject({ service: 'checkout', labels: { severity: 'P1' } });
  });

  test('says itself which service it is about, whatever the address says', async () => {
    const { server, got } = listening();
    await server.inject(request(amazon.signed(alarm(), NOW), {}, '?service=checkout'));
    expect(got.alerts[0]?.alerts[0]?.service).toBe('release-manager');
  });

  test('asks Amazon once for a certificate, however many come', async () => {
    const { server } = listening();
    for (let n = 0; n < 3; n += 1) await server.inject(request(amazon.signed(alarm(), NOW)));
    expect(amazon.vendor.requests.map(({ path }) => path)).toHaveLength(1);
  });

  test('is to be sent again while the certificate cannot be fetched', async () => {
    const { server, got } = listening();
    const payload = amazon.signed(alarm(), NOW);
    for (const fault of ['reset', { status: 503, body: '' }] as const) {
      amazon.vendor.failNext(fault);
      expect((await server.inject(request(payload))).statusCode).toBe(503);
    }
    expect((await server.inject(request(payload))).statusCode).toBe(202);
    expect(got.alerts).toHaveLength(1);
  });
});

describe('something else that was published', () => {
  test('is an alert that says so, known by its subject', async () => {
    const { server, got } = listening();
    await server.inject(request(amazon.signed('The disk of db-1 is full.', NOW, { changed: { Subject: 'Disk' } })));
    await server.inject(request(amazon.signed('Backup failed\nlook at db-2', NOW)));
    expect(got.alerts.map(({ alerts: [one] }) => [one?.title, one?.description])).toEqual([
      ['Disk', 'The disk of db-1 is full.'],
      ['Backup failed', 'Backup failed\nlook at db-2'],
    ]);
  });

  test('is read by a mapping that the address names', async () => {
    const { server, got } = listening();
    const message = JSON.stringify({ title: 'Queue is full', service: 'release-manager', id: 'q1', status: 'ok' });
    await server.inject(request(amazon.signed(message, NOW), {}, '?mapping=default'));
    expect(got.alerts[0]?.alerts[0]).toMatchObject({ source: 'sns', fingerprint: 'q1', firing: false });
  });

  test('without a subject and without words is refused with what to do', async () => {
    const { server } = listening();
    const answer = await server.inject(request(amazon.signed('{"a":1}', NOW)));
    expect([answer.statusCode, answer.json<{ detail: string }>().detail]).toEqual([
      422,
      'Not a valid Amazon SNS message: it is not a CloudWatch alarm, and it has no subject. Name a mapping in the address (?mapping=NAME).',
    ]);
  });

  test('comes bare with a token, where the topic delivers raw messages: those are never signed', async () => {
    const raw = { 'x-amz-sns-rawdelivery': 'true', 'x-amz-sns-topic-arn': TOPIC };
    const refused = listening();
    expect((await refused.server.inject(request(alarm(), raw))).statusCode).toBe(401);
    const { server, got } = listening({ shown: 'valid', token: 't7k2' });
    await server.inject(request(alarm(), raw));
    await server.inject(request('Backup failed', raw));
    expect(got.alerts.map(({ sender, alerts: [one] }) => [sender, one?.title])).toEqual([
      ['t7k2', 'api-5xx'],
      ['t7k2', 'Backup failed'],
    ]);
  });
});

describe('a subscription', () => {
  const confirmation = { 'x-amz-sns-message-type': 'SubscriptionConfirmation' };

  test('of a topic of ours is confirmed, and opens nothing', async () => {
    const { server, got } = listening();
    const answer = await server.inject(request(amazon.subscription(NOW), confirmation));
    expect([answer.statusCode, answer.json<{ ignored: string }>().ignored]).toEqual([
      202,
      `The subscription of ${TOPIC} is confirmed. Its alerts come from now on.`,
    ]);
    expect([amazon.confirmed, got.alerts]).toEqual([[TOPIC], []]);
  });

  test('is to be sent again while Amazon does not confirm it', async () => {
    const { server } = listening();
    const payload = amazon.subscription(NOW);
    amazon.vendor.passNext();
    amazon.vendor.failNext({ status: 500, body: '' });
    expect((await server.inject(request(payload, confirmation))).statusCode).toBe(503);
    expect((await server.inject(request(payload, confirmation))).statusCode).toBe(202);
    expect(amazon.confirmed).toEqual([TOPIC]);
  });

  test('is only answered where no topic is named: its signature would prove nothing', async () => {
    const { server } = listening({ topics: [], shown: 'not-needed' });
    const answer = await server.inject(request(amazon.subscription(NOW), confirmation));
    expect(answer.json<{ ignored: string }>().ignored).toBe(
      `This subscription of ${TOPIC} is not confirmed. Add the topic to MUSTER_SNS_TOPICS, so that Muster confirms it by itself.`,
    );
    expect(amazon.vendor.requests).toEqual([]);
  });

  test.each([
    ['another host', 'https://sns.eu-central-1.amazonaws.com.evil.example/?Action=ConfirmSubscription&TopicArn='],
    ['no encryption', 'http://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn='],
    ['another act', 'https://sns.eu-central-1.amazonaws.com/?Action=DeleteTopic&TopicArn='],
    ['another port', 'https://sns.eu-central-1.amazonaws.com:8443/?Action=ConfirmSubscription&TopicArn='],
    ['a user', 'https://x@sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn='],
  ])('is not confirmed at %s', async (_what, address) => {
    const { server } = listening();
    const payload = amazon.subscription(NOW, { SubscribeURL: `${address}${TOPIC}` });
    expect((await server.inject(request(payload, confirmation))).statusCode).toBe(401);
    expect(amazon.confirmed).toEqual([]);
  });
});

describe('what only claims to come from Amazon is refused', () => {
  const OTHER = 'arn:aws:sns:eu-central-1:999999999999:ops';

  test.each<[string, (sns: FakeSns) => string]>([
    ['a changed message', (sns) => sns.signed(alarm(), NOW, { torn: { Message: alarm({ NewStateValue: 'OK' }) } })],
    ['a changed topic', (sns) => sns.signed(alarm(), NOW, { changed: { TopicArn: OTHER }, torn: { TopicArn: TOPIC } })],
    ['another topic, well signed', (sns) => sns.signed(alarm(), NOW, { changed: { TopicArn: OTHER } })],
    ['no signature', (sns) => sns.signed(alarm(), NOW, { torn: { Signature: '' } })],
    ['an unknown version', (sns) => sns.signed(alarm(), NOW, { torn: { SignatureVersion: '3' } })],
    ['the other version', (sns) => sns.signed(alarm(), NOW, { torn: { SignatureVersion: '2' } })],
    ['a word for a version', (sns) => sns.signed(alarm(), NOW, { torn: { SignatureVersion: 'valueOf' } })],
    ['one from two hours ago', (sns) => sns.signed(alarm(), NOW - 120 * MINUTE)],
    ['one from the future', (sns) => sns.signed(alarm(), NOW + 10 * MINUTE)],
    ['one without a time', (sns) => sns.signed(alarm(), NOW, { changed: { Timestamp: 'now' } })],
  ])('%s', async (_what, make) => {
    const { server, got } = listening();
    expect((await server.inject(request(make(amazon)))).statusCode).toBe(401);
    expect(got.alerts).toEqual([]);
  });

  test.each([
    'https://evil.example/SimpleNotificationService-1.pem',
    'https://sns.eu-central-1.amazonaws.com.evil.example/SimpleNotificationService-1.pem',
    'https://evil.example/#sns.eu-central-1.amazonaws.com/SimpleNotificationService-1.pem',
    'https://sns.eu-central-1.amazonaws.com@evil.example/SimpleNotificationService-1.pem',
    'http://sns.eu-central-1.amazonaws.com/SimpleNotificationService-1.pem',
    'https://sns.eu-central-1.amazonaws.com:444/SimpleNotificationService-1.pem',
    'https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-1.pem?x=1',
    'https://sns.eu-central-1.amazonaws.com/other/SimpleNotificationService-1.pem',
    'https://s3.eu-central-1.amazonaws.com/SimpleNotificationService-1.pem',
    'https://sns.a.b.amazonaws.com/SimpleNotificationService-1.pem',
    'file:///etc/passwd',
    'nowhere',
  ])('a certificate at %s: nobody asks there', async (SigningCertURL) => {
    const { server } = listening();
    const answer = await server.inject(request(amazon.signed(alarm(), NOW, { torn: { SigningCertURL } })));
    expect([answer.statusCode, amazon.vendor.requests]).toEqual([401, []]);
  });

  test('a certificate that Amazon does not have', async () => {
    const { server } = listening();
    const SigningCertURL = 'https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-1.pem';
    const answer = await server.inject(request(amazon.signed(alarm(), NOW, { torn: { SigningCertURL } })));
    expect(answer.statusCode).toBe(401);
  });

  test('a certificate that is over', async () => {
    const later = NOW + 301 * DAY;
    const { server } = listening({ now: () => later });
    expect((await server.inject(request(amazon.signed(alarm(), later)))).statusCode).toBe(401);
  });

  test('a message of which nothing says that it is signed', async () => {
    const { server } = listening();
    const { 'x-amz-sns-message-type': _none, ...headers } = request('').headers;
    const answer = await server.inject({ ...request(amazon.signed(alarm(), NOW)), headers });
    expect([answer.statusCode, answer.json<{ detail: string }>().detail]).toEqual([
      401,
      'Deliveries from sns must be signed (by Amazon) or carry a token.',
    ]);
  });

  test('a recorded one that is sent again', async () => {
    const { server, got } = listening();
    const payload = amazon.signed(alarm(), NOW);
    await server.inject(request(payload));
    expect((await server.inject(request(`${payload} `))).json()).toEqual({ incidents: [], duplicate: true });
    expect(got.alerts).toHaveLength(1);
  });
});

test('topics are named by their ARN, several with commas', () => {
  expect(readSnsTopics({})).toEqual([]);
  expect(readSnsTopics({ MUSTER_SNS_TOPICS: ` ${TOPIC}, ${TOPIC}-2 ` })).toEqual([TOPIC, `${TOPIC}-2`]);
  expect(() => readSnsTopics({ MUSTER_SNS_TOPICS: 'ops' })).toThrow(ConfigInvalid);
  expect(() => readSnsTopics({ MUSTER_SNS_TOPICS: 'arn:aws:sns:eu-central-1:111122223333:*' })).toThrow(ConfigInvalid);
});
