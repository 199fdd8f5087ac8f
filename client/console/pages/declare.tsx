/** How does a person declare an incident, and what do they have to say? */
import type { Mistake } from '../../actions/action';
import type { Visitor } from '../../access/visitors';
import type { Policy } from '../../../policy/schema';
import type { Field } from '../forms/fields';
import { Layout } from '../layout';
import { ErrorSummary, FieldRow, RoomForm } from '../parts/form';

export interface DeclarePageProps {
  visitor: Visitor;
  fields: readonly Field[];
  policies: readonly Policy[];
  values?: Readonly<Record<string, string>>;
  trouble?: { text: string; mistakes: readonly Mistake[] };
}

/** A form of the same fields that the API takes; each severity says what it means. */
export function DeclarePage({ visitor, fields, policies, values = {}, trouble }: DeclarePageProps) {
  const services = policies.flatMap((policy) => policy.services);
  const severities = new Map(policies.flatMap((policy) => Object.entries(policy.severities)));
  const choices: Readonly<Record<string, { value: string; label: string }[]>> = {
    service: services.map(({ name, title }) => ({ value: name, label: title })),
    severity: [...severities].map(([id, { title }]) => ({ value: id, label: `${id} ${title}` })),
  };
  return (
    <Layout title="Declare an incident" visitor={visitor} here="/declare">
      <div class="narrow">
        <h1>Declare an incident</h1>
        {trouble !== undefined && <ErrorSummary {...trouble} scope="declare" />}
        <RoomForm class="act" action="/declare" formToken={visitor.formToken}>
          {fields.map((field) => (
            <FieldRow
              field={field}
              scope="declare"
              value={values[field.name]}
              options={choices[field.name]}
              mistake={trouble?.mistakes.find(({ path }) => path === field.name)?.message}
            />
          ))}
          <button class="danger">Declare, and contact people</button>
        </RoomForm>
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
