/** How does a person declare an incident or start a drill, and what do they have to say? */
import type { Mistake } from '../../actions/action';
import type { Visitor } from '../../access/visitors';
import type { Policy } from '../../../policy/schema';
import type { Person } from '../../../directory/schema';
import type { Field } from '../forms/fields';
import { Layout } from '../layout';
import { ErrorSummary, FieldRow, RoomForm } from '../parts/form';
import { Link } from '../parts/link';

export interface DeclarePageProps {
  visitor: Visitor;
  fields: readonly Field[];
  policies: readonly Policy[];
  /** Who can take part; absent where it is no drill. */
  people?: readonly Pick<Person, 'id' | 'name'>[] | undefined;
  /** Who is chosen to. */
  chosen?: readonly string[];
  values?: Readonly<Record<string, string>>;
  trouble?: { text: string; mistakes: readonly Mistake[] };
}

/** The field with the people of a drill. */
export const TAKES_PART = 'with';

/** A form of the same fields that the API takes; each severity says what it means. */
export function DeclarePage(props: DeclarePageProps) {
  const { visitor, fields, policies, people, chosen = [], values = {}, trouble } = props;
  const services = policies.flatMap((policy) => policy.services);
  const severities = new Map(policies.flatMap((policy) => Object.entries(policy.severities)));
  const choices: Readonly<Record<string, { value: string; label: string }[]>> = {
    service: services.map(({ name, title }) => ({ value: name, label: title })),
    severity: [...severities].map(([id, { title }]) => ({ value: id, label: `${id} ${title}` })),
  };
  const path = people === undefined ? '/declare' : '/drill';
  const title = people === undefined ? 'Declare an incident' : 'Start a drill';
  return (
    <Layout title={title} visitor={visitor} here={path}>
      <div class="narrow">
        <h1>{title}</h1>
        {people !== undefined && (
          <p>
            A drill runs as an incident does. It contacts nobody but those who take part, says DRILL first in everything
            that they read, files no ticket, tells no stakeholder and no customer, rolls nothing back, and counts in no
            figure.
          </p>
        )}
        {trouble !== undefined && <ErrorSummary {...trouble} scope="declare" />}
        <RoomForm class="act" action={path} formToken={visitor.formToken}>
          {fields.map((field) => (
            <FieldRow
              field={field}
              scope="declare"
              value={values[field.name]}
              options={choices[field.name]}
              mistake={trouble?.mistakes.find(({ path }) => path === field.name)?.message}
            />
          ))}
          {people !== undefined && (
            <fieldset class="field">
              <legend>Who takes part</legend>
              <p class="hint">They play their own roles; the first of them plays the roles that none of them holds.</p>
              {people.map(({ id, name }) => (
                <label class="flag">
                  <input type="checkbox" name={TAKES_PART} value={id} checked={chosen.includes(id)} /> {name}
                </label>
              ))}
            </fieldset>
          )}
          <button class={people === undefined ? 'danger' : undefined}>
            {people === undefined ? 'Declare, and contact people' : 'Start the drill'}
          </button>
        </RoomForm>
        {people === undefined && (
          <p>
            Only practising? <Link href="/drill">Start a drill</Link>
          </p>
        )}
        <h2>Which severity?</h2>
        <dl class="severities">
          {[...severities].map(([id, { title, definition }]) => (
            <div>
              <dt>
                {id} {title}
              </dt>
              <dd>{definition?.text}</dd>
            </div>
          ))}
        </dl>
        <p class="soft">
          Without a severity, Muster derives it from your words, and treats it as unclassified if they say nothing.
        </p>
      </div>
    </Layout>
  );
}
