import { ticketsSeen } from '../../domain/post-mortem/item-tickets';
import type { PostMortemEffect } from '../../domain/post-mortem/effects';
import { planPostMortem } from '../../domain/post-mortem/plan';
import type { PostMortemOutcome } from '../../domain/post-mortem/effects';
import type { PostMortemDeed } from '../../domain/post-mortem/acts';
import { viewPostMortem } from '../../domain/post-mortem/view';
import type { Policy } from '../../policy/schema';
import { HOUR } from '../support/times';
import { guide, guideWith } from '../support/virtual-clock';
import { RESOLVED, VirtualPostMortem } from '../support/virtual-post-mortem';

const DAY = 24 * HOUR;
const DUE = RESOLVED + 5 * DAY;
const FIX: PostMortemDeed = {
  do: 'add-item',
  text: 'Fix N+1 query with JOIN',
  owner: { id: 'dora', name: 'Dora', roles: [] },
  priority: 'high',
  dayAt: DUE - 8 * HOUR,
  dueAt: DUE,
};

const answered =
  (readable: boolean) =>
  (effect: PostMortemEffect): PostMortemOutcome | undefined =>
    effect.do === 'create-item-ticket'
      ? { of: 'item-ticket', reference: 'REL-7', url: 'https://jira.example/browse/REL-7', readable }
      : undefined;
const withItem = (readable = true, policy: Policy = guide) =>
  new VirtualPostMortem({ policy, answer: answered(readable) }).does('emil', FIX);
const watched = (postMortem: VirtualPostMortem) => planPostMortem(guide, postMortem.state, postMortem.now).tickets;
const see = (postMortem: VirtualPostMortem, seen: Parameters<typeof ticketsSeen>[1]): void => {
  postMortem.state = ticketsSeen(postMortem.state, seen, postMortem.now);
};

test('each action item gets one ticket, shown with it', () => {
  const postMortem = withItem()
    .does('emil', { ...FIX, text: 'Add a test' })
    .until(DAY);
  expect(postMortem.times('item:a1:ticket')).toEqual(['0m']);
  expect(postMortem.times('item:a2:ticket')).toEqual(['0m']);
  expect(viewPostMortem(guide, postMortem.state).actionItems[0]).toMatchObject({
    ticket: 'https://jira.example/browse/REL-7',
  });
});

test('closing the ticket in the tracker closes the item, and the record says that the ticket did it', () => {
  const postMortem = withItem().until(DAY);
  expect(watched(postMortem)).toEqual({
    key: 'tickets:a1',
    tickets: [{ item: 'a1', reference: 'REL-7' }],
    everyMs: 600_000,
  });
  see(postMortem, { closed: ['a1'], lost: [] });
  expect(postMortem.obligation('action-item:a1')).toMatchObject({ state: 'met', by: 'ticket' });
  expect(viewPostMortem(guide, postMortem.state).actionItems[0]).toMatchObject({ doneBy: 'ticket' });
  expect(watched(postMortem)).toBeUndefined();
  expect(postMortem.until(9 * DAY).times('item:a1:soon')).toEqual([]);
  see(postMortem, { closed: ['a1', 'a9'], lost: [] });
  expect(postMortem.state.timeline.filter(({ kind }) => kind === 'action-item-done')).toHaveLength(1);
});

test('once a person finishes the item, the ticket is no longer read, and is left alone', () => {
  const postMortem = withItem().does('dora', { do: 'finish-item', item: 'a1' });
  expect(watched(postMortem)).toBeUndefined();
  expect(postMortem.state.actionItems[0]).toMatchObject({ doneBy: 'dora' });
});

test('if a ticket is found closed just before a reminder, nobody is reminded', () => {
  const answer = (effect: PostMortemEffect): PostMortemOutcome | undefined =>
    effect.do === 'remind' && effect.ticket === 'REL-7' ? { of: 'ticket-closed' } : answered(true)(effect);
  const postMortem = new VirtualPostMortem({ answer }).does('emil', FIX).until(4 * DAY);
  expect(postMortem.obligation('action-item:a1')).toMatchObject({ state: 'met', by: 'ticket' });
  expect(postMortem.state.timeline.filter(({ key }) => key === 'item:a1:soon')).toEqual([]);
});

test('if a ticket is gone, the item stays with its people, who are reminded as usual', () => {
  const postMortem = withItem();
  see(postMortem, { closed: [], lost: [{ item: 'a1', reason: 'REL-7 does not exist' }] });
  expect(watched(postMortem)).toBeUndefined();
  expect(postMortem.until(7 * DAY).times('item:a1:late')).toEqual(['144h', '168h']);
});

test('if the tracker can’t be asked, everything stays as it was', () => {
  const postMortem = withItem(false).until(7 * DAY);
  expect(watched(postMortem)).toBeUndefined();
  expect(postMortem.times('item:a1:late')).toEqual(['144h', '168h']);
});

test('a policy that asks for no tickets gets none', () => {
  const policy = guideWith(({ postMortem }) => {
    postMortem.actionItems.ticket = null;
  });
  expect(withItem(true, policy).until(DAY).times('item:a1:ticket')).toEqual([]);
});
