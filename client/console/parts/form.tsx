/** How does a form of the room look, with its fields and what is wrong with them? */
import type { ComponentChildren } from 'preact';
import type { Mistake } from '../../actions/action';
import { Link } from './link';
import { FORM_TOKEN } from '../form-body';
import type { FormOption } from '../forms/choices';
import type { Field } from '../forms/fields';
import { fieldLabel, optionLabel } from '../forms/words';

export interface FormProps {
  action: string;
  formToken: string;
  hidden?: Readonly<Record<string, string>>;
  class?: string;
  children: ComponentChildren;
}

/** A form that works without script, and that no other site can send. */
export function RoomForm({ action, formToken, hidden = {}, class: kind, children }: FormProps) {
  return (
    <form method="post" action={action} class={kind}>
      <input type="hidden" name={FORM_TOKEN} value={formToken} />
      {Object.entries(hidden).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {children}
    </form>
  );
}

/** What was wrong with what was sent, linked to the fields. */
export function ErrorSummary({
  text,
  mistakes = [],
  scope,
}: {
  text: string;
  mistakes?: readonly Mistake[];
  scope: string;
}) {
  return (
    <div class="error-summary" role="alert" tabIndex={-1} id="errors">
      <h2>That was not done</h2>
      {mistakes.length === 0 ? (
        <p>{text}</p>
      ) : (
        <ul>
          {mistakes.map(({ path, message }) => (
            <li>
              <Link href={`#${fieldId(scope, path)}`}>
                {path === '' ? '' : `${fieldLabel(path)}: `}
                {message}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

const fieldId = (scope: string, name: string): string => `${scope}-${name}`.replace(/[^\w-]/g, '-');

export interface FieldProps {
  field: Field;
  /** Tells fields of the same name on one page apart. */
  scope: string;
  value?: string | undefined;
  options?: readonly FormOption[] | undefined;
  mistake?: string | undefined;
  /** Instead of the usual label. */
  label?: string | undefined;
}

/** A field with its label, its hint and what is wrong with it. */
export function FieldRow({ field, scope, value = field.preset ?? '', options, mistake, label }: FieldProps) {
  const { name, kind, required, hint } = field;
  const id = fieldId(scope, name);
  const described = [hint !== undefined && `${id}-hint`, mistake !== undefined && `${id}-mistake`].filter(Boolean);
  const shared = {
    ...{ id, name },
    ...(required && { required: true }),
    ...(described.length > 0 && { 'aria-describedby': described.join(' ') }),
    ...(mistake !== undefined && { 'aria-invalid': true as const }),
  };
  const choices = options ?? field.options?.map((option) => ({ value: option, label: optionLabel(option) }));
  const named = label ?? fieldLabel(name);
  const notes = (
    <>
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {mistake !== undefined && (
        <p class="mistake" id={`${id}-mistake`}>
          {mistake}
        </p>
      )}
    </>
  );
  if (kind === 'flag')
    return (
      <div class="field flag">
        <input type="checkbox" value="true" checked={value === 'true'} {...shared} />
        <label for={id}>{named}</label>
        {notes}
      </div>
    );
  return (
    <div class="field">
      <label for={id}>
        {named}
        {!required && <span class="soft"> (optional)</span>}
      </label>
      {notes}
      {choices !== undefined ? (
        <select {...shared}>
          {(!required || value === '') && <option value="">{required ? 'Choose' : 'Not given'}</option>}
          {choices.map((choice) => (
            <option value={choice.value} selected={choice.value === value}>
              {choice.label}
            </option>
          ))}
        </select>
      ) : kind === 'text' ? (
        <textarea rows={3} maxLength={field.longest} {...shared}>
          {value}
        </textarea>
      ) : (
        <input type="text" value={value} maxLength={field.longest} {...shared} />
      )}
    </div>
  );
}
