/** Whether a run remembers a Watchdog over many reports and new histories, and opens an incident when it is silent. */
import type { AlertGroup } from '../../domain/state/alert';
import { alertsArrivedSignal, WORK_QUEUE } from '../../workflows/contract';
import { actor } from '../support/actor';
import { useSkippingSystem } from '../support/time-skip-system';
import { MINUTE } from '../support/times';
import { alertOf, groupOf, guide } from '../support/virtual-clock';
import { WorkflowNotFoundError } from '@temporalio/client';
import { randomUUID } from 'node:crypto';

const server = useSkippingSystem();

/** Resolves to the run that heard it. */
async function heardFor(address: string, policy: string): Promise<string> {
  const at = (await server.env.currentTimeMs()) + 10 * MINUTE;
  const alert = { ...alertOf({ severity: 'P2', alertname: 'Watchdog' }), silence: { at, policy } };
  for (;;) {
    try {
      const { signaledRunId } = await server.env.client.workflow.signalWithStart('incidentWorkflow', {
        ...{ workflowId: address, taskQueue: WORK_QUEUE },
        args: [{ address, pinned: { policy: guide, hash: policy, speed: 1 }, continueAfterEvents: 20 }],
        ...{ signal: alertsArrivedSignal.name, signalArgs: [groupOf(alert)] satisfies [AlertGroup] },
      });
      return signaledRunId;
    } catch (error) {
      // Of a run that goes on in another one at that moment, the time-skipping server says that it is over, and starts none.
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
}

const pages = (address: string): string[] =>
  server.system.lines().flatMap(({ incidentId, port, key }) => {
    return port === 'page' && incidentId.startsWith(address) ? [key] : [];
  });

test('a Watchdog that is heard for an hour pages nobody, over several histories; its silence pages', async () => {
  const address = `release-manager-${randomUUID().slice(0, 8)}`;
  const runs = new Set<string>();
  for (let minute = 0; minute < 60; minute += 5) {
    runs.add(await heardFor(address, 'one'));
    await server.env.sleep(5 * MINUTE);
  }
  expect(pages(address)).toEqual([]);
  expect(runs.size).toBeGreaterThan(1);
  await server.env.sleep(6 * MINUTE);
  expect(pages(address)).not.toEqual([]);
  const handle = server.env.client.workflow.getHandle(address);
  const [incidentId = ''] = server.system.lines().flatMap((line) => {
    return line.incidentId.startsWith(address) ? [line.incidentId] : [];
  });
  const cancel = { ...actor({ actId: randomUUID(), incidentId, by: 'emil' }), do: 'cancel', reason: 'end of the test' };
  await handle.signal('act', cancel);
  await expect(handle.result()).resolves.toContain('cancelled');
});

test('a report by a newer policy ends the run, so that the next one begins with that policy', async () => {
  const address = `release-manager-${randomUUID().slice(0, 8)}`;
  await heardFor(address, 'one');
  await server.env.sleep(MINUTE);
  const handle = server.env.client.workflow.getHandle(address);
  await heardFor(address, 'two');
  await expect(handle.result()).resolves.toMatch(/^nothing to do/);
});
