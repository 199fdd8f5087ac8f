/** Which items are ticked, which ones does Muster tick, and which are yours? */
import type { Visitor } from '../../access/visitors';
import { ACTIONS } from '../../actions/incident-actions';
import type { ChecklistView } from '../../../domain/resolution/view';
import type { FormContext } from '../forms/choices';
import { PARAM, ActionForm, shapesFor } from './action-form';

export interface ChecklistProps {
  model: FormContext;
  visitor: Visitor;
  mayAct: boolean;
  /** Leaves out what is ticked. */
  onlyOpen?: boolean;
}

/** The items that stand between now and the resolution. */
export function Checklist({ model, visitor, mayAct, onlyOpen = false }: ChecklistProps) {
  const items = (model.view?.checklist ?? []).filter(({ stage }) => stage === 'immediate');
  const done = items.filter(({ state }) => state === 'ticked').length;
  return (
    <>
      <p>
        <progress value={done} max={items.length} aria-label="Ticked items" /> {done} of {items.length}
      </p>
      <ul class="checklist">
        {(onlyOpen ? items.filter(({ state }) => state === 'open') : items).map((item) => (
          <Item {...{ item, model, visitor, mayAct }} />
        ))}
      </ul>
    </>
  );
}

function Item({ item, model, visitor, mayAct }: Omit<ChecklistProps, 'onlyOpen'> & { item: ChecklistView }) {
  const { id, text, state, by, evidence, probe, reading } = item;
  const isTicked = state === 'ticked';
  const isMusters = probe !== undefined && (reading === undefined || reading.passed !== undefined);
  const shape = shapesFor(ACTIONS.checklist).find(({ fixed }) => fixed['state'] === (isTicked ? 'open' : 'ticked'));
  return (
    <li class={isTicked ? 'ticked' : undefined}>
      <div>
        <span aria-hidden="true">{isTicked ? '☑' : '☐'}</span> {text}{' '}
        <span class="chip">{isTicked ? 'ticked' : probe === undefined ? 'yours' : 'Muster'}</span>
      </div>
      {isTicked && (by !== undefined || evidence !== undefined) && (
        <div class="soft">{[by === 'muster' ? 'Muster' : by, evidence].filter(Boolean).join(': ')}</div>
      )}
      {!isTicked && probe !== undefined && (
        <div class="soft">
          {reading === undefined
            ? `Muster ticks it by the probe ${probe}, which is read from mitigating on.`
            : reading.passed === undefined
              ? `The probe ${probe} can't be read: ${reading.text} Tick it by hand and say how you know.`
              : `The probe ${probe} reads: ${reading.text}`}
        </div>
      )}
      {mayAct && !isMusters && shape !== undefined && (
        <details name="items">
          <summary>{isTicked ? 'untick' : 'tick'}</summary>
          <ActionForm
            {...{ context: model, shape }}
            name="checklist"
            action={ACTIONS.checklist}
            formToken={visitor.formToken}
            given={{ [PARAM]: id }}
          />
        </details>
      )}
    </li>
  );
}
