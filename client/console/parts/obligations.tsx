/** What is owed by when, late things first, and what comes by itself? */
import { eachOnce, isOverdue } from '../../../domain/ledger/ledger';
import type { IncidentView } from '../../../domain/view';
import type { ObligationView } from '../../../domain/ledger/view';
import type { Reason } from '../guide';
import { Due } from './time';
import { Why } from './why';

const byDue = (a: ObligationView, b: ObligationView): number => (a.dueAt ?? '9').localeCompare(b.dueAt ?? '9');

/** Open and past its time, or recorded as missed and still not done. */
const isLate = (owed: ObligationView, now: number): boolean =>
  isOverdue(owed) || (owed.state === 'open' && owed.dueAt !== undefined && Date.parse(owed.dueAt) < now);

/** The late ones, then the open ones, soonest first. */
export function owedIn(view: Pick<IncidentView, 'obligations'>, now: number) {
  const sorted = [...view.obligations].sort(byDue);
  const late = eachOnce(sorted.filter((owed) => isLate(owed, now)));
  const open = eachOnce(sorted.filter((owed) => owed.state === 'open' && !isLate(owed, now)));
  return { late, open };
}

export interface ObligationsProps {
  view: IncidentView;
  now: number;
  whyOf: (owed: ObligationView) => Reason | undefined;
}

/** What is owed, one line each, with the rule that asks for it. */
export function Obligations({ view, now, whyOf }: ObligationsProps) {
  const { late, open } = owedIn(view, now);
  const { names = {} } = view;
  const row = (owed: ObligationView, isOver: boolean) => (
    <li class={isOver ? 'over' : undefined}>
      <span class="when">
        {owed.dueAt === undefined ? (
          isOver ? (
            <b class="late">missed</b>
          ) : (
            'no set time'
          )
        ) : (
          <Due at={owed.dueAt} now={now} />
        )}
      </span>
      <span>
        {owed.what} <span class="soft">{names[owed.owner] ?? owed.owner}</span> <Why why={whyOf(owed)} />
      </span>
    </li>
  );
  if (late.length + open.length === 0) return <p class="soft">Nothing is owed now.</p>;
  return (
    <ul class="rows">
      {late.map((owed) => row(owed, true))}
      {open.map((owed) => row(owed, false))}
    </ul>
  );
}

/** What Muster does by itself, soonest first. */
export function Upcoming({ view, now }: { view: IncidentView; now: number }) {
  if (view.upcoming.length === 0) return <p class="soft">Nothing is planned.</p>;
  return (
    <ul class="rows">
      {view.upcoming.map(({ at, what }) => (
        <li>
          <span class="when">
            <Due at={at} now={now} />
          </span>
          <span>{what}</span>
        </li>
      ))}
    </ul>
  );
}

/** How many obligations ended how. */
export function Ledger({ view }: { view: Pick<IncidentView, 'obligations'> }) {
  const states = ['met', 'late', 'missed', 'waived', 'open'] as const;
  return (
    <p class="soft">
      {states.map((state) => `${view.obligations.filter((owed) => owed.state === state).length} ${state}`).join(', ')}
    </p>
  );
}
