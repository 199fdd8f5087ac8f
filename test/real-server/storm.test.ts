import { createHttpServer } from '../../client/http/server';
import { alertGroup, type Group } from '../support/alerts';
import { type System, useSystem } from '../support/system';
import { until } from '../support/until';
import { openDoors } from '../support/client';
import { doubledKeys } from '../support/time-skip-system';

const world = useSystem({ speed: 30 });
const TIMES = 50;

/**
 * A report of the same alert from as many senders at once, each in words of its own; answers the statuses. On a slow machine some are told to send it again (503),
 * which they do, as all sources would.
 */
async function storm({ incidents }: System, group: Group): Promise<number[]> {
  const server = createHttpServer({ ...openDoors(), incidents });
  await server.listen({ host: '127.0.0.1', port: 0 });
  try {
    const address = server.server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    const url = `http://127.0.0.1:${address.port}/v1/alerts/alertmanager`;
    const sender = async (_: unknown, n: number): Promise<number> => {
      const told = group.firing() as { alerts: { annotations: object }[] };
      const alerts = told.alerts.map((alert) => ({ ...alert, annotations: { ...alert.annotations, value: `${n}` } }));
      const body = JSON.stringify({ ...told, alerts });
      for (;;) {
        const { status } = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
        if (status !== 503) return status;
      }
    };
    return await Promise.all(Array.from({ length: TIMES }, sender));
  } finally {
    await server.close();
  }
}

async function expectOneIncident(system: System, group: Group): Promise<void> {
  const handle = system.client.workflow.getHandle(group.address);
  const { id } = await system.state(handle.workflowId);
  await until('the first pages', () => (firstPages(system, id).length >= 5 ? true : undefined));
  const runs = await until('all 50 in the history', async () => {
    const { events } = await handle.fetchHistory();
    const heard = events?.filter(({ workflowExecutionSignaledEventAttributes: signal }) => signal != null) ?? [];
    return heard.length >= TIMES ? heard.length : undefined;
  });
  expect(runs).toBeGreaterThanOrEqual(TIMES);
  const state = await system.state(handle.workflowId);
  expect(state.id).toBe(id);
  expect(Object.keys(state.alerts)).toEqual(['alertmanager:f1']);
  expect(state.timeline.filter(({ kind }) => kind === 'opened' || kind === 'alert-firing')).toHaveLength(2);
  expect(firstPages(system, id).sort()).toEqual([
    'page:P1:0m:all-on-call.olga:1',
    'page:P1:0m:all-on-call.otto:1',
    'page:P1:0m:devops-lead:1',
    'page:P1:0m:engineering-manager:1',
    'page:P1:0m:vp-engineering:1',
  ]);
  expect(doubledKeys(system.lines())).toEqual([]);
  expect(new Set(system.lines(id).map(({ incidentId }) => incidentId)).size).toBe(1);
}

const firstPages = (system: System, id: string): string[] =>
  system.lines(id).flatMap(({ key }) => (/^page:P1:0m:.*:1$/.test(key) ? [key] : []));

it('makes one incident and one set of pages of fifty reports of one alert at once', async () => {
  const group = alertGroup('P1');
  expect(new Set(await storm(world.system, group))).toEqual(new Set([202]));
  await expectOneIncident(world.system, group);
});

it('does the same when no worker runs at first', async () => {
  const { system } = world;
  await system.kill('worker');
  const group = alertGroup('P1');
  expect(new Set(await storm(system, group))).toEqual(new Set([202]));
  expect(system.lines().filter(({ incidentId }) => incidentId.startsWith(group.address))).toEqual([]);
  await system.revive();
  await expectOneIncident(system, group);
});
