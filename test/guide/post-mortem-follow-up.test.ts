import type { PostMortemDeed } from '../../domain/post-mortem/acts';
import { HOUR, MINUTE, START } from '../support/times';
import { guide } from '../support/virtual-clock';
import { RESOLVED, VirtualPostMortem } from '../support/virtual-post-mortem';

const EXTENDED = guide.checklists.extended.items.map(({ id }) => id);
const FOLLOW_UP = guide.checklists.followUp.items.map(({ id }) => id);
const DAY = 24 * HOUR;
/** Friday, the 19th: four days after the resolution on Monday. */
const FRIDAY = Date.UTC(2024, 0, 19);
const FIX: PostMortemDeed & { do: 'add-item' } = {
  do: 'add-item',
  text: 'Fix N+1 query with JOIN',
  owner: { id: 'dora', name: 'Dora', roles: ['devops-lead'] },
  priority: 'high',
  dayAt: FRIDAY + 9 * HOUR,
  dueAt: FRIDAY + 17 * HOUR,
};
const after = (at: number): number => at - RESOLVED;

describe('the later checklists', () => {
  test('the lead is told which items are open after 1 h and after 24 h', () => {
    const postMortem = new VirtualPostMortem().until(30 * MINUTE);
    for (const item of EXTENDED.slice(0, 4)) postMortem.does('otto', { do: 'tick', item, evidence: 'seen' });
    postMortem.until(25 * HOUR);
    expect(postMortem.lines('list:')).toEqual(['1h list:extended otto', '24h list:followUp otto']);
    const text = postMortem.sent.find(({ key }) => key === 'list:extended')?.text ?? '';
    expect(text).toContain('- [ ] Logs reviewed for any outstanding errors (logs-reviewed)');
    expect(text).not.toContain('regression-tests');
    expect(postMortem.obligation('checklist:regression-tests')).toMatchObject({ state: 'met', by: 'otto' });
    expect(postMortem.obligation('checklist:logs-reviewed')?.state).toBe('missed');
  });

  test('a list that is complete is not mentioned', () => {
    const postMortem = new VirtualPostMortem();
    for (const item of EXTENDED) postMortem.does('otto', { do: 'tick', item });
    expect(postMortem.until(2 * HOUR).times('list:')).toEqual([]);
  });

  test('an item ticked after its deadline is late', () => {
    const postMortem = new VirtualPostMortem().until(3 * HOUR).does('otto', { do: 'tick', item: 'team-aware' });
    expect(postMortem.obligation('checklist:team-aware')).toMatchObject({ state: 'late', lateByMs: 2 * HOUR });
  });

  test('an item can be left out with a reason, and unticked with one', () => {
    const postMortem = new VirtualPostMortem().does('otto', {
      do: 'skip',
      item: 'team-training',
      reason: 'not needed',
    });
    expect(postMortem.obligation('checklist:team-training')).toMatchObject({ state: 'waived', because: 'not needed' });
    postMortem
      .does('otto', { do: 'tick', item: 'code-review' })
      .does('vera', { do: 'untick', item: 'code-review', reason: 'no' });
    expect(postMortem.obligation('checklist:code-review')).toMatchObject({ state: 'open', dueAt: RESOLVED + DAY });
  });

  test('left out after its deadline: it stays missed, and nobody is reminded of it', () => {
    const postMortem = new VirtualPostMortem()
      .until(2 * HOUR)
      .does('otto', { do: 'skip', item: 'team-aware', reason: 'all saw' });
    expect(postMortem.obligation('checklist:team-aware')).toMatchObject({ state: 'missed', because: 'all saw' });
  });

  test('refusals', () => {
    const postMortem = new VirtualPostMortem();
    expect(postMortem.refusal('otto', { do: 'tick', item: 'x' })).toContain('There is no item "x"');
    expect(postMortem.refusal('otto', { do: 'skip', item: 'code-review', reason: '' })).toBe(
      'Say why you are skipping it.',
    );
    expect(postMortem.refusal('otto', { do: 'untick', item: 'code-review', reason: 'x' })).toContain('is not ticked');
    expect(postMortem.refusal('otto', { do: 'finish-item', item: 'a9' })).toBe('There is no action item "a9".');
  });
});

