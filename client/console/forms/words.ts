/** What are acts and their fields called in the room? What stands in no list here is called what the table of acts says. */
import type { Action } from '../../actions/action';

interface ActWords {
  title: string;
  button: string;
  /** What one has to know before one does it. */
  hint?: string;
}

/** By the act's name, or by name and shape (`checklist open`). */
const ACT_WORDS: Readonly<Record<string, ActWords>> = {
  acknowledge: {
    title: 'Acknowledge',
    button: "I'm on it",
    hint: 'Stops the repeated pages to you. The first to acknowledge leads.',
  },
  decline: {
    title: "Say that you can't",
    button: "I can't: call the next one",
    hint: 'You are no longer rung, and the next in line is called at once.',
  },
  join: { title: 'Join', button: 'Join the incident' },
  assign: { title: 'Assign the lead', button: 'Assign' },
  update: { title: 'Post an update', button: 'Post to stakeholders' },
  note: { title: 'Add a note', button: 'Add the note', hint: 'Goes on the record; stakeholders do not get it.' },
  severity: { title: 'Change the severity', button: 'Change the severity' },
  status: { title: 'Set the status', button: 'Set the status' },
  task: { title: 'Mark a task', button: 'Mark it' },
  'checklist ticked': { title: 'Tick a checklist item', button: 'Tick' },
  'checklist open': { title: 'Untick a checklist item', button: 'Untick' },
  'decide roll-back': { title: 'Roll back', button: 'Roll back' },
  'decide fix-forward': { title: 'Fix forward', button: 'Fix forward' },
  'decide extend': {
    title: 'Ask for more time',
    button: 'Extend the deadline',
    hint: 'Only before the deadline, and as often as the policy allows.',
  },
  escalate: {
    title: 'Escalate',
    button: 'Page now',
    hint: 'Without a role, the next column of the escalation matrix is paged.',
  },
  bridge: { title: 'Open the bridge', button: 'Open the bridge' },
  over: { title: 'End an alert', button: 'It has cleared' },
  'statusPage published': { title: 'Publish to the status page', button: 'Publish' },
  'statusPage withdrawn': { title: 'Withdraw from the status page', button: 'Withdraw' },
  resolve: { title: 'Resolve', button: 'Resolve the incident' },
  cancel: { title: 'Cancel: false alarm', button: 'Cancel the incident' },
  merge: { title: 'Merge another incident into this one', button: 'Merge' },
  'postMortem move': { title: 'Move the meeting', button: 'Move it and tell everybody' },
  'postMortem hold': { title: 'The meeting was held', button: 'It was held' },
  'postMortem sign': { title: 'Sign off', button: 'Sign' },
  'postMortem add-item': { title: 'Add an action item', button: 'Add the item' },
  'postMortem finish-item': { title: 'Finish an action item', button: 'It is done' },
  'postMortem tick': { title: 'Tick an item', button: 'Tick' },
  'postMortem untick': { title: 'Untick an item', button: 'Untick' },
  'postMortem skip': { title: 'Skip an item', button: 'Skip it' },
  'postMortem run': { title: 'Run the test suite again', button: 'Run it' },
  'postMortem note': { title: 'Add a note', button: 'Add the note' },
};

/** The words for an act in one of its shapes. */
export const actWords = (name: string, variant: string, { summary }: Pick<Action, 'summary'>): ActWords =>
  ACT_WORDS[`${name} ${variant}`] ?? ACT_WORDS[name] ?? { title: summary, button: 'Do it' };

const FIELD_LABELS: Readonly<Record<string, string>> = {
  person: 'Person',
  text: 'Text',
  impact: 'Impact, in words for users',
  severity: 'Severity',
  reason: 'Reason',
  correction: 'It was never worse than this (approvers only)',
  status: 'Status',
  outcome: 'Outcome',
  task: 'Task',
  item: 'Item',
  evidence: 'How you know',
  to: 'Version to roll back to',
  breakGlass: 'Break glass: decide alone although two should',
  role: 'Role',
  page: 'Page, even where the severity only sends notices',
  alert: 'Alert',
  first: 'Only if nothing is published yet',
  resolution: 'What resolved it',
  rootCause: 'Root cause, as far as it is known',
  override: 'Reason to resolve all the same; it goes on record',
  incident: 'The other incident',
  at: 'New time',
  owner: 'Owner',
  due: 'Due on (a day such as 2026-01-31)',
  priority: 'Priority',
  title: 'What is wrong',
  service: 'Service',
  url: 'Address of the call',
  drill: 'Who takes part',
};

/** `rootCause` where nobody gave it a name: "Root cause". */
const spelled = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/^./, (letter) => letter.toUpperCase());

export const fieldLabel = (name: string): string => FIELD_LABELS[name] ?? spelled(name);

/** A choice of the schema in words: `roll-back` is "Roll back". */
export const optionLabel = (option: string): string =>
  option.replaceAll('-', ' ').replace(/^./, (letter) => letter.toUpperCase());
