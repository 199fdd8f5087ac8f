/** What does a typed `/incident` command ask for, and what does its answer say? */
import type { IncidentView } from '../../domain/view';
import type { IncidentSummary } from '../incidents/runs';
import type { ActionRequest } from '../actions/request';
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

/** Reads what was typed after `/incident`. What can't be read counts as asking for help, and says why. */
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
    case 'decline':
      return onOne(verb, ref, {
        do: 'ask',
        ref,
        asked: { action: 'decline', body: { reason: words === '' ? undefined : words } },
      });
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
        return { do: 'help', because: 'Which item? For example: /incident run x4tm ITEM' };
      return onOne(verb, ref, { do: 'ask', ref, asked: { action: 'postMortem', body: { do: 'run', item: words } } });
    default:
      return { do: 'help', because: `Unknown command "${verb.slice(0, 30)}".` };
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
    '/incident declare TITLE: declare an incident (opens a form)',
    '/incident list: list open incidents',
    '/incident show x4tm: show an incident',
    '/incident ack x4tm: acknowledge; you’re on it',
    '/incident decline x4tm: you can’t; the next in line is called at once',
    '/incident update x4tm TEXT: post an update to stakeholders (opens a form without TEXT)',
    '/incident resolve x4tm TEXT: resolve it and say what fixed it (opens a form without TEXT)',
    '/incident publish x4tm TEXT: publish to the public status page (opens a form; nothing goes out until you send it)',
    '/incident unpublish x4tm REASON: withdraw what was published on the status page',
    '/incident run x4tm ITEM: run the test suite of a checklist item again (after the incident is resolved)',
    'Name an incident by its full id, its address or the last part of its id (x4tm).',
  ].join('\n');

export function listText(incidents: readonly IncidentSummary[]): string {
  if (incidents.length === 0) return 'No open incidents.';
  return incidents
    .map(({ id, severity, status, title, lead, leadName }) =>
      [`${lastPart(id)}  ${severity}  ${status}`, leadName ?? lead ?? 'no lead', title].join('  '),
    )
    .join('\n');
}

export function showText(incident: IncidentView): string {
  const { id, severity, status, title, leadName, lead, startedAt, nextDue, obligations, checklist, failing } = incident;
  const open = obligations.filter(({ state }) => state === 'open' || state === 'missed');
  const items = checklist.filter(({ stage }) => stage === 'immediate');
  return [
    `${severity} ${title}`,
    `${id}: ${status}, started ${startedAt}, lead: ${leadName ?? lead ?? 'nobody yet'}`,
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
