/** Which fields of an act's form does this incident make use of now, and which of them have to be filled in? */
import { rulesOf } from '../../../domain/severity/scale';
import type { FormContext } from './choices';
import type { Field } from './fields';

/** What stands between an incident and its resolution: open items, and what has not recovered. */
export const standsAgainst = ({ view }: Pick<FormContext, 'view'>): string[] => [
  ...(view?.checklist ?? [])
    .filter(({ stage, state }) => stage === 'immediate' && state === 'open')
    .map(({ text }) => text),
  ...(view?.notRecovered ?? []),
];

/** The fields as this incident asks for them; `missing` are those that an answer has just asked for. */
export const askedOf = (context: FormContext, fields: readonly Field[], missing: readonly string[]): Field[] =>
  fields.flatMap((field) => {
    if (missing.includes(field.name)) return [field];
    if (field.name === 'breakGlass') return mayBreakGlass(context) ? [field] : [];
    if (field.name === 'override') return standsAgainst(context).length > 0 ? [{ ...field, required: true }] : [];
    return [field];
  });

/** Deciding alone is possible where two people should decide and the deadline has passed. */
function mayBreakGlass({ view, policy }: FormContext): boolean {
  if (view?.decision?.missed !== true) return false;
  const rules = rulesOf(policy, view.severity).decision;
  return rules?.persons === 2 && rules.breakGlass.length > 0;
}
