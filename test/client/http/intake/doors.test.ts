import { type Source, SOURCES } from '../../../../client/access/gate';
import { Unanswered, Unreachable } from '../../../../client/errors';
import { fakeIncidents } from '../../../support/client';
import { BODIES, hmac, NOW, pagerDuty, post, SECRETS, signed } from './deliveries';
import { doors, type Shown } from './open-doors';

const text = (source: Source): string => JSON.stringify(BODIES[source]);

describe('each source', () => {
  test.each(SOURCES)('%s brings an alert that fires, for the service that the policy knows', async (source) => {
    const { server, got } = doors();
    const answer = await server.inject(post(source, text(source)));
    expect([answer.statusCode, answer.json()]).toEqual([202, { incidents: [{ address: 'release-manager-7f3k2a9q' }] }]);
    expect(got.alerts).toMatchObject([
      {
        acceptedAt: NOW,
        alerts: [{ source, firing: true, service: expect.stringMatching(/^release.manager$/i) as string }],
      },
    ]);
    expect(got.told).toEqual([`${source} accepted 202 1`]);
  });

  test.each(SOURCES)('%s is told what is wrong with what it sends', async (source) => {
    const { server, got } = doors();
    const shapeless = await server.inject(post(source, '{"hello": "world"}'));
    expect(shapeless.statusCode).toBe(422);
    expect(shapeless.json()).toMatchObject({
      status: 422,
      detail: expect.stringMatching(/^(Not a valid|The body does not match)/) as string,
    });
    expect((await server.inject(post(source, '{"hello": '))).statusCode).toBe(400);
    expect((await server.inject(post(source, Buffer.from([0x22, 0xff, 0x22])))).statusCode).toBe(400);
    expect((await server.inject(post(source, '['.repeat(60) + ']'.repeat(60)))).statusCode).toBe(400);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const plain = { 'content-type': 'text/plain' };
    for (const headers of source === 'sns' ? [form] : [form, plain])
      expect((await server.inject({ ...post(source, 'a=b'), headers })).statusCode).toBe(415);
    expect((await server.inject({ method: 'GET', url: `/v1/alerts/${source}` })).statusCode).toBe(405);
    expect(got.alerts).toEqual([]);
  });

  test.each(SOURCES)('%s is to send it again while Temporal is away', async (source) => {
    for (const error of [new Unreachable('Temporal does not answer.'), new Unanswered('Nobody answers.')]) {
      const { server, got } = doors({
        incidents: fakeIncidents({ alertsArrived: () => Promise.reject(error) }),
      });
      const answer = await server.inject(post(source, text(source)));
      expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5']);
      expect(got.told).toEqual([`${source} unavailable 503 0`]);
    }
  });
});

test('a delivery that only says again what its incident was just told is accepted and counted as such', async () => {
  const { server, got } = doors({
    incidents: fakeIncidents({ alertsArrived: () => Promise.resolve([{ address: 'shop-1', repeats: 1 }]) }),
  });
  const answer = await server.inject(post('alertmanager', text('alertmanager')));
  expect([answer.statusCode, answer.json()]).toEqual([202, { incidents: [{ address: 'shop-1' }] }]);
  expect(got.told).toEqual(['alertmanager repeated 202 1']);
});

