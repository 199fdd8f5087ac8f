/** How does one act look on a page of its own: what will happen, what has to be said, and what was wrong with it? */
import type { Action, Mistake } from '../../actions/action';
import type { Visitor } from '../../access/visitors';
import type { FormContext } from '../forms/choices';
import type { FormShape } from '../forms/fields';
import { actWords } from '../forms/words';
import { Layout } from '../layout';
import { ActionForm } from '../parts/action-form';
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
  trouble?: { text: string; mistakes?: readonly Mistake[] };
}

/** A page for one act. */
export function ActPage({ visitor, context, name, action, shapes, values = {}, consequences, trouble }: ActPageProps) {
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
      {consequences.length > 0 && (
        <section class="consequences" aria-labelledby="will">
          <h2 id="will">What will happen</h2>
          <ul>
            {consequences.map((sentence) => (
              <li>{sentence}</li>
            ))}
          </ul>
        </section>
      )}
      {shapes.map((shape) => {
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
