/** How does one act look on a page of its own: what will happen, what has to be said, and what was wrong with it? */
import type { Action, Mistake } from '../../actions/action';
import type { Visitor } from '../../access/visitors';
import type { FormContext } from '../forms/choices';
import type { FormShape } from '../forms/fields';
import { actWords } from '../forms/words';
import { Layout } from '../layout';
import { standsAgainst } from '../forms/demand';
import { ActionForm } from '../parts/action-form';
import { Checklist } from '../parts/checklist';
import { ErrorSummary } from '../parts/form';
import { Link } from '../parts/link';

export interface ActPageProps {
  visitor: Visitor;
  context: FormContext;
  name: string;
  action: Action;
  shapes: readonly FormShape[];
  values?: Readonly<Record<string, string>>;
  /** What will happen, for what can't be taken back; the form then says that the person has seen it. */
  consequences: readonly string[];
  /** Why this person may not do it; then there is nothing to fill in. */
  barred?: string | undefined;
  trouble?: { text: string; mistakes?: readonly Mistake[] };
}

/** A page for one act. */
export function ActPage(props: ActPageProps) {
  const { visitor, context, name, action, shapes, values = {}, consequences, barred, trouble } = props;
  const [first] = shapes;
  const single = shapes.length === 1 && first !== undefined ? actWords(name, first.variant, action).title : undefined;
  const title = single ?? action.summary;
  const { incidentId, view, postMortem } = context;
  const about = view?.title ?? postMortem?.title ?? incidentId;
  return (
    <Layout title={title} visitor={visitor}>
      <p class="crumbs">
        <Link href={`/incidents/${incidentId}`}>{about}</Link>
      </p>
      <h1>{title}</h1>
      {trouble !== undefined && (
        <ErrorSummary text={trouble.text} mistakes={trouble.mistakes ?? []} scope={[name, first?.variant].join('-')} />
      )}
      {barred !== undefined && <p class="alarm">{barred}</p>}
      {barred === undefined && name === 'resolve' && <StillOpen context={context} visitor={visitor} />}
      {barred === undefined && consequences.length > 0 && (
        <section class="consequences" aria-labelledby="will">
          <h2 id="will">What will happen</h2>
          <ul>
            {consequences.map((sentence) => (
              <li>{sentence}</li>
            ))}
          </ul>
        </section>
      )}
      {(barred === undefined ? shapes : []).map((shape) => {
        const { title: heading, hint } = actWords(name, shape.variant, action);
        return (
          <section class={consequences.length > 0 ? 'card serious' : 'card'}>
            {shapes.length > 1 && <h2>{heading}</h2>}
            {hint !== undefined && <p class="hint">{hint}</p>}
            <ActionForm
              {...{ context, name, action, shape, values }}
              formToken={visitor.formToken}
              mistakes={trouble?.mistakes ?? []}
              confirmed={consequences.length > 0}
            />
          </section>
        );
      })}
      <p>
        <Link href={`/incidents/${incidentId}`}>Back, without doing it</Link>
      </p>
    </Layout>
  );
}

/** What stands between the incident and its resolution, each with what to do about it. */
function StillOpen({ context, visitor }: Pick<ActPageProps, 'context' | 'visitor'>) {
  if (standsAgainst(context).length === 0) return null;
  const { notRecovered = [] } = context.view ?? {};
  return (
    <section class="card" aria-labelledby="still-open">
      <h2 id="still-open">Still open</h2>
      <p>Do these first. You can resolve the incident without them only with a reason, which goes on record.</p>
      <Checklist model={context} visitor={visitor} mayAct onlyOpen />
      {notRecovered.length > 0 && (
        <>
          <h3>Not recovered</h3>
          <ul>
            {notRecovered.map((what) => (
              <li>{what}</li>
            ))}
          </ul>
          <p class="hint">Wait until it has recovered. End an alert by hand if its source does not.</p>
        </>
      )}
    </section>
  );
}
