/** Which commands only read: `muster list`, `show`, `timeline` and `oncall`? */
import type { IncidentView } from '../../../domain/view';
import { Refused, Unanswered, Unreachable } from '../../errors';
import type { Looks } from '../desk';
import { inOrder, listPage, owingPage } from '../pages/list';
import { owingOf } from '../post-mortem-debts';
import { onCallPage } from '../pages/on-call';
import { findingsPage, showPage, watchPage } from '../pages/show';
import { timelinePage } from '../pages/timeline';
import type { Open, Session } from '../session';
import type { Command } from 'commander';
import { setTimeout as pause } from 'node:timers/promises';

interface ShowOptions {
  watch?: boolean;
  all?: boolean;
  findings?: boolean;
}

/** The commands that only look. */
export function addLookCommands(muster: Command, open: Open): void {
  muster
    .command('list')
    .description('list open incidents, most severe first')
    .option('--all', 'include incidents that have ended')
    .action(async ({ all = false }: { all?: boolean }, self: Command) => {
      const session = open(self);
      const { incidents, owing } = await session.desk.looking(async (client) => {
        const listed = await client.list({ all });
        return { incidents: listed, owing: session.json ? [] : await owingOf(client, all ? listed : undefined) };
      });
      // A program that reads the lines wants whole titles.
      const width = session.io.out.isTTY === true ? session.sheet.width : 250;
      const { policies } = session.ground;
      const sheet = { ...session.sheet, width };
      session.print(inOrder(incidents, policies), `${listPage(incidents, policies, sheet)}${owingPage(owing, sheet)}`);
    });

  muster
    .command('show')
    .description('show one incident on one page')
    .argument('<id>', 'the incident')
    .option('--watch', 'refresh every second, on a screen of its own: overdue and due first, what to type at the foot')
    .option('--all', 'with --watch: everything, also what does not fit the terminal')
    .option('--findings', 'print all findings in full, with the commands to run by hand')
    .action(async (ref: string, { watch = false, all = false, findings = false }: ShowOptions, self: Command) => {
      const session = open(self);
      if (findings) {
        const view = await session.desk.looking((client) => client.show(ref));
        session.print(view.findings, findingsPage(view, session.sheet));
        return;
      }
      await session.desk.looking((client) =>
        watch ? keepShowing(session, client, ref, all) : showOnce(session, client, ref),
      );
    });

  muster
    .command('timeline')
    .description('print everything that happened, with times')
    .argument('<id>', 'the incident')
    .action(async (ref: string, _options: object, self: Command) => {
      const session = open(self);
      const { id, timeline } = await session.desk.looking((client) => client.show(ref));
      const first = timeline[0]?.seq ?? 1;
      // A long incident keeps only its newest entries in the workflow; the record has all of them.
      if (first > 1)
        session.io.err.write(`Entries 1 to ${first - 1} are in the record: records/${id}.jsonl in Muster's home.\n`);
      session.print(timeline, timelinePage(timeline, session.sheet));
    });

  muster
    .command('oncall')
    .description('show who is on call for each role')
    .option('--at <time>', "at this time instead of now; without an offset it is in the policy's time zone")
    .action(async ({ at }: { at?: string }, self: Command) => {
      const session = open(self);
      const held = await session.desk.onCall(at);
      session.print(held, onCallPage(held, session.sheet));
    });
}

async function showOnce(session: Session, client: Looks, ref: string): Promise<void> {
  const view = await client.show(ref);
  session.print(view, showPage(view, session.sheet));
}

const CLEAR = '\u001b[H\u001b[2J';

/** What was on the terminal before comes back afterwards. */
const SCREEN = { own: '\u001b[?1049h', before: '\u001b[?1049l' };

/** Repeats until it is stopped. While Temporal or the worker is away, the last page stays and says how old it is. */
async function keepShowing(session: Session, client: Looks, ref: string, all: boolean): Promise<void> {
  const { io, json } = session;
  const stopped = io.stopped();
  const hasScreen = io.out.isTTY === true && !json;
  const pageOf = (view: IncidentView): string => {
    if (json) return `${JSON.stringify(view)}\n`;
    const { rows } = io.out;
    // A line stays free for what is wrong with the connection.
    return hasScreen && !all && rows !== undefined
      ? watchPage(view, session.sheet, rows - 1)
      : showPage(view, session.sheet);
  };
  let last: { page: string; at: number } | undefined;
  if (hasScreen) io.out.write(SCREEN.own);
  try {
    while (!stopped.aborted) {
      let trouble = '';
      try {
        last = { at: io.now(), page: pageOf(await client.show(ref)) };
      } catch (error) {
        const passing = error instanceof Unreachable || error instanceof Unanswered;
        if (!passing || last === undefined || error instanceof Refused) throw error;
        trouble = `${error.message} The page above is ${Math.round((io.now() - last.at) / 1000)} s old.\n`;
      }
      io.out.write(`${hasScreen ? CLEAR : ''}${last.page}${json ? '' : trouble}`);
      await pause(1_000, undefined, { signal: stopped }).catch(() => undefined);
    }
  } finally {
    if (hasScreen) io.out.write(SCREEN.before);
  }
}
