/** What are forms on Slack made of, and what do they remember until they are sent? */
import type { InputBlock, KnownBlock, ModalView, PlainTextElement, SectionBlock } from '@slack/types';
import { plainText } from './text';

/** What was filled in, by field. Fields left empty are absent. */
export type Answers = Readonly<Record<string, string | undefined>>;

/** What a form needs to remember between opening and sending: it travels with it. */
export interface Errand {
  /** The incident's full id from a button, or how the person called it in a command. */
  ref: string;
  responseUrl?: string | undefined;
  /** What the form had in its fields when it was opened, where that matters when it is sent. */
  shown?: { isPublic: boolean; impact: string } | undefined;
}

/** The only element of each field. */
export const ACTION = 'value';

const LONGEST_ANSWER = 3_000;
const MOST_OPTIONS = 100;

export function modal(
  callback: string,
  title: string,
  submit: string,
  errand: Errand,
  blocks: KnownBlock[],
): ModalView {
  return {
    type: 'modal',
    callback_id: callback,
    title: plainText(title, 24),
    submit: plainText(submit, 24),
    close: plainText('Cancel', 24),
    private_metadata: JSON.stringify(errand),
    blocks,
  };
}

/** A sentence to be read, not filled in. */
export const saying = (text: string): SectionBlock => ({ type: 'section', text: plainText(text, LONGEST_ANSWER) });

interface FieldOptions {
  optional?: true;
  hint?: string;
}

interface WordsOptions extends FieldOptions {
  initial?: string;
  longest?: number;
}

const input = (
  field: string,
  label: string,
  { optional, hint }: FieldOptions,
  element: InputBlock['element'],
): InputBlock => ({
  type: 'input',
  block_id: field,
  ...(optional === true && { optional }),
  label: plainText(label, 150),
  ...(hint !== undefined && { hint: plainText(hint, 150) }),
  element,
});

export const textField = (
  field: string,
  label: string,
  { initial = '', longest = LONGEST_ANSWER, ...options }: WordsOptions = {},
): InputBlock =>
  input(field, label, options, {
    type: 'plain_text_input',
    action_id: ACTION,
    multiline: longest !== LONGEST_TITLE,
    max_length: longest,
    ...(initial !== '' && { initial_value: initial.slice(0, longest) }),
  });

/** A text of one line. */
export const LONGEST_TITLE = 200;

/** Slack refuses a longer value of an option. */
export const LONGEST_VALUE = 150;

export interface Option {
  text: PlainTextElement;
  value: string;
}

export const option = (label: string, value: string): Option => ({ text: plainText(label, 75), value });

export const choiceOf = (field: string, label: string, options: Option[]): InputBlock =>
  input(field, label, {}, { type: 'radio_buttons', action_id: ACTION, options });

export const oneOf = (field: string, label: string, options: Option[], about: FieldOptions = {}): InputBlock =>
  input(field, label, about, {
    type: 'static_select',
    action_id: ACTION,
    options: options.slice(0, MOST_OPTIONS),
  });
