/** Whether everything that a run was begun with is found again after Temporal ended it. */
import type { Client } from '@temporalio/client';
import { defaultPayloadConverter, toPayloads } from '@temporalio/common';
import { nothingHeard, waitingHeard } from '../../../domain/alerts/prelude';
import { readClosedHistory } from '../../../worker/audit/history';
import type { IncidentInput } from '../../../workflows/contract';
import { MINUTE, START } from '../../support/times';
import { alertOf, groupOf, guide } from '../../support/virtual-clock';

const clientWith = (input: IncidentInput): Client =>
  ({
    options: { namespace: 'default' },
    workflowService: {
      getWorkflowExecutionHistory: () => {
        const started = { input: { payloads: toPayloads(defaultPayloadConverter, input) } };
        const events = [{ eventId: 1, workflowExecutionStartedEventAttributes: started }];
        return Promise.resolve({ history: { events }, nextPageToken: new Uint8Array() });
      },
    },
  }) as unknown as Client;

test('alerts that an earlier run held back in planned work, and what was carried along', async () => {
  const maintenance = { window: 'upgrade', untilAt: START + 60 * MINUTE };
  const held = { ...alertOf({ severity: 'P1' }), fingerprint: 'held', maintenance };
  const { waiting } = waitingHeard(guide, nothingHeard(), { alerts: groupOf(held) }, START);
  const carried = [{ alerts: groupOf({ ...alertOf({ severity: 'P1' }), fingerprint: 'carried' }) }];
  const pinned = { policy: guide, hash: 'test', speed: 1 };
  const input: IncidentInput = { address: 'a', pinned, continueAfterEvents: 1_000, waiting, carried };
  const history = await readClosedHistory(clientWith(input), 'a', 'run');
  const alerts = history?.stored.flatMap(({ incoming }) =>
    incoming !== undefined && 'alerts' in incoming ? incoming.alerts.alerts : [],
  );
  expect(alerts).toMatchObject([{ fingerprint: 'held', maintenance }, { fingerprint: 'carried' }]);
});
