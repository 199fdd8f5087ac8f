import { Unreachable } from '../../../../client/errors';
import { fakeIncidents } from '../../../support/client';
import { pagerDuty, post, SECRETS, signed } from './deliveries';
import { doors, type Shown } from './open-doors';

describe('PagerDuty', () => {
  const read = async (body: object) => {
    const { server, got } = doors();
    const answer = await server.inject(post('pagerduty', JSON.stringify(body)));
    return { ...got, status: answer.statusCode, json: answer.json<{ ignored?: string }>() };
  };

  test('an acknowledgement there is one here, by whoever did it', async () => {
    const { acts, alerts } = await read(pagerDuty('incident.acknowledged'));
    expect(alerts).toEqual([]);
    expect(acts).toMatchObject([
      {
        eventId: 'event-of-incident.acknowledged',
        fingerprint: 'PINCIDENT',
        via: 'pagerduty',
        service: 'Release Manager',
        person: { id: 'PUSER', name: 'Grace Hopper' },
        deed: { do: 'acknowledge' },
      },
    ]);
  });

  test.each([null, { id: 'PINT', type: 'integration_reference', summary: 'Datadog integration' }])(
    'an acknowledgement by no person (%j) is nobody’s answer',
    async (agent) => {
      const event = pagerDuty('incident.acknowledged') as { event: { agent: unknown } };
      event.event.agent = agent;
      const { acts, alerts, status, json } = await read(event);
      expect([acts, alerts, status]).toEqual([[], [], 202]);
      expect(json.ignored).toBe('Ignored: no person acknowledged. The event names an integration, or nobody.');
    },
  );

  test.each([
    ['incident.triggered', true],
    ['incident.reopened', true],
    ['incident.unacknowledged', true],
    ['incident.priority_updated', true],
    ['incident.resolved', false],
  ])('%s', async (type, firing) => {
    const { alerts } = await read(pagerDuty(type));
    expect(alerts[0]?.alerts).toMatchObject([
      {
        fingerprint: 'PINCIDENT',
        firing,
        title: 'Releases fail',
        labels: { priority: 'P2', urgency: 'high' },
      },
    ]);
    expect(alerts[0]?.alerts[0]?.startsAt).toBe(Date.parse('2026-11-24T02:59:00Z'));
  });

  test.each(['pagey.ping', 'incident.annotated', 'service.updated'])(
    '%s is nothing to us, and said so',
    async (type) => {
      const { alerts, acts, status, json } = await read(pagerDuty(type));
      expect([alerts, acts, status]).toEqual([[], [], 202]);
      expect(json.ignored).toBe(`Muster does not use events of type ${type}.`);
    },
  );

  test('what PagerDuty does not know is null', async () => {
    const event = pagerDuty('incident.triggered', { priority: null, service: null, urgency: null }) as {
      event: { agent: unknown };
    };
    event.event.agent = null;
    const [alert] = (await read(event)).alerts[0]?.alerts ?? [];
    expect(alert).toMatchObject({ labels: {} });
    expect(alert).not.toHaveProperty('service');
  });
});

describe('PagerDuty, about a page of our own', () => {
  const own = { incident_key: 'muster:release-manager-7f3k2a9q-x4tm:ingrid' };
  const deliver = async (event: object) => {
    const { server, got } = doors();
    const answer = await server.inject(post('pagerduty', JSON.stringify(event)));
    return { ...got, status: answer.statusCode, json: answer.json<object>() };
  };

  test.each(['incident.triggered', 'incident.resolved', 'incident.reopened'])('%s opens no incident', async (type) => {
    const { status, json, alerts, answers } = await deliver(pagerDuty(type, own));
    expect([status, alerts, answers]).toEqual([202, [], []]);
    expect(json).toMatchObject({ ignored: expect.stringContaining('own page') as string });
  });

  test.each(['', ':2', ':17'])('an acknowledgement counts for whose page it is, in round %j', async (round) => {
    const event = pagerDuty('incident.acknowledged', { incident_key: `${own.incident_key}${round}` });
    const { status, json, alerts, answers } = await deliver(event);
    expect([status, json, alerts]).toEqual([202, { incidents: [{ address: 'release-manager-7f3k2a9q' }] }, []]);
    expect(answers).toEqual([
      {
        incidentId: 'release-manager-7f3k2a9q-x4tm',
        person: 'ingrid',
        eventId: 'event-of-incident.acknowledged',
        via: 'pagerduty',
      },
    ]);
  });

  test.each([null, { id: 'PINT', type: 'integration_reference', summary: 'Muster' }, { type: 'service_reference' }])(
    'an acknowledgement by no person (%j), such as our own, is nobody’s answer',
    async (agent) => {
      const event = pagerDuty('incident.acknowledged', own) as { event: { agent: unknown } };
      event.event.agent = agent;
      const { status, json, alerts, answers } = await deliver(event);
      expect([status, alerts, answers]).toEqual([202, [], []]);
      expect(json).toMatchObject({ ignored: expect.stringContaining('own page') as string });
    },
  );

  test('one that nobody could take is sent again', async () => {
    const away = () => Promise.reject(new Unreachable('Temporal is away.'));
    const { server } = doors({ incidents: fakeIncidents({ pageAnswered: away }) });
    const event = JSON.stringify(pagerDuty('incident.acknowledged', own));
    expect((await server.inject(post('pagerduty', event))).statusCode).toBe(503);
  });
});

describe('once people have to prove who they are', () => {
  const theirs = pagerDuty('incident.acknowledged');
  const ours = pagerDuty('incident.acknowledged', { incident_key: 'muster:release-manager-7f3k2a9q-x4tm:ingrid' });
  const proofOf = async (event: object, shown: Shown, isSigned = false) => {
    const { server, got } = doors({ shown, ...(isSigned && { secrets: SECRETS }) });
    const body = JSON.stringify(event);
    const headers = isSigned ? signed('pagerduty', body) : {};
    expect((await server.inject(post('pagerduty', body, headers))).statusCode).toBe(202);
    return [...got.acts, ...got.answers].map(({ unproven = false }) => (unproven ? 'only noted' : 'counts'));
  };

  test.each([
    ['an alert', theirs],
    ['a page of ours', ours],
  ])('an acknowledgement of %s counts only with a token or signature of the source', async (_what, event) => {
    expect(await proofOf(event, 'unproven')).toEqual(['only noted']);
    expect(await proofOf(event, 'valid')).toEqual(['counts']);
    expect(await proofOf(event, 'unproven', true)).toEqual(['counts']);
    expect(await proofOf(event, 'not-needed')).toEqual(['counts']);
  });

  test('alerts come in as before', async () => {
    const { server, got } = doors({ shown: 'unproven' });
    await server.inject(post('pagerduty', JSON.stringify(pagerDuty('incident.triggered'))));
    expect(got.alerts).toMatchObject([{ occurredAt: Date.parse('2026-11-24T02:59:00Z'), alerts: [{ firing: true }] }]);
  });

  test('the source is told what came of it', async () => {
    const ignored = 'Only noted on the timeline.';
    const pageAnswered = () => Promise.resolve({ address: 'release-manager-7f3k2a9q', ignored });
    const { server, got } = doors({ shown: 'unproven', incidents: fakeIncidents({ pageAnswered }) });
    const answer = await server.inject(post('pagerduty', JSON.stringify(ours)));
    expect(answer.json()).toEqual({ incidents: [{ address: 'release-manager-7f3k2a9q', ignored }] });
    expect(got.told).toEqual(['pagerduty ignored 202 0']);
  });
});
