/** How does a shell learn the commands, with `muster completion`? */
import { Argument, type Command } from 'commander';
import { completionScript, SHELLS } from '../completion';
import type { Open } from '../session';

export function addCompletion(muster: Command, open: Open): void {
  muster
    .command('completion')
    .description('print the script with which a shell completes commands and options')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .action((shell: (typeof SHELLS)[number], _: object, self: Command) => {
      open(self).io.out.write(completionScript(muster, shell));
    });
}
