/** Who runs this command, with which files and which Temporal, and how is the result printed? */
import type { Command } from 'commander';
import type { Action } from '../actions/action';
import { type ClientConfig, readConfig } from '../config';
import { type Connected, type Ground, readGround } from '../connect';
import type { By, IncidentClient } from '../incidents/api';
import { offText } from '../../launcher/off-integrations';
import { readOrOff } from '../read-or-off';
import { type Calls, createCalls } from '../remote/calls';
import { createRemoteDesk } from '../remote/desk';
import { type ServerPlace, serverPlace } from '../remote/place';
import type { OnCallBook } from '../../directory/provider-on-call';
import { openPagerDutyOnCall } from '../people/pagerduty-on-call-book';
import { almostNamed, findPerson } from '../people/lookup';
import type { Desk } from './desk';
import { wayOut } from './way-out';
import { deskHere } from './desk-here';
import type { Io, TemporalPlace } from './io';
import type { Sheet } from './pages/layout';
import { defined } from '../../domain/state/fields';
import { invalidFileText } from '../../domain/text/invalid-file';

/** The command was not understood, or lacks something; exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** A command that has said all it has to say, and ends with this code. */
export class Ended extends Error {
  override name = 'Ended';
  constructor(readonly code: number) {
    super(`exit code ${code}`);
  }
}

/** Opens the session of a command: its options and what it needs of the world. */
export type Open = (command: Command) => Session;

interface GlobalOptions extends TemporalPlace {
  url?: string;
  json?: boolean;
  as?: string;
}

/** One run of a command: what it was told globally, and the ways to Temporal, to the files and to the person. */
export class Session {
  private readonly options: GlobalOptions;
  private readFiles?: Ground;

  constructor(
    readonly io: Io,
    private readonly command: Command,
  ) {
    this.options = command.optsWithGlobals<GlobalOptions>();
  }

  get json(): boolean {
    return this.options.json === true;
  }

  get config(): ClientConfig {
    return readConfig(this.io.env);
  }

  get ground(): Ground {
    this.readFiles ??= readGround(this.config, {
      onProblem: ({ name, message }, validSince) => {
        const what = name === 'DirectoryInvalid' ? 'directory' : 'policy';
        this.io.err.write(`${invalidFileText(what, validSince)}.\n${message}\n`);
      },
      book: this.onCallBook(),
    });
    return this.readFiles;
  }

  /** Who asks PagerDuty who is on call; a token that can't be read keeps nobody from acknowledging. */
  onCallBook(): OnCallBook | undefined {
    return readOrOff(
      'PagerDuty, on call',
      () => openPagerDutyOnCall(this.io.env, this.config.home),
      (off) => this.io.err.write(`${offText(off)}\n`),
    );
  }

  get place(): TemporalPlace {
    const { address, namespace } = this.options;
    return { ...defined({ address, namespace }) };
  }

  /** The Muster that the commands go to over HTTP; absent where they go to Temporal. */
  get server(): ServerPlace | undefined {
    return serverPlace(this.io.env, this.options);
  }

  /** Requests to that Muster, as the token's person, or as who is named where it has no tokens. */
  private asked(server: ServerPlace): Calls {
    const as = this.options.as ?? this.io.env.MUSTER_AS ?? this.io.userName();
    if (server.token === undefined) {
      if (as !== undefined && /[^\x20-\x7e]/.test(as))
        throw new UsageError(`"${as}" can't be sent as it is. Use the person's id or handle: --as PERSON.`);
    } else if (this.options.as !== undefined)
      throw new UsageError(
        '--as works only without a token: your token says who you are. To act as somebody else, log in with their token.',
      );
    return createCalls(server, as);
  }

  get sheet(): Sheet {
    const { out, env, now } = this.io;
    const terminal = out.isTTY === true;
    const colour = terminal && (env.NO_COLOR === undefined || env.NO_COLOR === '');
    return { now: now(), width: terminal ? Math.min(120, Math.max(60, out.columns ?? 80)) : 80, colour };
  }

  /**
   * Who acts: `--as`, `MUSTER_AS`, or the user who is logged in, if the directory knows them. A name that is not in the
   * directory acts as a guest and is told so; but one that looks like a typing mistake is refused: it would acknowledge
   * the page in the name of nobody. With `guests: 'refused'`, everyone who is not in the directory is refused.
   */
  async me({ guests = 'welcome' }: { guests?: 'welcome' | 'refused' } = {}): Promise<By> {
    // The person who acts may be known only because PagerDuty says that they are on call.
    await this.ground.directory.refresh();
    const directory = this.ground.directory.current();
    const said = [this.options.as, this.io.env.MUSTER_AS].find((name) => name !== undefined && name.trim() !== '');
    const named = said ?? this.io.userName();
    if (named !== undefined && findPerson(directory, named) !== undefined) return { person: named, via: 'cli' };
    if (said === undefined)
      throw new UsageError(
        `Who are you? ${named === undefined ? '' : `"${named}" is not in the directory. `}Use --as PERSON (an id, a handle or a name) or set MUSTER_AS.`,
      );
    const meant = almostNamed(directory, said);
    if (meant !== undefined)
      throw new UsageError(
        `"${said}" is not in the directory. Did you mean ${meant.name}? Use --as ${meant.handle ?? meant.id}.`,
      );
    if (guests === 'refused')
      throw new UsageError(
        `"${said}" is not in the directory. Use --as PERSON (an id, a handle, a name or an email address).`,
      );
    this.io.err.write(
      `"${said}" is not in the directory: acting as a guest. You can add a note, or an update as a draft for the lead.\n`,
    );
    return { person: said, via: 'cli' };
  }

  async connected<T>(use: (connected: Connected) => Promise<T>): Promise<T> {
    const { config, ground, io, place } = this;
    await ground.directory.refresh();
    const connected = await io.connect(config, ground, { env: io.env, ownPort: config.temporalPort, ...place });
    try {
      return await use(connected);
    } finally {
      await connected.close();
    }
  }

  incidents<T>(use: (incidents: IncidentClient) => Promise<T>): Promise<T> {
    return this.connected(({ incidents }) => use(incidents));
  }

  /** The way of the commands to incidents: over the API of a Muster elsewhere, or by what is on this machine. */
  get desk(): Desk {
    const { server } = this;
    return server === undefined ? deskHere(this) : createRemoteDesk(this.asked(server));
  }

  /** Does what the table of actions says, with what the command line gave. */
  async act(ref: string, action: Action, body: object, param = ''): Promise<void> {
    const answer = await this.desk.act(ref, action, body, param).catch((error: unknown) => {
      throw wayOut(error, this.command);
    });
    this.print(answer, `${answer.text}\n`);
  }

  /** The result: for a program the value, for a person the text. */
  print(value: unknown, text: string): void {
    this.io.out.write(this.json ? `${JSON.stringify(value, null, 2)}\n` : text);
  }
}
