/** How does a person do any act of the table to an incident? Its form is made from the row of the table. */
import type { Action, Mistake } from '../../actions/action';
import { askedOf } from '../forms/demand';
import { choicesOf, type FormContext } from '../forms/choices';
import { type Field, type FormShape, shapesOf } from '../forms/fields';
import { actWords } from '../forms/words';
import { FieldRow, RoomForm } from './form';

/** The field in which a form says what the act's path names: the task, the checklist's item. */
export const PARAM = 'of';

export interface ActionFormProps {
  context: FormContext;
  name: string;
  action: Action;
  shape: FormShape;
  formToken: string;
  /** What stands in fields already. */
  values?: Readonly<Record<string, string>>;
  /** What was already decided, and is not asked. */
  given?: Readonly<Record<string, string>>;
  mistakes?: readonly Mistake[];
  /** The person has seen what will happen. */
  confirmed?: boolean;
  button?: string;
}

const shapes = new WeakMap<Action, FormShape[]>();

/** The shapes of an act's form, read off its schema once. */
export function shapesFor(action: Action): FormShape[] {
  const known = shapes.get(action);
  if (known !== undefined) return known;
  const read = shapesOf(action.body);
  shapes.set(action, read);
  return read;
}

/** The name in an act's path, such as `task`. */
export const paramOf = ({ path }: Action): string | undefined => /\{(\w+)\}/.exec(path)?.[1];

export const actPath = (incidentId: string, name: string): string => `/incidents/${incidentId}/do/${name}`;

/** A form for one shape of an act. */
export function ActionForm(props: ActionFormProps) {
  const { context, name, action, shape, formToken, values = {}, given = {}, mistakes = [], confirmed = false } = props;
  const { variant, fixed, fields } = shape;
  const scope = [name, variant, ...Object.values(given)].join('-');
  const param = paramOf(action);
  const asked: Field[] = [
    ...(param === undefined ? [] : [{ name: PARAM, kind: 'choice' as const, required: true }]),
    ...askedOf(
      context,
      fields,
      mistakes.map(({ path }) => path),
    ),
  ].filter((field) => !(field.name in given));
  const { button } = actWords(name, variant, action);
  return (
    <RoomForm
      class="act"
      action={actPath(context.incidentId, name)}
      formToken={formToken}
      hidden={{ ...fixed, ...given, ...(confirmed && { confirmed: 'yes' }) }}
    >
      {asked.map((field) => {
        const meant = field.name === PARAM ? (param ?? '') : field.name;
        return (
          <FieldRow
            field={field}
            scope={scope}
            label={field.name === PARAM ? optionName(meant) : undefined}
            value={values[field.name]}
            options={choicesOf(context, variant, meant)}
            mistake={mistakes.find(({ path }) => path === field.name)?.message}
          />
        );
      })}
      <button type="submit">{props.button ?? button}</button>
    </RoomForm>
  );
}

const optionName = (name: string): string => name.replace(/^./, (letter) => letter.toUpperCase());
