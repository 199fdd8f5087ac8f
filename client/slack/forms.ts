/** Which forms (modals, in Slack's words) are there, and which action does each one ask for? */
import type { InputBlock, ModalView } from '@slack/types';
import { severitiesOf, severityText } from '../../domain/severity/scale';
import type { PinnedPolicy } from '../../workflows/contract';
import type { Deed } from '../../domain/state/acts';
import type { IncidentView } from '../../domain/view';
import {
  choiceOf,
  type Errand,
  LONGEST_TITLE,
  LONGEST_VALUE,
  modal,
  oneOf,
  type Option,
  option,
  textField,
} from './fields';
import type { Form } from './form';
import { Refused } from '../errors';
import { PUBLISH, UNPUBLISH } from './publish-form';
import { defined } from '../../domain/state/fields';

export type FormName = 'update' | 'decide' | 'tick' | 'escalate' | 'resolve' | 'publish' | 'unpublish';

export const FORMS: Record<FormName, Form> = {
  update: {
    title: 'Post an update',
    submit: 'Post',
    looks: false,
    blocks: () => [
      textField('text', 'What’s the current state?'),
      textField('impact', 'What do users notice now? (impact)', { optional: true }),
    ],
    asks: ({ text, impact }) => ({ action: 'update', body: { text, impact } }),
  },
  decide: {
    title: 'Decide',
    submit: 'Decide',
    looks: true,
    blocks: (incident) => [
      choiceOf('choice', 'What is your decision?', CHOICES),
      ...versionsOf(incident),
      textField('reason', 'Why?'),
    ],
    asks: ({ choice, reason, to }) => ({
      action: 'decide',
      body: { choice, reason, ...(choice === 'roll-back' && defined({ to })) },
    }),
  },
  tick: {
    title: 'Tick an item',
    submit: 'Tick',
    looks: true,
    unless: (incident) =>
      openItems(incident).length > 0 ? undefined : 'There are no open checklist items to tick now.',
    blocks: (incident) => [
      oneOf('item', 'Which item is confirmed?', openItems(incident)),
      textField('evidence', 'How do you know?', { optional: true }),
    ],
    asks: ({ item, evidence }) => ({ action: 'checklist', body: { state: 'ticked', evidence }, param: item }),
  },
  escalate: {
    title: 'Escalate',
    submit: 'Page more people',
    looks: false,
    blocks: () => [textField('reason', 'Why are more people needed?')],
    asks: ({ reason }) => ({ action: 'escalate', body: { reason } }),
  },
  resolve: {
    title: 'Resolve',
    submit: 'Resolve',
    looks: false,
    blocks: () => [
      textField('resolution', 'What resolved it?'),
      textField('rootCause', 'Why did it happen?', { optional: true }),
      textField('override', 'Open checklist items: why resolve anyway?', { optional: true }),
    ],
    asks: ({ resolution, rootCause, override }) => ({ action: 'resolve', body: { resolution, rootCause, override } }),
  },
  publish: PUBLISH,
  unpublish: UNPUBLISH,
};

export const isForm = (name: string): name is FormName => Object.hasOwn(FORMS, name);

/** `typed`: words that the form begins with. */
export function formFor(name: FormName, errand: Errand, incident?: IncidentView, typed = ''): ModalView {
  const { title, submit, blocks, shown } = FORMS[name];
  const seen = incident === undefined ? undefined : shown?.(incident);
  const remembered = { ...errand, ...defined({ shown: seen }) };
  return modal(`muster:${name}`, title, submit, remembered, blocks(incident, typed));
}

/** A refusal with the form's field in which the person can say what is missing. */
export function withField(error: unknown, name: FormName): unknown {
  if (!(error instanceof Refused) || error.missing === undefined) return error;
  const field = FORMS[name].blocks(undefined, '').find(({ block_id: id }) => id === error.missing);
  if (field?.type !== 'input') return error;
  return new Refused(`${error.message} Open the form again and fill in “${field.label.text}”.`, { cause: error });
}

/** The form with which an incident is declared. */
export function declarationForm(
  errand: Omit<Errand, 'ref'>,
  title: string,
  policies: readonly PinnedPolicy[],
): ModalView {
  const named = new Map(
    policies.flatMap(({ policy }) => severitiesOf(policy).map((name) => [name, severityText(policy, name)] as const)),
  );
  const severities = [...named].map(([name, text]) => option(text, name));
  return modal('muster:declare', 'Declare an incident', 'Declare', { ref: '', ...errand }, [
    textField('title', 'What is wrong?', { initial: title, longest: LONGEST_TITLE }),
    textField('impact', 'What do users notice? (impact)', { optional: true }),
    oneOf('severity', 'Severity', severities, {
      optional: true,
      hint: 'If you leave this empty, Muster derives it from your answers.',
    }),
  ]);
}

type Choice = Extract<Deed, { do: 'decide' }>['choice'];
const CHOICE_LABELS: Record<Choice, string> = {
  'roll-back': 'Roll back',
  'fix-forward': 'Fix forward',
  extend: 'Extend the deadline',
};
const CHOICES = Object.entries(CHOICE_LABELS).map(([value, label]) => option(label, value));

/** Which version to return to, where the deployment tool has named some. */
function versionsOf(incident: IncidentView | undefined): InputBlock[] {
  const { target, kept = [] } = incident?.decision?.versions ?? {};
  const options = kept.filter((id) => id.length <= LONGEST_VALUE).map((id) => option(id, id));
  if (options.length === 0) return [];
  const hint = target === undefined ? {} : { hint: `If you leave this empty, a rollback returns to ${target}.` };
  return [oneOf('to', 'If you roll back: to which version?', options, { optional: true, ...hint })];
}

/** Before the end the immediate items, after it the later ones: those that can be ticked now. */
function openItems(incident: IncidentView | undefined): Option[] {
  const isOver = incident?.resolvedAt !== undefined;
  return (incident?.checklist ?? [])
    .filter(({ state, stage }) => state === 'open' && (stage === 'immediate') !== isOver)
    .map(({ id, text }) => option(text, id));
}
