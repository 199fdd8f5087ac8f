/** What do `muster token create`, `rotate`, `list` and `revoke` accept, and what do they print? */
import { type Command, Option } from 'commander';
import { type Access, ACCESS_LEVELS } from '../../../domain/state/access';
import { spokenDuration } from '../../../domain/text/format';
import { parseDuration } from '../../../policy/duration';
import { SOURCES, type Source } from '../../access/gate';
import { type IssuedToken, issueToken, LIFETIME_MS, revokeToken, rotateToken } from '../../access/issue';
import { readTokens, type StoredToken } from '../../access/token-file';
import { Refused } from '../../errors';
import { findPerson } from '../../people/lookup';
import { dayText, forWhom, shown, tokensPage } from '../pages/tokens';
import { type Open, type Session, UsageError } from '../session';
import { defined } from '../../../domain/state/fields';

interface CreateOptions {
  person?: string;
  source?: Source;
  access?: Access;
  expires?: string;
  note?: string;
}

/** `muster token`: who may come in over HTTP. Needs no Temporal; anyone who may write to Muster's home may use it. */
export function addToken(muster: Command, open: Open): void {
  const token = muster.command('token').description('manage the tokens that people and alert sources use over HTTP');

  token
    .command('create')
    .description('create a token (shown once)')
    .option('--person <person>', 'for a person: an id, a handle or a name from the directory')
    .addOption(new Option('--source <source>', 'for a system that sends alerts').choices(SOURCES))
    .addOption(
      new Option('--access <level>', "highest access the token gives (default: the person's own)").choices(
        ACCESS_LEVELS,
      ),
    )
    .option('--expires <duration>', 'lifetime, such as 30d (default: 90d for a person, 365d for a source)')
    .option('--note <text>', 'a note: what the token is for')
    .action(async (options: CreateOptions, self: Command) => {
      const session = open(self);
      const { config, io } = session;
      const whom = whomFor(options, session);
      const { text, stored } = await issueToken(
        config.tokens,
        {
          for: whom,
          lifetimeMs: lifetimeOf(options.expires, usualLifetime(whom)),
          ...defined({ access: options.access, note: options.note }),
        },
        io.now(),
      );
      printOnce(session, { text, stored });
    });

  token
    .command('rotate')
    .description('give a token a new secret (shown once); the token keeps its id')
    .argument('<id>', 'id of the token, from `muster token list`')
    .option('--expires <duration>', 'lifetime of the new secret (default: 90d for a person, 365d for a source)')
    .option('--keep <duration>', 'how long the old secret stays valid', '7d')
    .action(async (id: string, { expires, keep }: { expires?: string; keep: string }, self: Command) => {
      const session = open(self);
      const { config, io } = session;
      const known = (readTokens(config.tokens) ?? []).find((one) => one.id === id);
      const lifetimeMs = lifetimeOf(expires, usualLifetime(known?.for));
      printOnce(
        session,
        await rotateToken(config.tokens, { id, lifetimeMs, keepMs: lifetimeOf(keep, lifetimeMs) }, io.now()),
      );
    });

  token
    .command('list')
    .description('list all tokens, without their secrets')
    .action((_options: object, self: Command) => {
      const session = open(self);
      const tokens = readTokens(session.config.tokens) ?? [];
      session.print(tokens.map(shown), tokensPage(tokens, session.sheet));
    });

  token
    .command('revoke')
    .description('revoke a token')
    .argument('<id>', 'id of the token, from `muster token list`')
    .action(async (id: string, _options: object, self: Command) => {
      const session = open(self);
      const revoked = await revokeToken(session.config.tokens, id);
      session.print(shown(revoked), `Token ${id} for ${forWhom(revoked)} is revoked.\n`);
    });
}

/** The token alone on standard output, so that a script can take it from there. */
function printOnce(session: Session, { text, stored }: IssuedToken): void {
  session.print({ ...shown(stored), token: text }, `${text}\n`);
  session.io.err.write(
    `Token ${stored.id} for ${forWhom(stored)}, until ${dayText(stored.expiresAt)}. It won't be shown again: store it with your other secrets.\n`,
  );
}

const usualLifetime = (whom: StoredToken['for'] | undefined): number =>
  whom !== undefined && 'source' in whom ? LIFETIME_MS.source : LIFETIME_MS.person;

function whomFor({ person, source, access }: CreateOptions, session: Session): StoredToken['for'] {
  if (person !== undefined && source === undefined) {
    const known = findPerson(session.ground.directory.current(), person);
    if (known === undefined) throw new Refused(`${person} is not in the directory (${session.config.directory}).`);
    return { person: known.id };
  }
  if (source === undefined || person !== undefined)
    throw new UsageError('Say who the token is for: either --person PERSON or --source SOURCE.');
  if (access !== undefined) throw new UsageError('--access only works with --person: a source can only send alerts.');
  return { source };
}

function lifetimeOf(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const lifetime = parseDuration(text);
  if (lifetime === undefined || lifetime === 0)
    throw new UsageError(`"${text}" is not a lifetime; write one such as 30d or 12h.`);
  if (lifetime > LIFETIME_MS.longest)
    throw new UsageError(`"${text}" is too long; a token can last ${spokenDuration(LIFETIME_MS.longest)} at most.`);
  return lifetime;
}
