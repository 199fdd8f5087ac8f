/** Which commands take a shift on call, end one, and list those that were taken? */
import type { Command } from 'commander';
import { defined } from '../../../domain/state/fields';
import { shiftsPage } from '../pages/shifts';
import type { Open } from '../session';

interface Taking {
  role: string;
  layer?: string;
  from: string;
  to: string;
}

/** `muster override`: who is on call for a while instead of whoever the rotation names. */
export function addOverride(muster: Command, open: Open): void {
  const override = muster.command('override').description('take a shift on call, for yourself or another person');

  override
    .command('list', { isDefault: true })
    .description('list the shifts that were taken')
    .action(async (_: object, self: Command) => {
      const session = open(self);
      const shifts = await session.desk.shifts();
      session.print(shifts, shiftsPage(shifts, session.sheet));
    });

  override
    .command('add')
    .description('put a person on call for a while')
    .argument('<person>', 'an id, a handle or a name from the directory')
    .requiredOption('--role <role>', 'whose rotation it is: its role or its id')
    .option('--layer <layer>', 'the layer (default: the first, whose person holds the role)')
    .requiredOption('--from <time>', "begin; without an offset it is in the layer's time zone")
    .requiredOption('--to <time>', 'end')
    .action(async (person: string, { layer, ...taking }: Taking, self: Command) => {
      const session = open(self);
      const { role, from, to } = taking;
      const taken = await session.desk.takeShift({ person, role, from, to, ...defined({ layer }) });
      session.print(taken, `Taken. ${shiftsPage([taken], session.sheet)}`);
    });

  override
    .command('end')
    .description('end a shift that was taken')
    .argument('<shift>', 'its id, as `muster override list` prints it')
    .action(async (id: string, _: object, self: Command) => {
      const session = open(self);
      const ended = await session.desk.endShift(id);
      session.print(ended, 'Ended. The rotation says again who is on call.\n');
    });
}
