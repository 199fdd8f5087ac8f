import { Refused, Unreachable } from '../../../../client/errors';
import { createHttpServer } from '../../../../client/http/server';
import type { Arrived, IncidentClient } from '../../../../client/incidents/api';
import { fakeIncidents, openDoors } from '../../../support/client';
import { NOW, pagerDuty, post } from './deliveries';
import { doors, NO_SECRETS } from './open-doors';

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
        person: ['Grace Hopper', 'PUSER'],
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
  function ownDoors(act: IncidentClient['act']) {
    const opened: Arrived[] = [];
    const server = createHttpServer({
      incidents: fakeIncidents({
        alertsArrived: (arrived) => {
          opened.push(arrived);
          return Promise.resolve([]);
        },
        act,
      }),
      ...openDoors(),
      secrets: NO_SECRETS,
      now: () => NOW,
    });
    const send = (event: object) => server.inject(post('pagerduty', JSON.stringify(event)));
    const deliver = (type: string) => send(pagerDuty(type, own));
    return { deliver, send, opened };
  }

  test.each(['incident.triggered', 'incident.resolved', 'incident.reopened'])('%s opens no incident', async (type) => {
    const { deliver, opened } = ownDoors(() => Promise.reject(new Error('nobody acted')));
    const answer = await deliver(type);
    expect([answer.statusCode, opened]).toEqual([202, []]);
    expect(answer.json()).toMatchObject({ ignored: expect.stringContaining('own page') as string });
  });

  test.each(['', ':2', ':17'])('an acknowledgement counts for whose page it is, in round %j', async (round) => {
    const acts: unknown[][] = [];
    const { send, opened } = ownDoors((...act) => {
      acts.push(act);
      return Promise.resolve({ text: 'Done.' } as never);
    });
    expect(
      (await send(pagerDuty('incident.acknowledged', { incident_key: `${own.incident_key}${round}` }))).statusCode,
    ).toBe(202);
    expect(opened).toEqual([]);
    expect(acts).toMatchObject([
      ['release-manager-7f3k2a9q-x4tm', { person: 'ingrid', via: 'pagerduty' }, { do: 'acknowledge' }],
    ]);
  });

  test.each([null, { id: 'PINT', type: 'integration_reference', summary: 'Muster' }, { type: 'service_reference' }])(
    'an acknowledgement by no person (%j), such as our own, is nobody’s answer',
    async (agent) => {
      const { send, opened } = ownDoors(() => Promise.reject(new Error('nobody acted')));
      const event = pagerDuty('incident.acknowledged', own) as { event: { agent: unknown } };
      event.event.agent = agent;
      const answer = await send(event);
      expect([answer.statusCode, opened]).toEqual([202, []]);
      expect(answer.json()).toMatchObject({ ignored: expect.stringContaining('own page') as string });
    },
  );

  test('one that the incident refuses is not sent again; one that nobody could take is', async () => {
    const refusing = ownDoors(() => Promise.reject(new Refused('It is over.')));
    expect((await refusing.deliver('incident.acknowledged')).statusCode).toBe(202);
    const away = ownDoors(() => Promise.reject(new Unreachable('Temporal is away.')));
    expect((await away.deliver('incident.acknowledged')).statusCode).toBe(503);
  });
});
