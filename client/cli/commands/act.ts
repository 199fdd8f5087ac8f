/** Which commands change an incident, from `muster ack` to `muster merge`, and what do they take? */
import { OPEN_STATUSES } from '../../../domain/state/vocabulary';
import { type ActionName, ACTIONS } from '../../actions/incident-actions';
import type { Open, Session } from '../session';
import { Argument, type Command, Option } from 'commander';
import { defined } from '../../../domain/state/fields';
import { messageOf } from '../../../domain/text/message-of';

type Do = (self: Command, ref: string, action: ActionName, body?: object, param?: string) => Promise<void>;

type Reasoned = { reason: string };

const REASON = ['--reason <text>', 'why'] as const;

/** What people do to an incident, by the table that the API has too. Each says in one sentence what it changed, or why not. */
export function addActCommands(muster: Command, open: Open): void {
  const on = (name: string, description: string): Command =>
    muster.command(name).description(description).argument('<id>', 'the incident');
  const act: Do = (self, ref, action, body = {}, param = '') => open(self).act(ref, ACTIONS[action], body, param);

  muster
    .command('ack')
    .description("acknowledge: you're on it, and the repeated pages stop")
    .argument('<id...>', 'the incident, or several')
    .action((refs: string[], _: object, self: Command) => ackEach(open(self), refs));
  on('join', 'join the incident').action((ref: string, _: object, self: Command) => act(self, ref, 'join'));
  on('decline', "say that you can't: you are no longer rung, and the next in line is called at once")
    .option(...REASON)
    .action((ref: string, told: { reason?: string }, self: Command) => act(self, ref, 'decline', told));
  on('assign', 'make a person the lead')
    .argument('<person>', 'an id, a handle or a name from the directory')
    .action((ref: string, person: string, _: object, self: Command) => act(self, ref, 'assign', { person }));
  on('update', 'post an update to stakeholders')
    .argument('<text>', 'what stakeholders should know')
    .option('--impact <text>', 'what users notice now')
    .action((ref: string, text: string, told: { impact?: string }, self: Command) =>
      act(self, ref, 'update', { text, ...told }),
    );
  on('note', 'add a note to the record')
    .argument('<text>', 'the note')
    .action((ref: string, text: string, _: object, self: Command) => act(self, ref, 'note', { text }));
  on('severity', 'change the severity')
    .argument('<severity>', "one of the policy's severities; `muster policy show` prints them")
    .requiredOption(...REASON)
    .option(
      '--correction',
      'it was never worse, so nothing of a worse severity is required at the end (approvers only)',
    )
    .action((ref: string, severity: string, told: Reasoned & { correction?: true }, self: Command) =>
      act(self, ref, 'severity', { severity, ...told }),
    );
  on('status', 'set the status')
    .addArgument(new Argument('<status>').choices(OPEN_STATUSES))
    .argument('[text]', 'the cause, or what you are doing about it')
    .action((ref: string, status: string, text: string | undefined, _: object, self: Command) =>
      act(self, ref, 'status', { status, ...defined({ text }) }),
    );
  on('task', 'mark a task done, or skip it')
    .argument('<task>', 'id of the task, as `muster show` prints it; join:ROLE excuses a role that has not joined')
    .addArgument(new Argument('<outcome>').choices(['done', 'skip']))
    .option('--reason <text>', 'why you skip it')
    .action((ref: string, task: string, outcome: 'done' | 'skip', reasoned: Partial<Reasoned>, self: Command) =>
      act(self, ref, 'task', { outcome: outcome === 'done' ? 'done' : 'skipped', ...reasoned }, task),
    );
  on('tick', 'tick a checklist item')
    .argument('<item>', 'id of the item, as `muster show` prints it')
    .option('--evidence <text>', 'how you know')
    .action((ref: string, item: string, told: { evidence?: string }, self: Command) =>
      act(self, ref, 'checklist', { state: 'ticked', ...told }, item),
    );
  on('untick', 'untick a checklist item')
    .argument('<item>', 'id of the item, as `muster show` prints it')
    .requiredOption(...REASON)
    .action((ref: string, item: string, { reason }: Reasoned, self: Command) =>
      act(self, ref, 'checklist', { state: 'open', reason }, item),
    );
  addDeciding(on, act);
  addEnding(on, act);
}

