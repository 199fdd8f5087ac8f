import { owesWithdrawal } from '../../domain/post-mortem/meeting';
import type { PostMortemOutcome } from '../../domain/post-mortem/effects';
import type { PostMortemEffect } from '../../domain/post-mortem/effects';
import { HOUR, MINUTE } from '../support/times';
import { guide, guideWith } from '../support/virtual-clock';
import { RESOLVED, VirtualPostMortem } from '../support/virtual-post-mortem';

const move = (after: number) => ({ do: 'move', startsAt: RESOLVED + after, reason: 'then all can come' }) as const;
const HOLD = { do: 'hold' } as const;
const LEFT_OUT = {
  do: 'skip',
  item: 'post-mortem-conducted',
  reason: 'it is talked about with the one of Monday',
} as const;

/** A post-mortem of which every withdrawal is written down; `fails` says which effect fails, and until when. */
function watched(fails: (effect: PostMortemEffect, after: number) => boolean = () => false) {
  const withdrawals: Extract<PostMortemEffect, { do: 'withdraw' }>[] = [];
  const answer = (effect: PostMortemEffect, after: number): PostMortemOutcome | Error | undefined => {
    if (fails(effect, after)) return new Error('the mail server is down');
    if (effect.do === 'withdraw') withdrawals.push(effect);
    return undefined;
  };
  return { withdrawals, postMortem: new VirtualPostMortem({ answer }) };
}
const namesIn = (people: readonly { name: string }[]): string[] => people.map(({ name }) => name).sort();
const invitedIn = ({ state }: VirtualPostMortem): string[] => namesIn(state.invited ?? []);
const meetings = ({ state }: VirtualPostMortem): string[] =>
  state.timeline.flatMap(({ kind, text }) => (kind === 'meeting' ? [text] : []));

describe('a meeting that is no longer needed leaves people’s calendars', () => {
  test('held before its time: once, from everybody who was invited, with a higher sequence', () => {
    const { withdrawals, postMortem } = watched();
    expect(invitedIn(postMortem)).toEqual(expect.arrayContaining(['otto', 'emil', 'vera', 'dora']));
    const before = invitedIn(postMortem);
    postMortem
      .until(2 * HOUR)
      .does('otto', HOLD)
      .until(30 * HOUR);
    expect(postMortem.lines('cancel:')).toEqual(['2h cancel:1']);
    expect(withdrawals).toMatchObject([{ sequence: 1, because: 'it was held early', goesOn: false }]);
    expect(namesIn(withdrawals[0]?.from ?? [])).toEqual(before);
    expect(invitedIn(postMortem)).toEqual([]);
    expect(meetings(postMortem).at(-1)).toMatch(
      /^Invitation to the meeting on 2024-01-16 13:30 UTC withdrawn from .*vera.*: it was held early$/,
    );
    expect(postMortem.times('reminder:')).toEqual([]);
  });

  test('not when it was held at its time or after it', () => {
    const { postMortem } = watched();
    postMortem
      .until(22 * HOUR)
      .does('otto', HOLD)
      .until(40 * HOUR);
    expect(postMortem.times('cancel:')).toEqual([]);
  });

  test('after it was moved: with a sequence above that of the move', () => {
    const { postMortem } = watched();
    postMortem
      .until(HOUR)
      .does('emil', move(30 * HOUR))
      .until(3 * HOUR)
      .does('otto', HOLD)
      .until(40 * HOUR);
    expect(postMortem.lines('cancel:')).toEqual(['3h cancel:2']);
  });

  test('with “post-mortem conducted” left out, it is cancelled and nobody is reminded of it', () => {
    const { postMortem } = watched();
    postMortem
      .until(HOUR)
      .does('emil', LEFT_OUT)
      .until(23 * HOUR);
    expect(postMortem.lines('cancel:')).toEqual(['1h cancel:1']);
    expect(postMortem.times('reminder:')).toEqual([]);
    expect(meetings(postMortem).at(-1)).toContain(': skipped: it is talked about with the one of Monday');
    expect(postMortem.state.meeting?.off?.because).toContain('skipped');
  });

  test('leaving out another item cancels nothing', () => {
    const { postMortem } = watched();
    postMortem.does('emil', { ...LEFT_OUT, item: 'team-training' }).until(23 * HOUR);
    expect(postMortem.times('cancel:')).toEqual([]);
  });

  test('scheduled again, it comes back with a sequence above that of the withdrawal', () => {
    const { postMortem } = watched();
    postMortem
      .until(HOUR)
      .does('emil', LEFT_OUT)
      .does('emil', move(30 * HOUR))
      .until(31 * HOUR);
    expect(postMortem.lines('invite:')).toEqual(['0m invite:0', '1h invite:2']);
    expect(postMortem.times('reminder:2')).toEqual(['6h', '29h']);
    expect(postMortem.times('cancel:')).toEqual(['1h']);
  });

  test('moved: it is withdrawn for people who are not on the new invitation, and kept for the others', () => {
    const { withdrawals, postMortem } = watched();
    postMortem.until(HOUR);
    postMortem.state = { ...postMortem.state, attendees: ['otto', 'emil'] };
    postMortem.does('emil', move(30 * HOUR)).until(31 * HOUR);
    expect(postMortem.lines('cancel:')).toEqual(['1h cancel:1']);
    expect(withdrawals).toMatchObject([{ sequence: 1, goesOn: true, because: 'no longer invited' }]);
    expect(namesIn(withdrawals[0]?.from ?? [])).toEqual(['dora', 'vera']);
    expect(invitedIn(postMortem)).toEqual(['emil', 'otto']);
  });

  test('held before a time was found: nobody is invited to it', () => {
    const { postMortem } = watched(({ do: what }, after) => what === 'find-slot' && after < HOUR);
    postMortem
      .until(30 * MINUTE)
      .does('otto', HOLD)
      .until(48 * HOUR);
    expect(postMortem.times('invite:')).toEqual([]);
    expect(postMortem.state.meeting).toBeUndefined();
  });
});

