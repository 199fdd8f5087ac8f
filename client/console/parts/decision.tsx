/** Which decision is due, what is known for it, and who has decided what? */
import type { IncidentView } from '../../../domain/view';
import { actPath } from './action-form';
import { Link } from './link';
import { At, Due } from './time';

export interface DecisionProps {
  view: IncidentView;
  now: number;
  /** Why this reader may not decide, and who may. */
  barred: string | undefined;
  isOpen: boolean;
}

const CHOICES: readonly [string, string][] = [
  ['roll-back', 'Roll back…'],
  ['fix-forward', 'Fix forward…'],
  ['extend', 'Ask for more time…'],
];

/** The brief without the commands for a terminal: here are buttons. */
const briefToRead = (brief: string): string => brief.replace(/^.*\n(?=muster )|^muster .*\n*/gm, '');

/** The decision, its deadline, its brief, and the ways to decide. */
export function DecisionPanel({ view, now, barred, isOpen }: DecisionProps) {
  const { decision, rollback, names = {} } = view;
  if (decision === undefined) return null;
  const { made, proposed, versions, brief, dueAt, missed } = decision;
  return (
    <>
      {made !== undefined ? (
        <p>
          <b>{made.choice === 'roll-back' ? 'Roll back' : 'Fix forward'}</b>, decided by{' '}
          {view.people.find(({ id }) => id === made.by)?.name ?? made.by} at <At at={made.at} />: {made.reason}
        </p>
      ) : isOpen ? (
        <p>
          {missed ? <b class="late">Missed.</b> : 'Due'} <Due at={dueAt} now={now} />
        </p>
      ) : (
        <p class="soft">Not made before the incident ended.</p>
      )}
      {versions?.target !== undefined && (
        <p>
          A rollback returns to <b>{versions.target}</b>
          {versions.running !== undefined && <span class="soft"> ({versions.running} is running)</span>}
        </p>
      )}
      {proposed !== undefined && (
        <p>
          {names[proposed.by] ?? proposed.by} proposes to {proposed.choice.replace('-', ' ')}. A second approver must
          confirm it.
        </p>
      )}
      {rollback !== undefined && (
        <p>
          Rollback{rollback.to !== undefined && ` to ${rollback.to}`}: <b>{rollback.phase}</b>
          {rollback.text !== undefined && <span class="soft"> {rollback.text}</span>}
        </p>
      )}
      {isOpen && made === undefined && barred !== undefined && <p>{barred}</p>}
      {isOpen && barred === undefined && made === undefined && (
        <p class="choices">
          {CHOICES.filter(([choice]) => choice !== 'extend' || decision.extendable === true).map(([choice, label]) => (
            <Link class="button" href={`${actPath(view.id, 'decide')}?choice=${choice}`}>
              {label}
            </Link>
          ))}
        </p>
      )}
      {brief !== undefined && (
        <details>
          <summary>The brief</summary>
          <pre tabIndex={0}>{briefToRead(brief)}</pre>
        </details>
      )}
    </>
  );
}
