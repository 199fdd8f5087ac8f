/** How many events does an hour of a P1 write into its history, if nobody answers it and if it is led by the guide? */
import { SkippingIncident } from '../support/time-skip-incident';
import { createTestSystem, startSkippingWorkers } from '../support/time-skip-system';
import { MINUTE, SECOND } from '../support/times';
import { startTimeSkipping } from '../support/servers';
import { makeRunFolder, removeRunFolder } from '../support/servers/run-folder';
import { alertOf } from '../support/virtual-clock';
import { bundle } from '../support/workflow-bundle';
import type { TestWorkflowEnvironment } from '@temporalio/testing';

/** Far more than an hour has: the whole of it is in one history. */
const NEVER = 20_000;

type Hour = (env: TestWorkflowEnvironment) => Promise<SkippingIncident>;

const unanswered: Hour = async (env) => {
  const incident = await SkippingIncident.open(env, 'P1', { continueAfterEvents: NEVER });
  return incident.waits(60 * MINUTE + 30 * SECOND);
};

/** Acknowledged at minute 4, an update every five minutes, the decision to roll back at 14, monitoring from 29 on. */
const led: Hour = async (env) => {
  const incident = await SkippingIncident.open(env, 'P1', { continueAfterEvents: NEVER });
  await incident.waits(4 * MINUTE - 3 * SECOND);
  await incident.act('otto', { do: 'acknowledge' });
  for (const by of ['vera', 'emil', 'dora']) await incident.act(by, { do: 'join' });
  for (let minute = 9; minute < 60; minute += 5) {
    await incident.waits(5 * MINUTE);
    if (minute === 14) await incident.act('emil', { do: 'decide', choice: 'roll-back', reason: 'the deployment' });
    if (minute === 29) {
      await incident.hears({ ...alertOf({ severity: 'P1', service: 'release-manager' }), firing: false });
      await incident.act('otto', { do: 'status', status: 'monitoring', text: 'rolled back' });
    }
    await incident.act('otto', { do: 'update', text: `Minute ${minute}: nothing new` });
  }
  return incident.waits(90 * SECOND);
};

/** Each hour on a server of its own, whose clock skips. */
export async function hourEvents(): Promise<{ unanswered: number; led: number }> {
  makeRunFolder();
  try {
    return { unanswered: await eventsOf(unanswered), led: await eventsOf(led) };
  } finally {
    removeRunFolder();
  }
}

async function eventsOf(hour: Hour): Promise<number> {
  const system = createTestSystem();
  const { env, stop } = await startTimeSkipping();
  const stopWorkers = await startSkippingWorkers(system, env.nativeConnection, await bundle());
  try {
    const { address, handle } = await hour(env);
    const { events } = await env.client.workflow.getHandle(address, handle.signaledRunId).fetchHistory();
    require('node:fs').writeFileSync('/tmp/speed-events-'+(globalThis as any).nth+'.json', JSON.stringify(events)); (globalThis as any).nth = ((globalThis as any).nth ?? 0)+1;
    return events?.length ?? 0;
  } finally {
    await stopWorkers();
    await stop();
    system.remove();
  }
}
