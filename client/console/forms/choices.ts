/** What can be chosen in a field, where the incident, its policy or the directory knows the answers? */
import type { DirectoryData } from '../../../directory/schema';
import { readObligation } from '../../../domain/state/obligation-ids';
import type { PostMortemView } from '../../../domain/post-mortem/view';
import type { IncidentView } from '../../../domain/view';
import type { Policy } from '../../../policy/schema';
import type { IncidentSummary } from '../../incidents/runs';

export interface FormOption {
  value: string;
  label: string;
}

/** What is known about an incident when a form is made for it. */
export interface FormContext {
  incidentId: string;
  /** Absent once Temporal has forgotten the incident; its post-mortem goes on. */
  view?: IncidentView | undefined;
  policy: Policy;
  directory: DirectoryData;
  /** The other open incidents. */
  others: readonly IncidentSummary[];
  postMortem?: PostMortemView | undefined;
}

const severities = ({ policy }: FormContext): FormOption[] =>
  Object.entries(policy.severities).map(([id, { title }]) => ({ value: id, label: `${id} ${title}` }));

const people = ({ directory }: FormContext): FormOption[] =>
  directory.people.map(({ id, name }) => ({ value: id, label: name }));

const roles = ({ policy }: FormContext): FormOption[] =>
  Object.entries(policy.roles).map(([id, { title }]) => ({ value: id, label: title }));

const tasks = ({ view }: FormContext): FormOption[] =>
  (view?.obligations ?? []).flatMap(({ id, what, state }) => {
    const read = readObligation(id);
    if (read.of === 'task' && (state === 'open' || state === 'missed')) return [{ value: read.task, label: what }];
    return read.of === 'join' && state !== 'met' ? [{ value: id, label: what }] : [];
  });

const items = ({ view, postMortem }: FormContext): FormOption[] =>
  (postMortem?.checklist ?? view?.checklist ?? []).map(({ id, text }) => ({ value: id, label: text }));

const actionItems = ({ postMortem }: FormContext): FormOption[] =>
  (postMortem?.actionItems ?? []).map(({ id, text }) => ({ value: id, label: text }));

const alerts = ({ view }: FormContext): FormOption[] =>
  (view?.alerts.names ?? []).map((name) => ({ value: name, label: name }));

const incidents = ({ others }: FormContext): FormOption[] =>
  others.map(({ id, severity, title }) => ({ value: id, label: `${severity} ${title}` }));

const KNOWN: Readonly<Record<string, (context: FormContext) => FormOption[]>> = {
  severity: severities,
  person: people,
  owner: people,
  role: roles,
  task: tasks,
  item: items,
  alert: alerts,
  incident: incidents,
};

/** The versions that can be returned to, where the deployment tool lists them all. */
function versions({ view }: FormContext): FormOption[] | undefined {
  const { names, kept = [], target } = view?.decision?.versions ?? {};
  if (names === undefined) return undefined;
  return kept.map((id) => ({ value: id, label: id === target ? `${id}, the one that the brief names` : id }));
}

/** Whose field means something else than the same name elsewhere. */
const KNOWN_OF_SHAPE: Readonly<Record<string, (context: FormContext) => FormOption[] | undefined>> = {
  'roll-back to': versions,
  'finish-item item': actionItems,
};

/** The answers of a field; `undefined` where a person writes what they like. */
export const choicesOf = (context: FormContext, variant: string, field: string): FormOption[] | undefined =>
  (KNOWN_OF_SHAPE[`${variant} ${field}`] ?? KNOWN[field])?.(context);