describe("when it can't be delivered", () => {
  test('it is retried, and the post-mortem’s end waits for it', () => {
    const { postMortem } = watched(({ do: what }, after) => what === 'withdraw' && after < 5 * HOUR);
    postMortem.until(2 * HOUR).does('otto', HOLD);
    expect(owesWithdrawal(postMortem.state)).toBe(true);
    postMortem.until(6 * HOUR);
    expect(postMortem.times('cancel:')).toEqual(['5h']);
    expect(owesWithdrawal(postMortem.state)).toBe(false);
    expect(postMortem.state.timeline.filter(({ kind }) => kind === 'not-delivered')).toHaveLength(1);
  });

  test('but not after the meeting’s time has passed', () => {
    const { postMortem } = watched(({ do: what }) => what === 'withdraw');
    postMortem
      .until(2 * HOUR)
      .does('otto', HOLD)
      .until(22.5 * HOUR);
    expect(owesWithdrawal(postMortem.state)).toBe(true);
    expect(owesWithdrawal(postMortem.until(24 * HOUR).state)).toBe(false);
  });

  test('an invitation that failed may have reached somebody: everybody it was meant for is told', () => {
    const { withdrawals, postMortem } = watched(({ do: what }) => what === 'invite');
    postMortem.until(2 * HOUR).does('otto', HOLD);
    expect(withdrawals).toMatchObject([{ sequence: 1, from: [] }]);
    expect(withdrawals[0]?.perhaps).toContain('vera');
    expect(postMortem.until(30 * HOUR).times('cancel:')).toEqual(['2h']);
  });
});

test("a policy that doesn't ask for it leaves calendars as they are", () => {
  const policy = guideWith(({ postMortem }) => {
    postMortem.withdrawing = null;
  });
  const postMortem = new VirtualPostMortem({ policy }).until(HOUR).does('emil', LEFT_OUT).does('otto', HOLD);
  expect(postMortem.until(30 * HOUR).times('cancel:')).toEqual([]);
  expect(postMortem.state.invited).toBeUndefined();
  expect(postMortem.state.meeting?.off).toBeUndefined();
  expect(guide.postMortem.withdrawing?.leftOut).toEqual(['post-mortem-conducted']);
});
