import { type Command, Option } from 'commander';
import type { ActionItem } from '../../../domain/post-mortem/state';
import { ACTIONS } from '../../actions/incident-actions';
import { draftText } from '../../incidents/draft';
import { Refused } from '../../errors';
import { plainLines } from '../pages/layout';
import { postMortemPage } from '../pages/post-mortem';
import { type Open, type Session, UsageError } from '../session';

interface Options {
  at?: string;
  owner?: string;
  due?: string;
  priority?: ActionItem['priority'];
  reason?: string;
  evidence?: string;
}

const ACTION_WORDS = `show                     the page (the same without an action)
draft                    the draft as Markdown
move --at TIME           set the meeting
hold                     it was held
sign                     for the roles that you hold
item add TEXT --owner P --due DATE --priority P
item done ITEM
tick ITEM [--evidence]   an item of the later checklists
untick ITEM --reason
skip ITEM --reason       leave an item out
run ITEM                 run the item's test suite again
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
    .addHelpText('after', `\nActions:\n${ACTION_WORDS.replace(/^/gm, '  ')}`)
    .action(async (ref: string, [action = 'show', ...rest]: string[], options: Options, self: Command) => {
      const session = open(self);
      if (action === 'show' || action === 'draft') return look(session, ref, action);
      return session.act(ref, ACTIONS.postMortem, bodyOf([action, ...rest], options));
    });
}

async function look(session: Session, ref: string, what: 'show' | 'draft'): Promise<void> {
  const view = await session.incidents((incidents) => incidents.postMortem(ref));
  if (what === 'show') session.print(view, postMortemPage(view, session.sheet));
  else if (view.draft === undefined) throw new Refused('The draft is not written yet.');
  else {
    const draft = draftText(view.draft);
    session.print({ draft }, `${plainLines(draft).join('\n')}\n`);
  }
}

/** What a command line says, in the words of the API. */
function bodyOf(words: string[], { at, owner, due, priority, reason, evidence }: Options): object {
  const [action = '', first, second] = words;
  switch (action === 'item' ? `item ${first ?? ''}` : action) {
    case 'hold':
    case 'sign':
      return { do: action };
    case 'note':
      return { do: 'note', text: needed(first, 'the text') };
    case 'tick':
      return { do: 'tick', item: needed(first, 'the item'), ...(evidence !== undefined && { evidence }) };
    case 'untick':
    case 'skip':
      return { do: action, item: needed(first, 'the item'), reason: needed(reason, '--reason') };
    case 'run':
      return { do: 'run', item: needed(first, 'the item') };
    case 'item done':
      return { do: 'finish-item', item: needed(second, 'the item') };
    case 'move':
      return { do: 'move', at: needed(at, '--at') };
    case 'item add':
      return {
        do: 'add-item',
        text: needed(second, 'the text'),
        owner: needed(owner, '--owner'),
        due: needed(due, '--due'),
        ...(priority !== undefined && { priority }),
      };
    default:
      throw new UsageError(`There is no "${words.join(' ')}" for a post-mortem. There is:\n${ACTION_WORDS}`);
  }
}

function needed(value: string | undefined, what: string): string {
  if (value === undefined || value.trim() === '') throw new UsageError(`${what} is missing.`);
  return value;
}
