import { OPEN_STATUSES } from '../../../domain/state/vocabulary';
import { type ActionName, ACTIONS } from '../../actions/incident-actions';
import type { Open } from '../session';
import { Argument, type Command, Option } from 'commander';

type Do = (self: Command, ref: string, action: ActionName, body?: object, param?: string) => Promise<void>;

type Reasoned = { reason: string };

const REASON = ['--reason <text>', 'why'] as const;

/** What people do to an incident, by the table that the API has too. Each says in one sentence what it changed, or why not. */
export function addActCommands(muster: Command, open: Open): void {
  const on = (name: string, description: string): Command =>
    muster.command(name).description(description).argument('<id>', 'the incident');
  const act: Do = (self, ref, action, body = {}, param = '') => open(self).act(ref, ACTIONS[action], body, param);

  on('ack', 'acknowledge: you are on it').action((ref: string, _: object, self: Command) =>
    act(self, ref, 'acknowledge'),
  );
  on('join', 'join as one of the people on it').action((ref: string, _: object, self: Command) =>
    act(self, ref, 'join'),
  );
  on('assign', 'make somebody the lead')
    .argument('<person>', 'an id, a handle or a name of the directory')
    .action((ref: string, person: string, _: object, self: Command) => act(self, ref, 'assign', { person }));
  on('update', 'tell everybody how things stand')
    .argument('<text>')
    .option('--impact <text>', 'what users notice now')
    .action((ref: string, text: string, told: { impact?: string }, self: Command) =>
      act(self, ref, 'update', { text, ...told }),
    );
  on('note', 'write something into the record')
    .argument('<text>')
    .action((ref: string, text: string, _: object, self: Command) => act(self, ref, 'note', { text }));
  on('severity', 'change the severity')
    .addArgument(new Argument('<severity>').choices(['P1', 'P2', 'P3', 'P4']))
    .requiredOption(...REASON)
    .action((ref: string, severity: string, { reason }: Reasoned, self: Command) =>
      act(self, ref, 'severity', { severity, reason }),
    );
  on('status', 'say how far it is')
    .addArgument(new Argument('<status>').choices(OPEN_STATUSES))
    .argument('[text]', 'the cause, or what is being done')
    .action((ref: string, status: string, text: string | undefined, _: object, self: Command) =>
      act(self, ref, 'status', { status, ...(text !== undefined && { text }) }),
    );
  on('task', 'settle a task of the action list')
    .argument('<task>', 'as `muster show` names it; join:ROLE releases a role that is missing')
    .addArgument(new Argument('<outcome>').choices(['done', 'skip']))
    .option('--reason <text>', 'why it is skipped')
    .action((ref: string, task: string, outcome: 'done' | 'skip', reasoned: Partial<Reasoned>, self: Command) =>
      act(self, ref, 'task', { outcome: outcome === 'done' ? 'done' : 'skipped', ...reasoned }, task),
    );
  on('tick', 'tick an item of the checklist')
    .argument('<item>')
    .option('--evidence <text>', 'how you know')
    .action((ref: string, item: string, told: { evidence?: string }, self: Command) =>
      act(self, ref, 'checklist', { state: 'ticked', ...told }, item),
    );
  on('untick', 'take a tick back')
    .argument('<item>')
    .requiredOption(...REASON)
    .action((ref: string, item: string, { reason }: Reasoned, self: Command) =>
      act(self, ref, 'checklist', { state: 'open', reason }, item),
    );
  addDeciding(on, act);
  addEnding(on, act);
}

function addDeciding(on: (name: string, description: string) => Command, act: Do): void {
  type Deciding = Reasoned & { to?: string; breakGlass?: true };
  on('decide', 'roll back, fix forward, or move the deadline once')
    .addArgument(new Argument('<choice>').choices(['roll-back', 'fix-forward', 'extend']))
    .requiredOption(...REASON)
    .option('--to <version>', 'which version to return to')
    .option('--break-glass', 'alone instead of with a second person: after the deadline, VP Engineering or CTO')
    .action((ref: string, choice: string, deciding: Deciding, self: Command) =>
      act(self, ref, 'decide', { choice, ...deciding }),
    );
  on('escalate', 'call more people now: the next of the matrix, or a role')
    .addOption(new Option('--role <role>', 'whom'))
    .requiredOption(...REASON)
    .action((ref: string, escalating: Reasoned & { role?: string }, self: Command) =>
      act(self, ref, 'escalate', escalating),
    );
  on('bridge', 'open the bridge call').action((ref: string, _: object, self: Command) => act(self, ref, 'bridge'));
  on('publish', 'tell the public on the status page')
    .option('--impact <text>', 'what the public reads; without it the words of the policy')
    .option('--first', 'only if it is not public yet')
    .action((ref: string, told: { impact?: string; first?: true }, self: Command) =>
      act(self, ref, 'statusPage', { state: 'published', ...told }),
    );
  on('unpublish', 'take the report on the status page back')
    .requiredOption(...REASON)
    .action((ref: string, { reason }: Reasoned, self: Command) =>
      act(self, ref, 'statusPage', { state: 'withdrawn', reason }),
    );
}

function addEnding(on: (name: string, description: string) => Command, act: Do): void {
  on('resolve', 'it is over')
    .argument('<resolution>', 'what resolved it')
    .option('--root-cause <text>', 'why it happened')
    .option('--override <reason>', 'resolve although the checklist is not done')
    .action((ref: string, resolution: string, told: { rootCause?: string; override?: string }, self: Command) =>
      act(self, ref, 'resolve', { resolution, ...told }),
    );
  on('cancel', 'it was a false alarm')
    .requiredOption(...REASON)
    .action((ref: string, { reason }: Reasoned, self: Command) => act(self, ref, 'cancel', { reason }));
  on('merge', 'make one of two: the other stands down, its alerts go on in this one')
    .argument('<other>', 'the incident that stands down')
    .requiredOption(...REASON)
    .action((ref: string, incident: string, { reason }: Reasoned, self: Command) =>
      act(self, ref, 'merge', { incident, reason }),
    );
}
