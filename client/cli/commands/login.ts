/** How does a command line on any laptop reach Muster, with `muster login`, `logout` and `whoami`? */
import type { Command } from 'commander';
import { createCalls } from '../../remote/calls';
import { createRemoteDesk } from '../../remote/desk';
import { endLogin, keepLogin, readAddress } from '../../remote/place';
import { type Open, UsageError } from '../session';

/** The commands that say where Muster is and who types. */
export function addLogin(muster: Command, open: Open): void {
  muster
    .command('login')
    .description('let the commands on this machine go to a Muster elsewhere, with your token (give --url)')
    .action(async (_: object, self: Command) => {
      const session = open(self);
      const { url: said } = self.optsWithGlobals<{ url?: string }>();
      const named = said ?? session.io.env.MUSTER_URL;
      if (named === undefined || named === '')
        throw new UsageError('Where is Muster? muster login --url https://muster.example.com');
      const url = readAddress(named);
      const token = (await session.io.secret('Your token (from `muster token create --person YOU`): ')).trim();
      if (token === '')
        throw new UsageError('No token given. Paste it, or pipe it in: muster login --url URL < token.txt');
      const me = await createRemoteDesk(createCalls({ url, token }, undefined)).whoAmI();
      keepLogin(session.io.env, { url, token });
      session.print(me, `Logged in to ${url} as ${me.name} (${me.access}).\n`);
    });

  muster
    .command('logout')
    .description('end the login on this machine (the token stays valid: muster token revoke ends it)')
    .action((_: object, self: Command) => {
      const session = open(self);
      const was = endLogin(session.io.env);
      session.print({ loggedOut: was }, was ? 'Logged out.\n' : 'You were not logged in.\n');
    });

  muster
    .command('whoami')
    .description('show who you are for Muster, and where the commands go')
    .action(async (_: object, self: Command) => {
      const session = open(self);
      const { server } = session;
      const me = await session.desk.whoAmI();
      const where = server === undefined ? 'to Temporal, from this machine' : `to ${server.url}`;
      session.print(
        { ...me, ...(server !== undefined && { url: server.url }) },
        `${me.name} (${me.access}). The commands go ${where}.\n`,
      );
    });
}
