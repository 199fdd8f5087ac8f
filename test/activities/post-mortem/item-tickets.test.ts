import { ProviderRejected, ProviderUnavailable } from '../../../activities/errors';
import type { TicketReading, TicketToCreate } from '../../../activities/ports';
import type { Tickets } from '../../../activities/ports/messages';
import { createItemTicketActivities, createTicketReader, isClosed } from '../../../activities/post-mortem/item-tickets';
import { directoryOf } from '../../support/time-skip-system';
import { MockActivityEnvironment } from '@temporalio/testing';

type Answer = TicketReading['state'] | Error;

/** A tracker whose tickets answer one thing after the other, the last one for good. */
function aTracker(answers: Record<string, Answer[]>) {
  const created: TicketToCreate[] = [];
  const read: string[] = [];
  const tickets: Tickets = {
    create: (request) => {
      created.push(request);
      return Promise.resolve({ reference: 'REL-7', url: 'https://jira.example/browse/REL-7' });
    },
    comment: ({ reference }) => Promise.resolve({ reference }),
    read: (reference) => {
      read.push(reference);
      const left = answers[reference] ?? [];
      const answer = left.length > 1 ? left.shift() : left[0];
      if (answer instanceof Error) return Promise.reject(answer);
      return Promise.resolve({ state: answer ?? 'open', url: 'https://jira.example' });
    },
  };
  return { tickets, created, read };
}

/** The same tracker, which can't be asked. */
const unasked = (tickets: Tickets): Tickets => ({
  create: (request) => tickets.create(request),
  comment: (request) => tickets.comment(request),
});

const watch = (tickets: Tickets, references: string[]) =>
  new MockActivityEnvironment().run(createTicketReader({ tickets }).watchTickets, {
    tickets: references.map((reference, n) => ({ item: `a${n + 1}`, reference })),
    everyMs: 1,
  });

test('the watch ends when one ticket is closed, past answers that did not come', async () => {
  const away = new ProviderUnavailable('Jira', 'no answer');
  const { tickets, read } = aTracker({ 'REL-1': ['open'], 'REL-2': ['open', away, 'open', 'done'] });
  await expect(watch(tickets, ['REL-1', 'REL-2'])).resolves.toEqual({ closed: ['a2'], lost: [] });
  expect(read).toHaveLength(8);
});

test('a ticket that is gone is told, and so is one that is closed in the same round', async () => {
  const { tickets } = aTracker({ 'REL-1': [new ProviderRejected('Jira', 'REL-1 does not exist')], 'REL-2': ['done'] });
  await expect(watch(tickets, ['REL-1', 'REL-2'])).resolves.toEqual({
    closed: ['a2'],
    lost: [{ item: 'a1', reason: 'Jira refused: REL-1 does not exist' }],
  });
});

test('a tracker that can’t be asked any more is waited for', async () => {
  const { tickets } = aTracker({});
  await expect(watch(unasked(tickets), ['REL-1'])).rejects.toMatchObject({ type: 'ProviderUnavailable' });
});

test('before a reminder: closed only if the tracker says so', async () => {
  const signal = new AbortController().signal;
  const { tickets } = aTracker({ a: ['done'], b: ['open'], c: [new ProviderRejected('Jira', 'gone')] });
  const asked = await Promise.all(['a', 'b', 'c'].map((reference) => isClosed(tickets, reference, signal)));
  expect(asked).toEqual([true, false, false]);
  expect(await isClosed(unasked(tickets), 'a', signal)).toBe(false);
});

test('the ticket is for the owner, by mail address, with its due time', async () => {
  const { tickets, created } = aTracker({});
  const { createItemTicket } = createItemTicketActivities({ tickets, directory: directoryOf() });
  const request = { incidentId: 'i-1', key: 'item:a1:ticket', title: 'Fix', text: 'Fix it', priority: 'high' };
  const more = { labels: ['action-item'], release: null, dueAt: 7 };
  const create = (owner: string) => new MockActivityEnvironment().run(createItemTicket, { ...request, ...more, owner });
  await expect(create('dora')).resolves.toMatchObject({ reference: 'REL-7', readable: true });
  await create('nobody');
  expect(created).toMatchObject([{ assignee: 'dora@example.com', dueAt: 7, kind: 'notice' }, { dueAt: 7 }]);
  expect(created.map((one) => Object.keys(one).includes('assignee'))).toEqual([true, false]);
});
