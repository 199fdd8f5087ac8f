/** What can this person do to the incident, besides what the page shows where it belongs? */
import type { IncidentView } from '../../../domain/view';
import type { Action } from '../../actions/action';
import { ACTIONS } from '../../actions/incident-actions';
import type { Visitor } from '../../access/visitors';
import { actWords } from '../forms/words';
import type { IncidentModel } from '../model';
import { notFor } from '../rights';
import { ActionForm, actPath, shapesFor } from './action-form';
import { Card } from './card';
import { Link } from './link';

export interface ActsProps {
  model: IncidentModel;
  visitor: Visitor;
  now: number;
}

/** Acts that the page shows where they belong, and those that always have a page of their own. */
const ELSEWHERE = ['acknowledge', 'join', 'checklist', 'decide', 'postMortem'];
const ON_A_PAGE = ['cancel', 'merge', 'statusPage', 'resolve'];

/** Whether there is something to publish, or to withdraw. */
const isPossible = ({ mayPublish, statusPage }: IncidentView, name: string, variant: string): boolean =>
  name !== 'statusPage' || (variant === 'withdrawn' ? statusPage?.state === 'open' : mayPublish !== undefined);

/** Every other act of the table. A new row of the table is here without another word. */
export function Acts({ model, visitor, now }: ActsProps) {
  const { view } = model;
  const rows = Object.entries<Action>(ACTIONS).filter(([name]) => !ELSEWHERE.includes(name));
  const me = view.people.find(({ id }) => id === visitor.person);
  const offered = rows.filter(
    ([name]) =>
      (name !== 'update' || view.nextUpdate === undefined) &&
      // Only who was called can say that they can't, and once.
      (name !== 'decline' || (me !== undefined && me.declinedAt === undefined)),
  );
  const isFor = (name: string): boolean => notFor(visitor, model, name, {}, now) === undefined;
  const shown = offered.filter(([name]) => isFor(name));
  const others = offered.filter(([name]) => !isFor(name));
  return (
    <Card title="Do" id="do">
      <div class="acts">
        {shown.map(([name, action]) =>
          ON_A_PAGE.includes(name)
            ? shapesFor(action)
                .filter(({ variant }) => isPossible(view, name, variant))
                .map(({ variant, fixed }) => (
                  <Link class="act-link" href={`${actPath(view.id, name)}?${new URLSearchParams(fixed).toString()}`}>
                    {actWords(name, variant, action).title}…
                  </Link>
                ))
            : shapesFor(action).map((shape) => {
                const { title, hint } = actWords(name, shape.variant, action);
                return (
                  <details name="acts" id={`act-${name}`}>
                    <summary>{title}</summary>
                    {hint !== undefined && <p class="hint">{hint}</p>}
                    <ActionForm context={model} {...{ name, action, shape }} formToken={visitor.formToken} />
                  </details>
                );
              }),
        )}
      </div>
      {others.length > 0 && (
        <p class="soft">
          Only {view.leadName ?? 'the lead'}, or somebody with “lead” access:{' '}
          {others.map(([, { summary }]) => summary.replace(/[:,].*/, '')).join('; ')}.
        </p>
      )}
    </Card>
  );
}
