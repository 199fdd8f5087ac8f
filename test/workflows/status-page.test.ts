import { HOUR, MINUTE } from '../support/times';
import { doubledKeys, useSkippingSystem } from '../support/time-skip-system';
import { SkippingIncident } from '../support/time-skip-incident';

const server = useSkippingSystem('test');
const { system } = server;

const linesOf = ({ id }: SkippingIncident, port: string) =>
  system.lines().filter((line) => line.incidentId === id && line.port === port);

test('an incident goes public when somebody says so, keeps its word, and ends there too; its items have tickets', async () => {
  const incident = await SkippingIncident.open(server.env, 'P2');
  await incident.waits(2 * MINUTE + 30_000);
  await incident.act('emil', { do: 'acknowledge' });
  await incident.waits(MINUTE + 5_000);
  expect(linesOf(incident, 'status-page')).toEqual([]);
  await incident.act('emil', { do: 'publish', impact: 'Nobody can create a release' });
  await incident.waits(31 * MINUTE);
  await incident.act('emil', { do: 'status', status: 'identified' });
  await incident.act('emil', { do: 'resolve', resolution: 'fixed', override: 'nobody is left to ask' });
  await incident.handle.result();
  const told = linesOf(incident, 'status-page').map(({ key, kind }) => `${key} ${kind}`);
  expect(told.slice(0, 2)).toEqual(['status-page:1:opened initial', 'status-page:1:update:2 update']);
  expect(told.at(-1)).toBe('status-page:1:resolved resolved');
  expect(linesOf(incident, 'status-page')[0]?.text).toContain("Nobody can create a release. We're investigating.");

  const dueAt = (await server.env.currentTimeMs()) + 100 * HOUR;
  await incident.followUp('emil', {
    do: 'add-item',
    text: 'Add the index',
    owner: { id: 'dora', name: 'dora', roles: [] },
    priority: 'high',
    dayAt: dueAt - 8 * HOUR,
    dueAt,
  });
  await incident.waits(MINUTE + 5_000);
  expect(linesOf(incident, 'ticket').at(-1)).toMatchObject({
    key: 'item:a1:ticket',
    assignee: 'dora@example.com',
    priority: 'high',
    labels: ['action-item'],
  });
  expect(doubledKeys(system.lines())).toEqual([]);
}, 60_000);
