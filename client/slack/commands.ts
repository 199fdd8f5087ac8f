/** `/incident ...` as a person types it. */
import type { IncidentView } from '../../domain/view';
import type { IncidentSummary } from '../incidents/runs';
import type { ActionRequest } from './run-action';
import type { FormName } from './forms';

export type SlashCommand =
  | { do: 'declare'; title: string }
  | { do: 'list' }
  | { do: 'show'; ref: string }
  | { do: 'ask'; ref: string; asked: ActionRequest }
  /** `typed`: words that the form begins with. */
  | { do: 'form'; ref: string; form: FormName; typed?: string }
  | { do: 'help'; because?: string };

const REF = /^[a-z0-9][a-z0-9-]{0,199}$/i;

/** Reads what was typed after `/incident`. What can't be read is a wish for help, and says why. */
export function readTyped(text: string): SlashCommand {
  const [, verb = '', rest = ''] = /^\s*(\S*)\s*([\s\S]*?)\s*$/.exec(text) ?? [];
  const [, ref = '', words = ''] = /^(\S*)\s*([\s\S]*)$/.exec(rest) ?? [];
  /** With words it is done at once, without them a form asks for them. */
  const orForm = (form: FormName, asked: ActionRequest): SlashCommand =>
    words === '' ? { do: 'form', ref, form } : { do: 'ask', ref, asked };
  switch (verb.toLowerCase()) {
    case '':
    case 'help':
      return { do: 'help' };
    case 'declare':
      return { do: 'declare', title: rest };
    case 'list':
      return { do: 'list' };
    case 'show':
      return onOne(verb, ref, { do: 'show', ref });
    case 'ack':
      return onOne(verb, ref, { do: 'ask', ref, asked: { action: 'acknowledge' } });
    case 'update':
      return onOne(verb, ref, orForm('update', { action: 'update', body: { text: words } }));
    case 'resolve':
      return onOne(verb, ref, orForm('resolve', { action: 'resolve', body: { resolution: words } }));
    case 'publish':
      // Never at once: what customers will read is shown first.
      return onOne(verb, ref, { do: 'form', ref, form: 'publish', typed: words });
    case 'unpublish':
      return onOne(
        verb,
        ref,
        orForm('unpublish', { action: 'statusPage', body: { state: 'withdrawn', reason: words } }),
      );
    case 'run':
      if (!/^\S{1,200}$/.test(words))
        return { do: 'help', because: 'Which item? For example: /incident run x4tm regression-tests' };
      return onOne(verb, ref, { do: 'ask', ref, asked: { action: 'postMortem', body: { do: 'run', item: words } } });
    default:
      return { do: 'help', because: `There is no ${verb.slice(0, 30)}.` };
  }
}

const onOne = (verb: string, ref: string, command: SlashCommand): SlashCommand =>
  REF.test(ref)
    ? command
    : {
        do: 'help',
        because: `Which incident? For example: /incident ${verb.toLowerCase()} x4tm (see /incident list).`,
      };

export const helpText = (because?: string): string =>
  [
    ...(because === undefined ? [] : [because, '']),
    '/incident declare what is wrong: opens a form and starts an incident',
    '/incident list: the open incidents',
    '/incident show x4tm: how one stands',
    '/incident ack x4tm: you are on it',
    '/incident update x4tm text: tells everybody how things stand; without text a form opens',
    '/incident resolve x4tm text: it is over, and what resolved it; without text a form opens',
    '/incident publish x4tm text: opens a form for the public status page; nothing goes out before you send it',
    '/incident unpublish x4tm reason: takes the report on the status page back',
    '/incident run x4tm item: after the resolution, runs the test suite of an item again',
    'An incident is called by its full id, its address or the last part of its id (x4tm).',
  ].join('\n');

export function listText(incidents: readonly IncidentSummary[]): string {
  if (incidents.length === 0) return 'No incident is open.';
  return incidents
    .map(({ id, severity, status, title, lead, leadName }) =>
      [`${lastPart(id)}  ${severity}  ${status}`, leadName ?? lead ?? 'nobody leads', title].join('  '),
    )
    .join('\n');
}

export function showText(incident: IncidentView): string {
  const { id, severity, status, title, leadName, lead, startedAt, nextDue, obligations, checklist, failing } = incident;
  const open = obligations.filter(({ state }) => state === 'open' || state === 'missed');
  const items = checklist.filter(({ stage }) => stage === 'immediate');
  return [
    `${severity} ${title}`,
    `${id}: ${status} since ${startedAt}, ${leadName ?? lead ?? 'nobody'} leads`,
    ...(nextDue === undefined ? [] : [`Next: ${nextDue.what} at ${nextDue.at}`]),
    ...open.map(
      ({ what, owner, state, dueAt }) => `${state}: ${what} (${owner}${dueAt === undefined ? '' : `, ${dueAt}`})`,
    ),
    ...(items.length === 0
      ? []
      : [`Checklist: ${items.filter(({ state }) => state === 'ticked').length} of ${items.length} ticked`]),
    ...failing.map(({ what, reason }) => `Failed: ${what}: ${reason}`),
  ].join('\n');
}

const lastPart = (id: string): string => id.slice(id.lastIndexOf('-') + 1);
