import type { OperatorService } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { ensureSearchAttributes } from '../../launcher/search-attributes';
import { useTimeSkipping } from '../support/servers';

/** An operator service that knows some attributes and answers a request for more with a gRPC error. */
function cluster(customAttributes: Record<string, number>, code: number): { operatorService: OperatorService } {
  const operatorService = {
    listSearchAttributes: () => Promise.resolve({ customAttributes }),
    addSearchAttributes: () => Promise.reject(Object.assign(new Error(`gRPC ${code}`), { code })),
  };
  return { operatorService: operatorService as unknown as OperatorService };
}

const severity = defineSearchAttributeKey('IncidentSeverity', 'KEYWORD');
const KEYWORDS = {
  ...{ IncidentSeverity: 2, IncidentStatus: 2, IncidentService: 2, IncidentLead: 2, IncidentPart: 2 },
  IncidentChanged: 6,
};

test('a cluster that has them all is not asked for anything', async () => {
  await ensureSearchAttributes(cluster({ ...KEYWORDS, IncidentNextDue: 6 }, 7), 'prod');
});

test('where we may not add, the refusal is a command for someone who may', async () => {
  await expect(ensureSearchAttributes(cluster(KEYWORDS, 7), 'prod')).rejects.toThrow(
    'temporal operator search-attribute create --namespace prod --name IncidentNextDue --type Datetime',
  );
});

test('another worker that was faster is fine; an outage is not hidden', async () => {
  await ensureSearchAttributes(cluster(KEYWORDS, 6), 'prod');
  await expect(ensureSearchAttributes(cluster(KEYWORDS, 14), 'prod')).rejects.toThrow('gRPC 14');
});

test('an attribute of another type is a clash that is named', async () => {
  await expect(ensureSearchAttributes(cluster({ ...KEYWORDS, IncidentLead: 1 }, 6), 'prod')).rejects.toThrow(
    'In namespace prod the search attribute IncidentLead must have the type Keyword, but has another.',
  );
});

describe('on the time-skipping server', () => {
  const skipping = useTimeSkipping();

  test('two days pass in no time', async () => {
    const before = await skipping.env.currentTimeMs();
    await skipping.env.sleep('48h');
    expect((await skipping.env.currentTimeMs()) - before).toBeGreaterThanOrEqual(48 * 3_600_000);
  });

  // Last, because a run that no worker takes up holds the clock still.
  test('the attributes are known, and asking again is fine', async () => {
    await ensureSearchAttributes(skipping.env.connection, 'default');
    await ensureSearchAttributes(skipping.env.nativeConnection, 'default');
    await skipping.env.client.workflow.start('incident', {
      workflowId: 'found',
      taskQueue: 'nobody',
      typedSearchAttributes: [{ key: severity, value: 'P1' }],
    });
  });
});
