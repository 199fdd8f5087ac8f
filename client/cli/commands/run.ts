/** How are `muster start`, `muster worker` and `muster serve` added to the command line? */
import type { Running } from '../io';
import { Ended, type Open } from '../session';
import type { Command } from 'commander';

/** The commands that run until they are stopped. */
export function addRunning(muster: Command, open: Open): void {
  const command = (name: keyof Running, description: string) =>
    muster
      .command(name)
      .description(description)
      .action(async (_options: object, self: Command) => {
        const { io, place } = open(self);
        throw new Ended(await io.running[name](io, place));
      });
  command('start', 'run everything: Temporal (unless TEMPORAL_ADDRESS is set), the worker and the HTTP server');
  command('worker', 'run only the worker');
  command('serve', 'run only the HTTP server');
}