describe('who may deliver', () => {
  const SIGNING = ['grafana', 'pagerduty', 'datadog'] as const;
  const statusOf = async (
    source: Source,
    headers: Record<string, string>,
    shown: Shown = 'missing',
    body = text(source),
  ) => {
    const { server, got } = doors({ secrets: SECRETS, shown });
    const { statusCode } = await server.inject(post(source, body, headers));
    return [statusCode, got.alerts.length];
  };

  test.each(SIGNING)('%s: a good signature, by each of the two live secrets', async (source) => {
    for (const secret of SECRETS[source])
      expect(await statusOf(source, signed(source, text(source), secret))).toEqual([202, 1]);
  });

  test.each([...SIGNING, 'sns' as const])(
    '%s: what can not be checked is to be sent again, and the answer says why',
    async (source) => {
      const closed = { [source]: 'MUSTER_X_FILE names a file that can not be read.' };
      for (const shown of ['not-needed', 'missing'] as const) {
        const { server, got } = doors({ closed, shown });
        const answer = await server.inject(post(source, text(source)));
        expect([answer.statusCode, got.alerts.length]).toEqual([503, 0]);
        expect(answer.json()).toMatchObject({ detail: expect.stringContaining('MUSTER_X_FILE') as string });
      }
      const { server, got } = doors({ closed, shown: 'valid' });
      expect((await server.inject(post(source, text(source)))).statusCode).toBe(202);
      expect(got.alerts).toHaveLength(1);
      expect((await server.inject(post('alertmanager', text('alertmanager')))).statusCode).toBe(202);
    },
  );

  test.each(SOURCES.filter((source) => source !== 'sns'))(
    '%s: a message of Amazon SNS is told its address',
    async (source) => {
      const { server, got } = doors();
      const answer = await server.inject(post(source, text('sns'), { 'x-amz-sns-message-type': 'Notification' }));
      expect([answer.statusCode, got.alerts]).toEqual([422, []]);
      expect(answer.json()).toMatchObject({ detail: expect.stringContaining('/v1/alerts/sns') as string });
    },
  );

  test.each(SIGNING)('%s: a secret that is not live any more is none', async (source) => {
    expect(await statusOf(source, signed(source, text(source), 'an-older-secret-00000'))).toEqual([401, 0]);
  });

  test.each(SIGNING)('%s: without a signature nobody comes in, also where no token would be needed', async (source) => {
    expect(await statusOf(source, {}, 'missing')).toEqual([401, 0]);
    expect(await statusOf(source, {}, 'not-needed')).toEqual([401, 0]);
  });

  test.each(SIGNING)('%s: a token of its own is as good as a signature', async (source) => {
    expect(await statusOf(source, {}, 'valid')).toEqual([202, 1]);
  });

  test.each(SOURCES)('%s: a token of somebody else is not', async (source) => {
    expect(await statusOf(source, {}, 'foreign')).toEqual([403, 0]);
    expect(await statusOf(source, {}, 'wrong')).toEqual([401, 0]);
  });

  test.each(['alertmanager', 'generic'] as const)('%s: a token where one is needed', async (source) => {
    expect(await statusOf(source, {}, 'missing')).toEqual([401, 0]);
    expect(await statusOf(source, {}, 'valid')).toEqual([202, 1]);
  });

  test.each(['grafana', 'pagerduty'] as const)('%s: a body that was changed on its way is refused', async (source) => {
    const headers = signed(source, text(source));
    expect(await statusOf(source, headers, 'missing', `${text(source)} `)).toEqual([401, 0]);
  });

  test.each([
    ['just in time', -299_000, 202],
    ['too old', -301_000, 401],
    ['from the future', 301_000, 401],
  ])('grafana: a signature that is %s', async (_what, offsetMs, status) => {
    const headers = signed('grafana', text('grafana'), undefined, NOW + offsetMs);
    expect((await statusOf('grafana', headers))[0]).toBe(status);
  });

  test('grafana: a signature over the body alone could be replayed for ever, and is refused', async () => {
    const headers = { 'x-grafana-alerting-signature': hmac(SECRETS.grafana[0], text('grafana')) };
    expect(await statusOf('grafana', headers)).toEqual([401, 0]);
  });

  test.each([
    ['half a digest', 'v1=abcd'],
    ['another version', `v2=${hmac(SECRETS.pagerduty[0], text('pagerduty'))}`],
    ['no hexadecimal', `v1=${'z'.repeat(64)}`],
    ['nothing after the sign', 'v1='],
    ['a thousand of them', Array.from({ length: 1_000 }, () => `v1=${'a'.repeat(64)}`).join(',')],
  ])('pagerduty: %s is refused', async (_what, signature) => {
    expect(await statusOf('pagerduty', { 'x-pagerduty-signature': signature })).toEqual([401, 0]);
  });

  test('pagerduty: one of several signatures is enough', async () => {
    const good = hmac(SECRETS.pagerduty[1], text('pagerduty'));
    const headers = { 'x-pagerduty-signature': `v1=${'0'.repeat(64)}, v1=${good}` };
    expect(await statusOf('pagerduty', headers)).toEqual([202, 1]);
  });
});

describe('whose alerts they are', () => {
  test.each(SOURCES)('%s: those of the token that was shown, and of nobody where none was', async (source) => {
    const withToken = doors({ shown: 'valid', token: 't7k2' });
    await withToken.server.inject(post(source, text(source)));
    expect(withToken.got.alerts.map(({ sender }) => sender)).toEqual(['t7k2']);
    const without = doors();
    await without.server.inject(post(source, text(source)));
    expect(without.got.alerts[0]).not.toHaveProperty('sender');
  });

  test('so is an acknowledgement there', async () => {
    const { server, got } = doors({ shown: 'valid', token: 't7k2' });
    await server.inject(post('pagerduty', JSON.stringify(pagerDuty('incident.acknowledged'))));
    expect(got.acts.map(({ sender }) => sender)).toEqual(['t7k2']);
  });
});

