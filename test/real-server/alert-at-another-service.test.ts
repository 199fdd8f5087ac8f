/** Whether an incident at PagerDuty that is moved to another service stays the alert of the incident that has it. */
import { readPagerDuty } from '../../client/http/intake/pagerduty';
import { createIncidentClient } from '../../client/incidents/client';
import { createDirectory } from '../../directory/directory';
import { pagerDuty } from '../client/http/intake/deliveries';
import { shippedPolicy } from '../support/client';
import { useTemporal } from '../support/servers';
import { createTestSystem } from '../support/time-skip-system';
import { untilTrue } from '../support/until';
import { PEOPLE } from '../support/virtual-clock';
import { bundle } from '../support/workflow-bundle';

let stopWorkers: () => Promise<void>;

// Before the server's own: workers hold its connection.
afterAll(() => stopWorkers());

const temporal = useTemporal();

const system = createTestSystem();

afterAll(() => system.remove());

beforeAll(async () => {
  ({ stop: stopWorkers } = await system.startWorkers(temporal.nativeConnection, await bundle()));
}, 90_000);

const people = Object.entries(PEOPLE).map(([id, roles]) => ({
  ...{ id, name: id },
  roles: roles.filter((role) => !role.includes('on-call')),
}));

/** One process of Muster: another one knows nothing of what this one has seen. */
const process = () => {
  const incidents = createIncidentClient({
    client: temporal.client,
    ground: { policies: shippedPolicy(), directory: createDirectory({ data: { people } }) },
    continueAfterEvents: 4_000,
  });
  return {
    incidents,
    deliver: async (type: string, service: string) => {
      const changed = { id: 'PMOVED', service: { id: `P${service}`, summary: service } };
      const body = pagerDuty(type, changed) as { event: object };
      const agent = { id: 'POTTO', type: 'user_reference', summary: 'otto' };
      const now = Date.now();
      const occurred_at = new Date(now).toISOString();
      const { alerts, acts } = readPagerDuty({ event: { ...body.event, agent, occurred_at } }, now);
      const arrivals = alerts.length === 0 ? [] : await incidents.alertsArrived({ alerts, acceptedAt: now });
      for (const act of acts) arrivals.push(await incidents.providerActed(act));
      return arrivals[0]?.address ?? '';
    },
  };
};

it('its acknowledgement and its end reach the incident, also from another process', async () => {
  const first = process();
  const address = await first.deliver('incident.triggered', 'Release Manager');
  await untilTrue('the incident', async () => (await first.incidents.list({ all: false })).length === 1);
  expect(await first.deliver('incident.acknowledged', 'Search')).toBe(address);
  await untilTrue('a lead', async () => (await first.incidents.show(address)).lead === 'otto');
  expect(await process().deliver('incident.resolved', 'Payments')).toBe(address);
  await untilTrue('its end', async () => (await first.incidents.show(address)).alerts.firing === 0);
  expect(await first.incidents.list({ all: true })).toHaveLength(1);
}, 60_000);
