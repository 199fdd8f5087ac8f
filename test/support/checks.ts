/** What is wrong with an incident after parts of the system were killed? */
import type { Incident } from '../../domain/state/incident';
import type { Play } from './play';
import { doubledKeys } from './time-skip-system';
import type { System } from './system';

/** What every P1 of the play sends, whatever was killed in it. */
const OWED = [
  ...['vp-engineering', 'engineering-manager', 'devops-lead'].map((role) => `page:P1:0m:${role}:1`),
  ...['otto', 'olga'].map((person) => `page:P1:0m:all-on-call.${person}:1`),
  ...['page:P1:30m:cto:1', 'initial:chat', 'initial:mail', 'bridge', 'bridge:ask:otto'],
  ...['ticket', 'brief:1:chat', 'resolved:chat', 'resolved:mail', 'invite:0'],
];

const TOLD = [
  'opened',
  'contacted',
  'acknowledged',
  'lead',
  'joined',
  'update',
  'decided',
  'status',
  'ticked',
  'resolved',
];

/** The keys of effects that leave something in the outbox. The check whether it is stable is decided by the clock alone. */
const DELIVERS =
  /^(page|notice|initial|bridge|ticket|brief|nudge|update|rollback:\d+:(?!dry-run|read-back)|resolved|severity|clear|untick|stable(?!-check))/;

/** Of the time after the incident. */
const AFTERWARDS = /^(invite|cancel|reminder|chase|list|item)/;

/** What is wrong with one incident after all the killing; it should be nothing. */
export function faultsOf(system: System, play: Play, state: Incident): string[] {
  const lines = system.lines(state.id);
  const keys = new Set(lines.map(({ key }) => key));
  const kinds = new Set(state.timeline.map(({ kind }) => kind));
  // Several reasons to ring one person are one line.
  const isDone = ([key, record]: [string, Incident['effects'][string]]): boolean =>
    record.status === 'done' && record.with === undefined && DELIVERS.test(key);
  const delivered = new Set(
    Object.entries(state.effects)
      .filter(isDone)
      .map(([key]) => key),
  );
  const notes = state.timeline.filter(({ kind }) => kind === 'note').map(({ text }) => text);
  const times = (text: string): number => notes.filter((note) => note === text).length;
  const record = system.recorded(state.id).map(({ seq }) => seq);
  return [
    ...doubledKeys(lines).map((key) => `written twice: ${key}`),
    ...OWED.filter((key) => !keys.has(key) && !isOvertaken(key, keys, state)).map(
      (key) => `never written: ${key} (${state.effects[key]?.status ?? 'not begun'})`,
    ),
    ...[...delivered].filter((key) => !keys.has(key)).map((key) => `said to be done, but not in the outbox: ${key}`),
    ...[...keys]
      .filter((key) => state.effects[key] === undefined && !AFTERWARDS.test(key))
      .map((key) => `nobody remembers ${key}`),
    ...TOLD.filter((kind) => !kinds.has(kind)).map((kind) => `not in the timeline: ${kind}`),
    ...play.notes
      .filter(({ text, answered }) => answered && times(text) !== 1)
      .map(({ text }) => `answered, and lost: ${text}`),
    ...play.notes.filter(({ text }) => times(text) > 1).map(({ text }) => `taken twice: ${text}`),
    ...state.timeline.flatMap(({ seq }, n) => (seq === n + 1 ? [] : [`the timeline has ${seq} at place ${n + 1}`])),
    ...state.timeline
      .filter(({ seq }) => !record.includes(seq))
      .map(({ seq, text }) => `not on record: ${seq} ${text}`),
    ...(state.status === 'resolved' ? [] : [`it is ${state.status}`]),
  ];
}

/**
 * A message whose sending was killed may be superseded before the retry: the timeline says so. For a page, the next
 * one of its series must have been sent instead; nothing supersedes the last message.
 */
function isOvertaken(owed: string, keys: Set<string>, { timeline }: Incident): boolean {
  const isTold = timeline.some(({ kind, key }) => kind === 'overtaken' && key === owed);
  const series = owed.replace(/\d+$/, '');
  const isSentLater = !owed.startsWith('page:') || [...keys].some((key) => key.startsWith(series));
  return isTold && isSentLater && !owed.startsWith('resolved:');
}

/** At most one order per decision, whatever happened to its answer. */
export function doubledOrders({ vendor }: System): string[] {
  const orders = vendor.orders.filter(({ dryRun }) => !dryRun).map(({ key }) => key);
  return orders.filter((key, n) => orders.indexOf(key) !== n);
}
