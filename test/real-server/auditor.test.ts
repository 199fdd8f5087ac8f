/** Whether an incident that Temporal ends behind our back is opened again, whole, and people are called. */
import { readAuditReport } from '../../launcher/audit-report';
import { alertsArrivedSignal } from '../../workflows/contract';
import { alertGroup, arrivedFrom, groupFrom } from '../support/alerts';
import { useSystem } from '../support/system';
import { doubledKeys } from '../support/time-skip-system';
import { until } from '../support/until';

const world = useSystem({ speed: 1 });
const dave = { person: 'dave', via: 'test' };
const otto = { person: 'otto', via: 'test' };

const auditPages = (id: string) => world.system.lines(id).filter(({ key }) => key.startsWith('audit:'));

/** The worker looks when it starts, and every 30 s. */
async function lookAgain(): Promise<void> {
  await world.system.kill('worker');
  await world.system.revive();
}

const firing = (fingerprint: string, address: string) => {
  const [alert] = groupFrom(alertGroup('P1').firing()).alerts;
  if (alert === undefined) throw new Error('no alert');
  return { ...groupFrom(alertGroup('P1').firing()), groupKey: address, alerts: [{ ...alert, fingerprint }] };
};

it('goes on with its id, its lead and its story after Temporal terminated it', async () => {
  const { system } = world;
  const group = alertGroup('P1');
  await until('the first look', () => Promise.resolve(readAuditReport(system.home)));
  await system.incidents.alertsArrived(arrivedFrom(group.firing()));
  const { id } = await until('the incident', () => system.state(group.address));
  await system.incidents.act(id, dave, { do: 'acknowledge' });
  await system.incidents.act(id, dave, { do: 'note', text: 'It began after the deployment.' });
  const before = await system.state(group.address);
  const handle = system.client.workflow.getHandle(group.address);
  // What reaches Temporal while no worker is there is accepted too.
  await system.kill('worker');
  await handle.signal(alertsArrivedSignal, firing('late-1', group.address));
  expect((await system.incidents.act(id, otto, { do: 'acknowledge' })).pending).toBe(true);
  await handle.terminate('by mistake');
  await system.revive();

  const state = await system.reopened(group.address);
  expect(state.id).toBe(id);
  expect(state.lead).toBe(before.lead);
  expect(state.startedAt).toBe(before.startedAt);
  expect(state.reports.received).toBe(2);
  const told = state.timeline.map(({ text }) => text);
  expect(told.filter((text) => text.startsWith('Temporal ended this incident'))).toHaveLength(1);
  expect(told.some((text) => text.includes('It began after the deployment.'))).toBe(true);
  expect(state.people['otto']?.acknowledgedAt).toBeDefined();
  // What had happened keeps its number: the record is whole.
  expect(state.timeline.slice(0, before.timeline.length)).toEqual(before.timeline);
  expect(state.timeline.map(({ seq }) => seq)).toEqual(state.timeline.map((_entry, n) => n + 1));

  await until('the pages of the auditor', () => Promise.resolve(auditPages(id)[0]));
  expect(auditPages(id).map(({ key }) => key)).toContain(`audit:${id}:ended:1:dave`);
  expect(doubledKeys(system.lines(id))).toEqual([]);

  const resolve = { do: 'resolve', resolution: 'Put back.', override: 'a test' } as const;
  expect((await system.incidents.act(id, dave, resolve)).text).toBe('Resolved.');
  await until('the end', async () => {
    const { status } = await handle.describe();
    return status.name === 'COMPLETED' ? true : undefined;
  });
  const recorded = system.recorded(id).map(({ seq }) => seq);
  expect(new Set(recorded).size).toBe(recorded.length);
  expect(system.recorded(id).some(({ kind }) => kind === 'reopened')).toBe(true);
  await lookAgain();
  expect((await handle.describe()).status.name).toBe('COMPLETED');
}, 120_000);
