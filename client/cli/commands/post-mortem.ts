import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { type Command, Option } from 'commander';
import { dayOf, instantOn, minuteOf } from '../../../directory/wall-time';
import type { PostMortemDeed } from '../../../domain/post-mortem-acts';
import type { ActionItem } from '../../../domain/post-mortem';
import type { Calendar } from '../../../policy/schema';
import { Refused } from '../../errors';
import { policyOfAddress } from '../../policies';
import { findPerson, personRef } from '../../who';
import type { Open } from '../main';
import { plainLines } from '../pages/layout';
import { postMortemPage } from '../pages/post-mortem';
import { type Session, UsageError } from '../session';
import { readInstant } from './reading';

interface Options {
  at?: string;
  owner?: string;
  due?: string;
  priority?: ActionItem['priority'];
  reason?: string;
  evidence?: string;
}

const ACTIONS = `show                     the page (the same without an action)
draft                    the draft as Markdown
move --at TIME           set the meeting
hold                     it was held
sign                     for the roles that you hold
item add TEXT --owner P --due DATE --priority P
item done ITEM
tick ITEM [--evidence]   an item of the later checklists
untick ITEM --reason
skip ITEM --reason       leave an item out
note TEXT`;

/** Everything about the time after an incident. */
export function addPostMortem(muster: Command, open: Open): void {
  muster
    .command('post-mortem')
    .description('what comes after an incident: the meeting, its items, the later checklists')
    .argument('<id>', 'the incident')
    .argument('[action...]', 'what to do')
    .option('--at <time>', 'when the meeting is; without an offset in the zone of the policy')
    .option('--owner <person>', 'who sees to the item')
    .option('--due <date>', 'the day by which it is done, such as 2026-01-31')
    .addOption(new Option('--priority <priority>').choices(['high', 'medium', 'low']))
    .option('--reason <text>', 'why')
    .option('--evidence <text>', 'how you know')
    .addHelpText('after', `\nActions:\n${ACTIONS.replace(/^/gm, '  ')}`)
    .action(async (ref: string, [action = 'show', ...rest]: string[], options: Options, self: Command) => {
      const session = open(self);
      if (action === 'show' || action === 'draft') return look(session, ref, action);
      const deed = await readDeed(session, ref, [action, ...rest], options);
      return session.postMortemAct(ref, deed);
    });
}

async function look(session: Session, ref: string, what: 'show' | 'draft'): Promise<void> {
  const view = await session.incidents((incidents) => incidents.postMortem(ref));
  if (what === 'show') session.print(view, postMortemPage(view, session.sheet));
  else if (view.draft === undefined) throw new Refused('The draft is not written yet.');
  else {
    const draft = textOf(view.draft);
    session.print({ draft }, `${plainLines(draft).join('\n')}\n`);
  }
}

/** The record says where the draft lies; where that is a file of this machine, people want what is in it. */
function textOf(draft: string): string {
  return isAbsolute(draft) && existsSync(draft) ? readFileSync(draft, 'utf8') : draft;
}

async function readDeed(session: Session, ref: string, words: string[], options: Options): Promise<PostMortemDeed> {
  const [action = '', first, second] = words;
  switch (action === 'item' ? `item ${first ?? ''}` : action) {
    case 'hold':
    case 'sign':
      return { do: action as 'hold' | 'sign' };
    case 'note':
      return { do: 'note', text: needed(first, 'the text') };
    case 'tick': {
      const { evidence } = options;
      return { do: 'tick', item: needed(first, 'the item'), ...(evidence !== undefined && { evidence }) };
    }
    case 'untick':
    case 'skip':
      return {
        do: action as 'untick' | 'skip',
        item: needed(first, 'the item'),
        reason: needed(options.reason, '--reason'),
      };
    case 'item done':
      return { do: 'finish-item', item: needed(second, 'the item') };
    case 'move': {
      const at = needed(options.at, '--at');
      return { do: 'move', startsAt: readInstant(at, (await calendarOf(session, ref)).zone) };
    }
    case 'item add':
      return newItem(session, ref, needed(second, 'the text'), options);
    default:
      throw new UsageError(`There is no "${words.join(' ')}" for a post-mortem. There is:\n${ACTIONS}`);
  }
}

async function newItem(session: Session, ref: string, text: string, options: Options): Promise<PostMortemDeed> {
  const owner = needed(options.owner, '--owner');
  const due = needed(options.due, '--due');
  if (!isDate(due)) throw new UsageError(`"${due}" is no day such as 2026-01-31.`);
  const directory = session.ground.directory.current();
  if (findPerson(directory, owner) === undefined) throw new Refused(`Nobody in the directory is called ${owner}.`);
  const { zone, from, to } = await calendarOf(session, ref);
  return {
    do: 'add-item',
    text,
    owner: personRef(directory, owner, session.io.now()),
    priority: options.priority ?? 'medium',
    // The morning and the evening of that day, where the people are.
    dayAt: instantOn(dayOf(due), minuteOf(from), zone),
    dueAt: instantOn(dayOf(due), minuteOf(to), zone),
  };
}

/** The calendar of the policy that the incident ran under. */
async function calendarOf(session: Session, ref: string): Promise<Calendar> {
  const { policies } = session.ground;
  const [only] = policies;
  if (policies.length === 1 && only !== undefined) return only.policy.calendar;
  const { incidentId } = await session.incidents((incidents) => incidents.postMortem(ref));
  return policyOfAddress(policies, incidentId).policy.calendar;
}

function needed(value: string | undefined, what: string): string {
  if (value === undefined || value.trim() === '') throw new UsageError(`${what} is missing.`);
  return value;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
