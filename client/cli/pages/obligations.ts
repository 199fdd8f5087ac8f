/** Which obligations are overdue or due, and what will Muster do next, as lines of `muster show`? */
import type { IncidentView } from '../../../domain/view';
import type { ObligationView } from '../../../domain/ledger/view';
import { eachOnce, isOverdue } from '../../../domain/ledger/ledger';
import { readObligation } from '../../../domain/state/obligation-ids';
import { countdown, paint, type Sheet, wrapped } from './layout';

type Names = Record<string, string>;

/** How much of what Muster is going to do fits on a page. */
const COMING = 6;

/** Open and past its time, or recorded as missed and still not done. */
export const overdue = (view: IncidentView, now: number): ObligationView[] =>
  eachOnce(
    byDue(view.obligations).filter(
      (owed) => (owed.state === 'open' && owed.dueAt !== undefined && Date.parse(owed.dueAt) < now) || isOverdue(owed),
    ),
  );

export const overdueLines = (owed: ObligationView, sheet: Sheet, names: Names = {}): string[] => {
  const when = owed.dueAt === undefined ? 'missed' : countdown(sheet.now, owed.dueAt);
  return row(sheet, '! ', when, spoken(owed, names)).map((line) => paint(sheet, 'red', line));
};

export function dueLines(view: IncidentView, sheet: Sheet): string[] {
  const open = eachOnce(byDue(view.obligations).filter(({ state }) => state === 'open'));
  const timed = open.filter(({ dueAt }) => dueAt !== undefined && Date.parse(dueAt) >= sheet.now);
  const { names = {} } = view;
  const untimed = open.filter(({ dueAt }) => dueAt === undefined);
  return [
    ...timed.flatMap((owed) => row(sheet, '  ', countdown(sheet.now, owed.dueAt ?? ''), spoken(owed, names))),
    ...untimed.flatMap((owed) => row(sheet, '  ', 'no set time', spoken(owed, names))),
  ];
}

/** A line that begins with a time, so that the eye can run down the times. */
const row = (sheet: Sheet, mark: string, when: string, text: string): string[] =>
  wrapped(sheet, `${mark}${when.padEnd(17)} `, text);

/** The id is what `muster task` takes. */
function spoken({ id, what, owner }: ObligationView, names: Names): string {
  const read = readObligation(id);
  const name = read.of === 'task' ? read.task : read.of === 'join' ? id : undefined;
  return `${what} (${names[owner] ?? owner})${name === undefined ? '' : ` [${name}]`}`;
}

const byDue = (obligations: readonly ObligationView[]): ObligationView[] =>
  [...obligations].sort((a, b) => (a.dueAt ?? '9').localeCompare(b.dueAt ?? '9'));

/** What Muster will do, soonest first. */
export const comingLines = (view: IncidentView, sheet: Sheet): string[] =>
  view.upcoming.slice(0, COMING).flatMap(({ at, what }) => row(sheet, '  ', countdown(sheet.now, at), what));
