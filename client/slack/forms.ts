/** The forms (Slack says modals) for what needs words, and what was filled in. */
import type { InputBlock, ModalView, PlainTextElement } from '@slack/types';
import { z } from 'zod';
import type { Deed } from '../../domain/acts';
import type { IncidentView } from '../../domain/view';
import { OddRequest } from './requests';
import { plain } from './text';

/** What was filled in, by field. Fields left empty are absent. */
export type Answers = Readonly<Record<string, string | undefined>>;

/** What a form needs to remember between opening and sending: it travels with it. */
export interface Errand {
  /** The incident's full id from a button, or how the person called it in a command. */
  ref: string;
  responseUrl?: string | undefined;
}

export type FormName = 'update' | 'decide' | 'tick' | 'escalate' | 'resolve';

interface Form {
  title: string;
  submit: string;
  fields: (incident: IncidentView | undefined) => InputBlock[];
  deed: (answers: Answers) => Deed;
}

const LONGEST_ANSWER = 3_000;
const MOST_OPTIONS = 100;

export const FORMS: Record<FormName, Form> = {
  update: {
    title: 'Post an update',
    submit: 'Post',
    fields: () => [
      words('text', 'How do things stand?'),
      words('impact', 'What do users notice now?', { optional: true }),
    ],
    deed: ({ text = '', impact }) => ({ do: 'update', text, ...(impact !== undefined && { impact }) }),
  },
  decide: {
    title: 'Decide',
    submit: 'Decide',
    fields: () => [
      {
        type: 'input',
        block_id: 'choice',
        label: plain('What is to be done?', 150),
        element: { type: 'radio_buttons', action_id: ACTION, options: CHOICES },
      },
      words('reason', 'Why?'),
    ],
    deed: ({ choice, reason = '' }) => ({ do: 'decide', choice: choiceFrom(choice), reason }),
  },
  tick: {
    title: 'Tick an item',
    submit: 'Tick',
    fields: (incident) => [
      {
        type: 'input',
        block_id: 'item',
        label: plain('Which item holds?', 150),
        element: { type: 'static_select', action_id: ACTION, options: openItems(incident).slice(0, MOST_OPTIONS) },
      },
      words('evidence', 'How do you know?', { optional: true }),
    ],
    deed: ({ item = '', evidence }) => ({ do: 'tick', item, ...(evidence !== undefined && { evidence }) }),
  },
  escalate: {
    title: 'Escalate',
    submit: 'Call them',
    fields: () => [words('reason', 'Why are more people needed?')],
    deed: ({ reason = '' }) => ({ do: 'escalate', reason }),
  },
  resolve: {
    title: 'Resolve',
    submit: 'Resolve',
    fields: () => [
      words('resolution', 'What resolved it?'),
      words('rootCause', 'Why did it happen?', { optional: true }),
      words('override', 'Although the checklist is not done: why?', { optional: true }),
    ],
    deed: ({ resolution = '', rootCause, override }) => ({
      do: 'resolve',
      resolution,
      ...(rootCause !== undefined && { rootCause }),
      ...(override !== undefined && { override }),
    }),
  },
};

export const isForm = (name: string): name is FormName => Object.hasOwn(FORMS, name);

/** Whether there is anything to choose from. */
export const hasItems = (incident: IncidentView): boolean => openItems(incident).length > 0;

export function formFor(name: FormName, errand: Errand, incident?: IncidentView): ModalView {
  const { title, submit, fields } = FORMS[name];
  return modal(`muster:${name}`, title, submit, errand, fields(incident));
}

/** The form with which an incident is declared. */
export function declarationForm(errand: Omit<Errand, 'ref'>, title: string): ModalView {
  const severities = ['P1', 'P2', 'P3', 'P4'].map((severity) => option(severity, severity));
  return modal('muster:declare', 'Declare an incident', 'Declare', { ref: '', ...errand }, [
    words('title', 'What is wrong?', { initial: title, longest: 200 }),
    words('impact', 'What do users notice?', { optional: true }),
    {
      type: 'input',
      block_id: 'severity',
      optional: true,
      label: plain('Severity', 150),
      hint: plain('Left out, the facts and the words decide.', 150),
      element: { type: 'static_select', action_id: ACTION, options: severities },
    },
  ]);
}

/** The only element of each field. */
export const ACTION = 'value';

function modal(callback: string, title: string, submit: string, errand: Errand, blocks: InputBlock[]): ModalView {
  return {
    type: 'modal',
    callback_id: callback,
    title: plain(title, 24),
    submit: plain(submit, 24),
    close: plain('Not now', 24),
    private_metadata: JSON.stringify(errand),
    blocks,
  };
}

interface WordsOptions {
  optional?: true;
  initial?: string;
  longest?: number;
}

const words = (
  field: string,
  label: string,
  { optional, initial = '', longest = LONGEST_ANSWER }: WordsOptions = {},
): InputBlock => ({
  type: 'input',
  block_id: field,
  ...(optional === true && { optional }),
  label: plain(label, 150),
  element: {
    type: 'plain_text_input',
    action_id: ACTION,
    multiline: longest === LONGEST_ANSWER,
    max_length: longest,
    ...(initial !== '' && { initial_value: initial.slice(0, longest) }),
  },
});

const option = (label: string, value: string): { text: PlainTextElement; value: string } => ({
  text: plain(label, 75),
  value,
});

type Choice = Extract<Deed, { do: 'decide' }>['choice'];
const CHOICE_LABELS: Record<Choice, string> = {
  'roll-back': 'Roll back',
  'fix-forward': 'Fix forward',
  extend: 'Extend the deadline, once',
};
const CHOICES = Object.entries(CHOICE_LABELS).map(([value, label]) => option(label, value));

const CHOICE = z.enum(['roll-back', 'fix-forward', 'extend']);

/** What was chosen. Nothing else counts as a choice, and nothing is chosen where nothing was. */
function choiceFrom(value: string | undefined): Choice {
  const parsed = CHOICE.safeParse(value);
  if (!parsed.success) throw new OddRequest('The form has no choice.');
  return parsed.data;
}

/** Before the end the immediate items, after it the later ones: those that can be ticked now. */
function openItems(incident: IncidentView | undefined): { text: PlainTextElement; value: string }[] {
  const isOver = incident?.resolvedAt !== undefined;
  return (incident?.checklist ?? [])
    .filter(({ state, stage }) => state === 'open' && (stage === 'immediate') !== isOver)
    .map(({ id, text }) => option(text, id));
}
