/** What can be done about the post-mortem, from the page of its incident? */
import type { PostMortemView } from '../../../domain/post-mortem/view';
import { ACTIONS } from '../../actions/incident-actions';
import { actWords } from '../forms/words';
import { actPath, shapesFor } from './action-form';
import { Card } from './card';
import { Link } from './link';

/** Whether there is something left to do in this way. What is not named here can be done at any time. */
const IS_LEFT: Readonly<Record<string, (view: PostMortemView) => boolean>> = {
  move: ({ heldAt, meeting }) => heldAt === undefined && meeting !== undefined,
  hold: ({ heldAt }) => heldAt === undefined,
  sign: ({ missingSignatures }) => missingSignatures.length > 0,
  'finish-item': ({ actionItems }) => actionItems.some(({ doneAt }) => doneAt === undefined),
  tick: ({ checklist }) => checklist.some(({ state }) => state !== 'ticked'),
  skip: ({ checklist }) => checklist.some(({ state }) => state !== 'ticked'),
  untick: ({ checklist }) => checklist.some(({ state }) => state === 'ticked'),
  run: ({ checklist }) => checklist.some(({ runs = [] }) => runs.length > 0),
};

/** A way to each of them. */
export function PostMortemActs({ view }: { view: PostMortemView }) {
  const shapes = shapesFor(ACTIONS.postMortem).filter(({ variant }) => IS_LEFT[variant]?.(view) ?? true);
  return (
    <Card title="Post-mortem" id="post-mortem">
      <div class="acts">
        {shapes.map(({ variant, fixed }) => (
          <Link
            class="act-link"
            href={`${actPath(view.incidentId, 'postMortem')}?${new URLSearchParams(fixed).toString()}`}
          >
            {actWords('postMortem', variant, ACTIONS.postMortem).title}…
          </Link>
        ))}
      </div>
    </Card>
  );
}
