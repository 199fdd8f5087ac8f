/** Who has the post-mortem's meeting in their calendar, and when is it taken out again? */
import type { Policy } from '../../policy/schema';
import { noted } from '../ledger/timeline';
import { effectKey, readKey } from '../state/keys';
import type { Instant, PersonId } from '../state/vocabulary';
import { utcDateTime } from '../text/format';
import { inert, inertLine } from '../text/inert';
import type { Entry, PostMortemEffect } from './effects';
import type { Invited, PostMortem } from './state';

export type Withdrawing = Extract<PostMortemEffect, { do: 'withdraw' }>;

/**
 * Invites to the meeting as it is now. A cancelled meeting is withdrawn from everyone who was ever invited; a moved one from
 * the people that the new invitation leaves out. Both only if the policy says so.
 */
export function planInvitations(postMortem: PostMortem): Entry[] {
  const { meeting, attendees, effects } = postMortem;
  if (meeting === undefined) return [];
  const { sequence, setAt, off } = meeting;
  const invite = effectKey('invitation', { sequence });
  if (off !== undefined) return planCalledOff(postMortem, off, effects[invite]?.status === 'failed' ? attendees : []);
  // A person whom an older invitation reaches only now is left out too; they are told together.
  const isKnown = effects[invite]?.status === 'done' && !isInviting(postMortem);
  const leavers = isKnown ? invitedBefore(postMortem, sequence) : [];
  return [
    ...(attendees.length > 0 && effects[effectKey('attendees')]?.status === 'done'
      ? [{ at: setAt, effect: { do: 'invite' as const, key: invite, sequence } }]
      : []),
    ...(leavers.length > 0
      ? [withdrawal(setAt, { sequence, from: leavers, perhaps: [], because: 'no longer invited', goesOn: true })]
      : []),
  ];
}

/** `perhaps`: the attendees of an invitation that failed; it may have reached some of them before it did. */
function planCalledOff(postMortem: PostMortem, { at, because, as }: Off, perhaps: PersonId[]): Entry[] {
  const { invited = [] } = postMortem;
  // An invitation that is still being sent must arrive before it can be withdrawn.
  if (isInviting(postMortem) || (invited.length === 0 && perhaps.length === 0)) return [];
  return [withdrawal(at, { sequence: as, from: invited, perhaps, because, goesOn: false })];
}

type Off = NonNullable<NonNullable<PostMortem['meeting']>['off']>;

const isInviting = ({ effects }: PostMortem): boolean =>
  Object.entries(effects).some(([key, { status }]) => status === 'running' && readKey(key).of === 'invitation');

const invitedBefore = ({ invited = [] }: PostMortem, sequence: number): Invited[] =>
  invited.filter((one) => one.sequence < sequence);

const withdrawal = (at: Instant, what: Omit<Withdrawing, 'do' | 'key'>): Entry => ({
  at,
  effect: { do: 'withdraw', key: effectKey('meeting-withdrawal', { sequence: what.sequence }), ...what },
});

/** Whether a calendar still has to be told that the meeting is cancelled. */
export const owesWithdrawal = (postMortem: PostMortem): boolean =>
  planInvitations(postMortem).some(
    ({ effect }) => effect.do === 'withdraw' && postMortem.effects[effect.key]?.status !== 'done',
  );

/** The next invitation's sequence: higher than that of any invitation and any withdrawal before it. */
export const nextSequence = ({ meeting }: PostMortem): number =>
  meeting === undefined ? 0 : Math.max(meeting.sequence, meeting.off?.as ?? 0) + 1;

/** The meeting doesn't take place at its time; calendars are told if the policy says so. */
export function calledOff(policy: Policy, postMortem: PostMortem, at: Instant, because: string): PostMortem {
  const { meeting } = postMortem;
  const isToBeTold = policy.postMortem.withdrawing !== null && meeting?.off === undefined;
  if (meeting === undefined || !isToBeTold || at >= meeting.startsAt) return postMortem;
  return { ...postMortem, meeting: { ...meeting, off: { at, because: inert(because), as: meeting.sequence + 1 } } };
}

/** These addresses have the meeting in their calendars, as of this invitation. */
export function invitationSent(
  policy: Policy,
  postMortem: PostMortem,
  sequence: number,
  to: Omit<Invited, 'sequence'>[],
): PostMortem {
  if (policy.postMortem.withdrawing === null) return postMortem;
  const { invited: before = [] } = postMortem;
  const isAgain = (one: Invited): boolean =>
    one.sequence <= sequence && to.some(({ address }) => address === one.address);
  const kept = before.filter((one) => !isAgain(one));
  const added = to.filter(({ address }) => !kept.some((one) => one.address === address));
  return { ...postMortem, invited: [...kept, ...added.map(({ name, address }) => ({ name, address, sequence }))] };
}

/** Their calendars have been told. */
export function withdrawn(
  postMortem: PostMortem,
  { key, sequence, because, goesOn }: Withdrawing,
  from: Omit<Invited, 'sequence'>[],
  at: Instant,
): PostMortem {
  const { invited = [], meeting } = postMortem;
  const isTold = (one: Invited): boolean =>
    one.sequence < sequence && from.some(({ address }) => address === one.address);
  const next = { ...postMortem, invited: invited.filter((one) => !isTold(one)) };
  const names = from.map(({ name }) => inertLine(name)).join(', ');
  if (names === '') return next;
  const when = goesOn || meeting === undefined ? '' : ` on ${utcDateTime(meeting.startsAt)}`;
  return noted(next, at, {
    kind: 'meeting',
    text: `Invitation to the meeting${when} withdrawn from ${names}: ${because}`,
    key,
  });
}

/** Nobody waits for a meeting in the past: a withdrawal that fails then is not retried. */
export const isTooLate = ({ meeting }: PostMortem, at: Instant): boolean =>
  meeting !== undefined && at >= meeting.startsAt + meeting.lastsMs;

/** A post-mortem that was held before its meeting had a time needs no meeting. */
export const isMeetingMoot = (policy: Policy, { heldAt }: PostMortem): boolean =>
  policy.postMortem.withdrawing !== null && heldAt !== undefined;

export const meetingTitle = ({ title }: PostMortem): string => `Post-mortem: ${title}`;

/** What people with the meeting in their calendar are told. */
export function withdrawalText({ incidentId, title, meeting }: PostMortem, { because, goesOn }: Withdrawing): string {
  const what = `the post-mortem of ${incidentId} (${title})`;
  if (goesOn || meeting === undefined) return `You're no longer invited to ${what}.`;
  return `The meeting on ${utcDateTime(meeting.startsAt)} for ${what} is cancelled: ${because}.`;
}
