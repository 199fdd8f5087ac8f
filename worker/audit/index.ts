/** How is the auditor made of what the worker has, and how often does it look? */
import type { Client } from '@temporalio/client';
import type { Ports } from '../../activities/ports';
import { readAuditReport, writeAuditReport } from '../../launcher/audit-report';
import type { JsonLog } from '../../launcher/json-log';
import { aheadOfTemporal } from '../../launcher/temporal-clock';
import type { Policy } from '../../policy/schema';
import { createAuditor } from './auditor';
import { createReopen } from './reopen';
import type { Bundle } from './replay';
import { createRunList } from './runs';
import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 30_000;

/** A look that takes longer has failed: of many thousands of incidents, or where Temporal hangs. */
const LOOK_WITHIN_MS = 60_000;

/** Looks now and then every 30 seconds, one look at a time, until it is told to stop. */
export function startAudit(options: {
  client: Client;
  namespace: string;
  home: string;
  ports: Ports;
  policy: () => Policy;
  bundle: Bundle;
  log: JsonLog;
}): () => Promise<void> {
  const { client, namespace, home, ports, policy, log, bundle } = options;
  const auditor = createAuditor({
    ...ports,
    ...{ policy, log },
    runs: createRunList(client),
    reopen: createReopen({ ...ports, client, log, bundle }),
    report: { read: () => readAuditReport(home), write: (report) => writeAuditReport(home, report) },
    ahead: () => aheadOfTemporal(client.connection, namespace),
  });
  const stop = new AbortController();
  const once = (): Promise<void> =>
    client.withDeadline(Date.now() + LOOK_WITHIN_MS, () => client.withAbortSignal(stop.signal, auditor.look));
  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await once();
      await pause(LOOK_EVERY_MS, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return () => {
    stop.abort();
    return running;
  };
}
