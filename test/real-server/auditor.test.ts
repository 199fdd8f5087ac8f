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
  await handle.signal(alertsArrivedSignal, groupFrom(group.firing(1, 'late-1')));
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

it('is merged into the one that an alert opened at its address before the worker looked', async () => {
  const { system } = world;
  const group = alertGroup('P1');
  await system.incidents.alertsArrived(arrivedFrom(group.firing()));
  const { id } = await until('the incident', () => system.state(group.address));
  await system.incidents.act(id, dave, { do: 'acknowledge' });
  const handle = system.client.workflow.getHandle(group.address);
  await system.kill('worker');
  await handle.signal(alertsArrivedSignal, groupFrom(group.firing(1, 'late-1')));
  await handle.terminate('by mistake');
  // Whoever is rung for this one must not wait until the other is found.
  await system.incidents.alertsArrived(arrivedFrom(group.firing(1, 'after-1')));
  await system.revive();

  const next = await until('the one that goes on', async () => {
    const known = await system.state(group.address);
    return known.timeline.some(({ text }) => text.includes(id)) ? known : undefined;
  });
  expect(next.id).not.toBe(id);
  expect(next.people['dave']?.answeredAt).toBeDefined();
  const whole = await until('every alert', async () => {
    const known = await system.state(group.address);
    return Object.keys(known.alerts).length === 3 ? known : undefined;
  });
  expect(Object.values(whole.alerts).every(({ firing: isFiring }) => isFiring)).toBe(true);
  const told = await until('the word in its record', () =>
    Promise.resolve(system.recorded(id).find(({ kind }) => kind === 'merged')),
  );
  expect(told.text).toContain(`It was merged into ${next.id}`);
}, 120_000);