describe('a recorded request that somebody sends again', () => {
  test.each(['grafana', 'pagerduty'] as const)('%s: does nothing', async (source) => {
    const { server, got } = doors({ secrets: SECRETS });
    const request = post(source, text(source), signed(source, text(source)));
    expect((await server.inject(request)).statusCode).toBe(202);
    const again = await server.inject(request);
    expect([again.statusCode, again.json()]).toEqual([202, { incidents: [], duplicate: true }]);
    expect(got.alerts).toHaveLength(1);
    expect(got.told[1]).toBe(`${source} duplicate 202 0`);
  });

  test.each([
    ['in capitals', (good: string) => `v1=${good.toUpperCase()}`],
    ['beside another one', (good: string) => `v1=${'0'.repeat(64)},v1=${good}`],
    ['with spaces', (good: string) => ` v1=${good} , v1=${good}`],
    ['by the other secret', () => `v1=${hmac(SECRETS.pagerduty[1], text('pagerduty'))}`],
  ])('pagerduty: nor with the same signature %s, hours later', async (_how, written) => {
    const clock = { now: NOW };
    const { server, got } = doors({ secrets: SECRETS, now: () => clock.now });
    await server.inject(post('pagerduty', text('pagerduty'), signed('pagerduty', text('pagerduty'))));
    clock.now += 23 * 3_600_000;
    const signature = written(hmac(SECRETS.pagerduty[0], text('pagerduty')));
    const again = await server.inject(post('pagerduty', text('pagerduty'), { 'x-pagerduty-signature': signature }));
    expect(again.json()).toEqual({ incidents: [], duplicate: true });
    expect(got.alerts).toHaveLength(1);
  });

  test('grafana: nor in capitals; signed for another instant it is another delivery', async () => {
    const { server, got } = doors({ secrets: SECRETS });
    const send = (headers: Record<string, string>) => server.inject(post('grafana', text('grafana'), headers));
    const first = signed('grafana', text('grafana'));
    await send(first);
    const signature = first['x-grafana-alerting-signature']?.toUpperCase() ?? '';
    expect((await send({ ...first, 'x-grafana-alerting-signature': signature })).json()).toMatchObject({
      duplicate: true,
    });
    await send(signed('grafana', text('grafana'), undefined, NOW + 1_000));
    expect(got.alerts).toHaveLength(2);
  });

  test('after a 503 it is the first one that counts', async () => {
    let away = true;
    const incidents = fakeIncidents({
      alertsArrived: () =>
        away ? Promise.reject(new Unreachable('away')) : Promise.resolve([{ address: 'a', workflowRunId: 'r' }]),
    });
    const { server } = doors({ secrets: SECRETS, incidents });
    const request = post('pagerduty', text('pagerduty'), signed('pagerduty', text('pagerduty')));
    expect((await server.inject(request)).statusCode).toBe(503);
    away = false;
    expect((await server.inject(request)).json()).toEqual({ incidents: [{ address: 'a' }] });
  });
});

describe('too much at once', () => {
  test('what is over the limit is to be sent again, and never 429', async () => {
    const waiting: (() => void)[] = [];
    const incidents = fakeIncidents({
      alertsArrived: () =>
        new Promise((resolve) => waiting.push(() => resolve([{ address: 'a', workflowRunId: 'r' }]))),
    });
    const { server, got } = doors({ incidents, maxUnderWay: 2 });
    const first = [1, 2].map(() => server.inject(post('alertmanager', text('alertmanager'))));
    while (waiting.length < 2) await new Promise(setImmediate);
    const third = await server.inject(post('alertmanager', text('alertmanager')));
    expect([third.statusCode, third.headers['retry-after']]).toEqual([503, '5']);
    waiting.forEach((go) => go());
    expect((await Promise.all(first)).map(({ statusCode }) => statusCode)).toEqual([202, 202]);
    expect(got.told).toContain('alertmanager overloaded 503 0');
    const fourth = server.inject(post('alertmanager', text('alertmanager')));
    while (waiting.length < 3) await new Promise(setImmediate);
    waiting[2]?.();
    expect((await fourth).statusCode).toBe(202);
  });
});

describe('Datadog and others', () => {
  test('a recovered monitor is clear, under the same name', async () => {
    const { server, got } = doors();
    await server.inject(post('datadog', text('datadog')));
    await server.inject(post('datadog', JSON.stringify({ ...BODIES.datadog, transition: 'Recovered' })));
    const [fires, clear] = got.alerts.map(({ alerts }) => alerts[0]);
    expect(fires).toMatchObject({ firing: true, labels: { env: 'prod', canary: 'true', priority: 'P2' } });
    expect(clear).toMatchObject({ firing: false, fingerprint: fires?.fingerprint });
  });

  test('a mapping of the policy that is not there is named, with those that are', async () => {
    const { server } = doors();
    const answer = await server.inject({
      ...post('generic', text('generic')),
      url: '/v1/alerts/generic?mapping=nagios',
    });
    expect(answer.json()).toMatchObject({
      status: 422,
      detail: 'The policy has no mapping "nagios" (intake.generic). Its mappings: default.',
    });
  });

  test('a generic alert that nobody says is over fires', async () => {
    const { server, got } = doors();
    for (const status of ['resolved', 'OK', 'odd', undefined])
      await server.inject(post('generic', JSON.stringify({ ...BODIES.generic, status })));
    expect(got.alerts.map(({ alerts }) => alerts[0]?.firing)).toEqual([false, false, true, true]);
  });
});