/** One after another: an incident that refuses keeps nobody from acknowledging the others. */
async function ackEach(session: Session, refs: readonly string[]): Promise<void> {
  const refused: Error[] = [];
  for (const ref of refs)
    await session.act(ref, ACTIONS.acknowledge, {}).catch((error: unknown) => void refused.push(toError(error)));
  const last = refused.pop();
  for (const { message } of refused) session.io.err.write(`${message}\n`);
  if (last !== undefined) throw last;
}

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(messageOf(error)));

function addDeciding(on: (name: string, description: string) => Command, act: Do): void {
  type Deciding = Reasoned & { to?: string; breakGlass?: true };
  on('decide', 'decide: roll back, fix forward, or extend the deadline once')
    .addArgument(new Argument('<choice>').choices(['roll-back', 'fix-forward', 'extend']))
    .requiredOption(...REASON)
    .option('--to <version>', 'the version to roll back to')
    .option(
      '--break-glass',
      'decide without a second approver (only after the deadline, and only the roles that the policy names)',
    )
    .action((ref: string, choice: string, deciding: Deciding, self: Command) =>
      act(self, ref, 'decide', { choice, ...deciding }),
    );
  on('escalate', 'page the next column of the escalation matrix, or a role, now')
    .addOption(new Option('--role <role>', 'page this role instead'))
    .option('--page', 'page them even where this severity only notifies')
    .requiredOption(...REASON)
    .action((ref: string, escalating: Reasoned & { role?: string; page?: true }, self: Command) =>
      act(self, ref, 'escalate', escalating),
    );
  on('bridge', 'open the bridge call, or say where it is')
    .argument('[url]', 'where people join, if you opened the call yourself')
    .action((ref: string, url: string | undefined, _: object, self: Command) =>
      act(self, ref, 'bridge', defined({ url })),
    );
  on('over', 'say that an alert is over, although its source does not (silenced, deleted, lost)')
    .argument('<alert>', 'its name, as `muster show` prints it')
    .requiredOption(...REASON)
    .action((ref: string, alert: string, { reason }: Reasoned, self: Command) =>
      act(self, ref, 'over', { alert, reason }),
    );
  on('publish', 'publish to the public status page')
    .option('--impact <text>', 'the impact in words for customers (default: the text in the policy)')
    .option('--first', 'only if nothing is published yet')
    .action((ref: string, told: { impact?: string; first?: true }, self: Command) =>
      act(self, ref, 'statusPage', { state: 'published', ...told }),
    );
  on('unpublish', 'withdraw what was published on the status page')
    .requiredOption(...REASON)
    .action((ref: string, { reason }: Reasoned, self: Command) =>
      act(self, ref, 'statusPage', { state: 'withdrawn', reason }),
    );
}

function addEnding(on: (name: string, description: string) => Command, act: Do): void {
  on('resolve', 'resolve the incident')
    .argument('<resolution>', 'what resolved it')
    .option('--root-cause <text>', 'why it happened')
    .option('--override <reason>', 'resolve with open checklist items; goes on record')
    .action((ref: string, resolution: string, told: { rootCause?: string; override?: string }, self: Command) =>
      act(self, ref, 'resolve', { resolution, ...told }),
    );
  on('cancel', 'cancel the incident: it was a false alarm')
    .requiredOption(...REASON)
    .action((ref: string, { reason }: Reasoned, self: Command) => act(self, ref, 'cancel', { reason }));
  on('merge', 'merge another incident into this one')
    .argument('<other>', 'the incident to merge into this one')
    .requiredOption(...REASON)
    .action((ref: string, incident: string, { reason }: Reasoned, self: Command) =>
      act(self, ref, 'merge', { incident, reason }),
    );
}
