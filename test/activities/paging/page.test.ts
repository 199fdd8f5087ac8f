import { createPagingActivities } from '../../../activities/paging/page';
import type { PageToSend } from '../../../activities/ports';
import { MockActivityEnvironment } from '@temporalio/testing';

const ingrid = { id: 'ingrid', name: 'Ingrid', contactPoints: [] };

/** What the pager is told at an attempt of an activity that was scheduled once. */
async function toldAt(attempt: number): Promise<PageToSend[]> {
  const told: PageToSend[] = [];
  const activities = createPagingActivities({
    pager: {
      page: (message) => {
        told.push(message);
        return Promise.resolve({ reference: 'm1' });
      },
    },
    directory: { person: () => Promise.resolve(ingrid), whoIs: () => Promise.resolve({ people: [] }) },
  });
  const request = {
    key: 'page:P1:0m:cto:1',
    kind: 'page' as const,
    to: 'ingrid',
    roles: ['cto'],
    subject: '',
    text: '',
  };
  const environment = new MockActivityEnvironment({ attempt, scheduledTimestampMs: 1_790_000_000_000 });
  await environment.run(() => activities.page({ incidentId: 'i-1', pages: [request] }));
  return told;
}

test('a pager hears of the first try as such', async () => {
  expect(await toldAt(1)).toEqual([expect.not.objectContaining({ triedSince: expect.anything() as unknown })]);
});

test.each([2, 7])('at attempt %i a pager hears since when it may have gone out', async (attempt) => {
  expect(await toldAt(attempt)).toMatchObject([{ triedSince: 1_790_000_000_000 }]);
});