describe('an action item', () => {
  test('has an owner, a due date and a priority, and is an obligation', () => {
    const postMortem = new VirtualPostMortem().does('emil', FIX);
    expect(postMortem.state.actionItems).toMatchObject([
      { id: 'a1', owner: 'dora', priority: 'high', dueAt: FIX.dueAt },
    ]);
    expect(postMortem.obligation('action-item:a1')).toMatchObject({ owner: 'dora', dueAt: FIX.dueAt, state: 'open' });
  });

  test('gets reminders two days before and on the day, and then daily ones to the engineering manager', () => {
    const postMortem = new VirtualPostMortem().does('emil', FIX).until(after(FIX.dueAt) + 2 * DAY + HOUR);
    const at = (instant: number): string => `${after(instant) / HOUR}h`.replace('.5h', 'h30m');
    expect(postMortem.lines('item:a1:').slice(1)).toEqual([
      `${at(FIX.dueAt - 2 * DAY)} item:a1:soon dora`,
      `${at(FIX.dayAt)} item:a1:today dora`,
      `${at(FIX.dueAt + DAY)} item:a1:late:1 (engineering-manager)`,
      `${at(FIX.dueAt + 2 * DAY)} item:a1:late:2 (engineering-manager)`,
    ]);
    expect(postMortem.obligation('action-item:a1')?.state).toBe('missed');
  });

  test('that is done gets no more reminders; if late, the ledger says by how much', () => {
    const postMortem = new VirtualPostMortem().does('emil', FIX).until(after(FIX.dueAt) + 2 * HOUR);
    postMortem.does('dora', { do: 'finish-item', item: 'a1' }).until(30 * DAY);
    expect(postMortem.times('item:a1:late')).toEqual([]);
    expect(postMortem.obligation('action-item:a1')).toMatchObject({ state: 'late', lateByMs: 2 * HOUR });
    expect(postMortem.refusal('dora', { do: 'finish-item', item: 'a1' })).toBe('Action item a1 is already done.');
  });

  test('after an outage of ten days: one reminder, the newest', () => {
    const postMortem = new VirtualPostMortem().does('emil', FIX).deadUntil(after(FIX.dueAt) + 10 * DAY);
    expect(postMortem.lines('item:a1').map((line) => line.split(' ')[1])).toEqual([
      'item:a1:ticket',
      'item:a1:late:10',
    ]);
  });
});

describe('the post-mortem is complete', () => {
  const done = () => {
    const postMortem = new VirtualPostMortem()
      .does('emil', FIX)
      .until(23 * HOUR)
      .does('otto', { do: 'hold' });
    postMortem.does('emil', { do: 'sign' }).does('vera', { do: 'sign' });
    for (const item of [...EXTENDED, ...FOLLOW_UP.slice(2)]) postMortem.does('otto', { do: 'tick', item });
    return postMortem;
  };

  test('when it was held and signed by both, and every checklist item and action item is done', () => {
    const postMortem = done();
    expect(postMortem.isSettled).toBe(false);
    postMortem.does('otto', { do: 'tick', item: FOLLOW_UP[1] ?? '' });
    expect(postMortem.isSettled).toBe(false);
    postMortem.does('dora', { do: 'finish-item', item: 'a1' });
    expect(postMortem.isSettled).toBe(true);
    expect(postMortem.isQuiet).toBe(true);
  });

  test('with an item left out, even after its deadline', () => {
    const postMortem = done()
      .does('dora', { do: 'finish-item', item: 'a1' })
      .until(2 * DAY);
    postMortem.does('otto', { do: 'skip', item: FOLLOW_UP[1] ?? '', reason: 'merged with another' });
    expect(postMortem.isSettled).toBe(true);
  });
});

test('a repeated act takes effect once', () => {
  const postMortem = new VirtualPostMortem().does('emil', FIX, 'same').does('emil', FIX, 'same');
  expect(postMortem.state.actionItems).toHaveLength(1);
  expect(postMortem.state.answered['same']).toBe('Added action item a1.');
  expect(postMortem.state.startedAt).toBe(START);
});
