/** How do the words and options of `muster post-mortem` become one action on a post-mortem? */
import { type Command, Option } from 'commander';
import type { ActionItem } from '../../../domain/post-mortem/state';
import { ACTIONS } from '../../actions/incident-actions';
import { plainLines } from '../pages/layout';
import { postMortemPage } from '../pages/post-mortem';
import { type Open, type Session, UsageError } from '../session';
import { defined } from '../../../domain/state/fields';

interface Options {
  at?: string;
  owner?: string;
  due?: string;
  priority?: ActionItem['priority'];
  reason?: string;
  evidence?: string;
}

const ACTION_WORDS = `show                     show the post-mortem (default)
draft                    print the draft as Markdown
move --at TIME [--reason] set the time of the meeting
hold                     record that the meeting was held
sign                     sign off for your roles
item add TEXT --owner P --due DATE --priority P   add an action item
item done ITEM           mark an action item done
tick ITEM [--evidence]   tick an item of the checklists after the resolution
untick ITEM --reason     untick it
skip ITEM --reason       skip it
run ITEM                 run the item's test suite again
note TEXT                add a note`;

/** Everything about the time after an incident. */
export function addPostMortem(muster: Command, open: Open): void {
  muster
    .command('post-mortem')
    .description('work on the post-mortem: the meeting, action items, what is checked after the resolution, sign-off')
    .argument('<id>', 'the incident')
    .argument('[action...]', 'what to do')
    .option('--at <time>', "time of the meeting; without an offset it is in the policy's time zone")
    .option('--owner <person>', 'owner of the action item')
    .option('--due <date>', 'due date of the action item, such as 2026-01-31')
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
  if (what === 'draft') {
    const draft = await session.desk.draft(ref);
    session.print({ draft }, `${plainLines(draft).join('\n')}\n`);
    return;
  }
  const view = await session.desk.looking((incidents) => incidents.postMortem(ref));
  session.print(view, postMortemPage(view, session.sheet));
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
      return { do: 'tick', item: needed(first, 'the item'), ...defined({ evidence }) };
    case 'untick':
    case 'skip':
      return { do: action, item: needed(first, 'the item'), reason: needed(reason, '--reason') };
    case 'run':
      return { do: 'run', item: needed(first, 'the item') };
    case 'item done':
      return { do: 'finish-item', item: needed(second, 'the item') };
    case 'move':
      return { do: 'move', at: needed(at, '--at'), ...defined({ reason }) };
    case 'item add':
      return {
        do: 'add-item',
        text: needed(second, 'the text'),
        owner: needed(owner, '--owner'),
        due: needed(due, '--due'),
        ...defined({ priority }),
      };
    default:
      throw new UsageError(`Unknown post-mortem action "${words.join(' ')}". Use one of:\n${ACTION_WORDS}`);
  }
}

function needed(value: string | undefined, what: string): string {
  if (value === undefined || value.trim() === '') throw new UsageError(`${what} is missing.`);
  return value;
}
