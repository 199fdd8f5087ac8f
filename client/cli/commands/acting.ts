import { Argument, type Command, Option } from 'commander';
import type { Deed } from '../../../domain/acts';
import { OPEN_STATUSES, type OpenStatus, type Severity } from '../../../domain/incident';
import { Refused } from '../../errors';
import { findPerson, personRef } from '../../who';
import type { Open } from '../main';

type Reasoned = { reason: string };
const REASON = ['--reason <text>', 'why'] as const;

/** What people do to an open incident. Each says in one sentence what it changed, or why it can't be done. */
export function addActing(muster: Command, open: Open): void {
  const on = (name: string, description: string): Command =>
    muster.command(name).description(description).argument('<id>', 'the incident');
  const act = (self: Command, ref: string, deed: Deed): Promise<void> => open(self).act(ref, deed);

  on('ack', 'acknowledge: you are on it').action((ref: string, _: object, self: Command) =>
    act(self, ref, { do: 'acknowledge' }),
  );
  on('join', 'join as one of the people on it').action((ref: string, _: object, self: Command) =>
    act(self, ref, { do: 'join' }),
  );
  on('assign', 'make somebody the lead')
    .argument('<person>', 'an id, a handle or a name of the directory')
    .action((ref: string, person: string, _: object, self: Command) => {
      const session = open(self);
      const directory = session.ground.directory.current();
      if (findPerson(directory, person) === undefined)
        throw new Refused(`Nobody in the directory is called ${person}.`);
      return session.act(ref, { do: 'assign', to: personRef(directory, person, session.io.now()) });
    });
  on('update', 'tell everybody how things stand')
    .argument('<text>')
    .option('--impact <text>', 'what users notice now')
    .action((ref: string, text: string, told: { impact?: string }, self: Command) =>
      act(self, ref, { do: 'update', text, ...given({ impact: told.impact }) }),
    );
  on('note', 'write something into the record')
    .argument('<text>')
    .action((ref: string, text: string, _: object, self: Command) => act(self, ref, { do: 'note', text }));
  on('severity', 'change the severity')
    .addArgument(new Argument('<severity>').choices(['P1', 'P2', 'P3', 'P4']))
    .requiredOption(...REASON)
    .action((ref: string, severity: Severity, { reason }: Reasoned, self: Command) =>
      act(self, ref, { do: 'severity', severity, reason }),
    );
  on('status', 'say how far it is')
    .addArgument(new Argument('<status>').choices(OPEN_STATUSES))
    .argument('[text]', 'the cause, or what is being done')
    .action((ref: string, status: OpenStatus, text: string | undefined, _: object, self: Command) =>
      act(self, ref, { do: 'status', status, ...given({ text }) }),
    );
  on('task', 'settle a task of the action list')
    .argument('<task>', 'as `muster show` names it; join:ROLE releases a role that is missing')
    .addArgument(new Argument('<outcome>').choices(['done', 'skip']))
    .option('--reason <text>', 'why it is skipped')
    .action((ref: string, task: string, outcome: 'done' | 'skip', { reason }: Partial<Reasoned>, self: Command) =>
      act(self, ref, { do: 'task', task, outcome: outcome === 'done' ? 'done' : 'skipped', ...given({ reason }) }),
    );
  on('tick', 'tick an item of the checklist')
    .argument('<item>')
    .option('--evidence <text>', 'how you know')
    .action((ref: string, item: string, { evidence }: { evidence?: string }, self: Command) =>
      act(self, ref, { do: 'tick', item, ...given({ evidence }) }),
    );
  on('untick', 'take a tick back')
    .argument('<item>')
    .requiredOption(...REASON)
    .action((ref: string, item: string, { reason }: Reasoned, self: Command) =>
      act(self, ref, { do: 'untick', item, reason }),
    );
  addDeciding(on, act);
}

function addDeciding(
  on: (name: string, description: string) => Command,
  act: (self: Command, ref: string, deed: Deed) => Promise<void>,
): void {
  type Choice = Extract<Deed, { do: 'decide' }>['choice'];
  on('decide', 'roll back, fix forward, or move the deadline once')
    .addArgument(new Argument('<choice>').choices(['roll-back', 'fix-forward', 'extend']))
    .requiredOption(...REASON)
    .option('--to <version>', 'which version to return to')
    .action((ref: string, choice: Choice, { reason, to }: Reasoned & { to?: string }, self: Command) =>
      act(self, ref, { do: 'decide', choice, reason, ...given({ to }) }),
    );
  on('escalate', 'call more people now: the next of the matrix, or a role')
    .addOption(new Option('--role <role>', 'whom'))
    .requiredOption(...REASON)
    .action((ref: string, { role, reason }: Reasoned & { role?: string }, self: Command) =>
      act(self, ref, { do: 'escalate', reason, ...given({ role }) }),
    );
  on('bridge', 'open the bridge call').action((ref: string, _: object, self: Command) =>
    act(self, ref, { do: 'bridge' }),
  );
  type Resolving = { rootCause?: string; override?: string };
  on('resolve', 'it is over')
    .argument('<resolution>', 'what resolved it')
    .option('--root-cause <text>', 'why it happened')
    .option('--override <reason>', 'resolve although the checklist is not done')
    .action((ref: string, resolution: string, { rootCause, override }: Resolving, self: Command) =>
      act(self, ref, { do: 'resolve', resolution, ...given({ rootCause, override }) }),
    );
  on('cancel', 'it was a false alarm')
    .requiredOption(...REASON)
    .action((ref: string, { reason }: Reasoned, self: Command) => act(self, ref, { do: 'cancel', reason }));
}

/** Only what was given: a field that is there and undefined is not the same as one that isn't. */
function given<T extends Record<string, string | undefined>>(fields: T): { [Name in keyof T]?: string } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Name in keyof T]?: string };
}
