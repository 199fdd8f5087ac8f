/** How did severity, status, lead and roles go, as the log tells it? Naive questions that the rules share. */
import type { DeedName } from '../../../domain/state/acts';
import type { PersonId, Role, Status } from '../../../domain/state/vocabulary';
import type { Policy, Severity } from '../../../policy/schema';
import type { Entry, EntryOf, Log, Moment } from './log';
import { rulesOf } from '../../../domain/severity/scale';

/** A stretch of time in which severity and status stay as they are. `first` is the entry that began it. */
export interface Stretch {
  from: Moment;
  to: Moment;
  severity: Severity;
  status: Status;
  /** Where it begins among the entries. */
  first: number;
}

const ENDED: readonly Status[] = ['resolved', 'cancelled', 'merged'];

export const isOver = (status: Status): boolean => ENDED.includes(status);

/** Before monitoring, and before the end. */
export const isFought = (status: Status): boolean => !isOver(status) && status !== 'monitoring';

/** 1 is the worst. */
export const rank = (severity: Severity): number => Number(severity.slice(1));

export const isWorse = (one: Severity, than: Severity): boolean => rank(one) < rank(than);

export const pages = (policy: Policy, severity: Severity): boolean => rulesOf(policy, severity).contact.by === 'page';

/** Acts that surely are an answer (ruling 27). */
const ANSWERS: readonly DeedName[] = ['acknowledge', 'join', 'update', 'decide', 'status'];

export const isAnswer = ({ deed }: EntryOf<'act'>): boolean => ANSWERS.includes(deed.do);

export const entriesOf = <Kind extends Entry['is']>(log: Log, ...kinds: Kind[]): EntryOf<Kind>[] =>
  log.entries.filter((entry): entry is EntryOf<Kind> => kinds.some((kind) => kind === entry.is));

/** Stretches of the whole log; those that took no time are left out. */
export const stretchesOf = (log: Log): Stretch[] => allStretchesOf(log).filter(({ from, to }) => to > from);

function allStretchesOf(log: Log): Stretch[] {
  const stretches: Stretch[] = [];
  let now: Stretch | undefined;
  const next = (at: Moment, first: number, change: Partial<Stretch>): void => {
    if (now === undefined) return;
    stretches.push({ ...now, to: at });
    now = { ...now, from: at, first, ...change };
  };
  log.entries.forEach((entry, n) => {
    if (entry.is === 'opened')
      now = { from: entry.at, to: log.until, severity: entry.severity, status: 'investigating', first: n };
    if (entry.is === 'severity') next(entry.at, n, { severity: entry.to });
    if (entry.is === 'status') next(entry.at, n, { status: entry.to });
  });
  if (now !== undefined) stretches.push({ ...now, to: log.until });
  return stretches;
}

/** Neighbouring stretches that are alike in what the rule asks for, as one. Another one in between divides them, however short. */
export function spansOf(log: Log, key: (stretch: Stretch) => string | undefined): (Stretch & { key: string })[] {
  const spans: (Stretch & { key: string })[] = [];
  let before: string | undefined;
  for (const stretch of allStretchesOf(log)) {
    const name = key(stretch);
    const last = spans.at(-1);
    if (name !== undefined && last !== undefined && name === before) last.to = stretch.to;
    else if (name !== undefined) spans.push({ ...stretch, key: name });
    before = name;
  }
  return spans.filter(({ from, to }) => to > from);
}

/** In which severity and status the incident is just before entry number `n`. */
export function stateBefore(log: Log, n: number): { severity: Severity; status: Status } {
  let state: { severity: Severity; status: Status } = { severity: 'P4', status: 'investigating' };
  for (const entry of log.entries.slice(0, n)) {
    if (entry.is === 'opened') state = { severity: entry.severity, status: 'investigating' };
    if (entry.is === 'severity') state = { ...state, severity: entry.to };
    if (entry.is === 'status') state = { ...state, status: entry.to };
  }
  return state;
}

/** Who holds a role at that moment, after all that the log says of it. */
export function holdersAt(log: Log, role: Role, at: Moment): PersonId[] {
  const directory = entriesOf(log, 'directory').findLast((entry) => entry.at <= at);
  return Object.entries(directory?.holders ?? {}).flatMap(([person, roles]) => (roles.includes(role) ? [person] : []));
}

export const leadAt = (log: Log, at: Moment): PersonId | undefined =>
  entriesOf(log, 'lead').findLast((entry) => entry.at <= at)?.to;

/** Whether the person of an act has said since then that they can't, up to that moment. */
export const isTakenBack = (log: Log, act: EntryOf<'act'>, at: Moment): boolean =>
  log.entries
    .slice(log.entries.indexOf(act))
    .some((one) => one.is === 'act' && one.by === act.by && one.deed.do === 'decline' && one.at <= at);

/** Whether outages and broken vendors leave this time alone, also in what they left behind. */
export function isCalm(log: Log, policy: Policy, from: Moment, to: Moment): boolean {
  const aftermath = 2 * policy.delivery.retryEvery;
  const troubles = log.entries.flatMap((entry, n) => {
    if (entry.is === 'down') return [{ from: entry.at, to: entry.until }];
    if (entry.is !== 'broken' || entry.keys === '') return [];
    const end = log.entries.slice(n + 1).find((later) => later.is === 'broken')?.at ?? Infinity;
    return [{ from: entry.at, to: end + aftermath }];
  });
  return !troubles.some((trouble) => trouble.from <= to && trouble.to >= from);
}

/** Rings of one person, those that got through. */
export const ringsOf = (log: Log, person: PersonId): EntryOf<'ring'>[] =>
  entriesOf(log, 'ring').filter(({ to, through }) => to === person && through);

export const everybodyRung = (log: Log): PersonId[] => [...new Set(entriesOf(log, 'ring').map(({ to }) => to))];

/** Relapses that nobody set: the status went back from monitoring by itself. */
export const relapses = (log: Log): EntryOf<'status'>[] =>
  entriesOf(log, 'status').filter(({ from, to, by }) => from === 'monitoring' && isFought(to) && by === undefined);

/** Whether somebody set severity or status in this instant, perhaps after what the rule asks about. */
export const isSetByHand = (log: Log, at: Moment): boolean =>
  entriesOf(log, 'act').some((one) => one.at === at && (one.deed.do === 'severity' || one.deed.do === 'status'));

/** The first entry of a later instant. */
export function nextInstant(log: Log, n: number): number {
  const at = log.entries[n]?.at ?? 0;
  const next = log.entries.findIndex((entry) => entry.at > at);
  return next === -1 ? log.entries.length : next;
}

/**
 * Rulings 3 and 28: columns count from the start, or from the last rise from a severity that does not page. One that does not page
 * has its own: what it rose to in between counts for that only.
 */
export function baseOf(log: Log, policy: Policy, at: Moment, severity: Severity): Moment {
  const rise = entriesOf(log, 'severity').findLast(
    (one) =>
      one.at <= at &&
      !pages(policy, one.from) &&
      isWorse(one.to, one.from) &&
      pages(policy, one.to) === pages(policy, severity),
  );
  return rise?.at ?? 0;
}
