/** Where do the demo's messages go: to the fake vendors and the board, or all to the outbox? */
import type { IncidentView } from '../domain/view';
import type { SentMessage } from './messages';
import { readOutbox } from './outbox';
import { openBoard } from './vendors/board';
import { writeDirectory } from './vendors/directory';
import { type SentEffect, effectsIn, mailsTaken } from './vendors/effects';
import { messagesOf } from './vendors/sent';
import { portsWithoutVendor, startVendors } from './vendors/start';
import type { Cast } from './outcome';
import type { Press, Vendor } from './vendors/vendor';
import { join } from 'node:path';

/** Where the messages that Muster sends arrive. */
export interface Receiving {
  /** Who is who in the play. */
  readonly directory: string;
  /** The `MUSTER_` settings that send them there. */
  readonly settings: NodeJS.ProcessEnv;
  readonly cast: readonly Cast[];
  /** Where people can look at it, a line each. */
  readonly places: readonly string[];
  /** The page with all of it, where there is one. */
  readonly board?: string;
  /**
   * Everything that has come so far, in order of time. The incident as it was read last says which effect something is
   * of which its vendor was not told; it is remembered for the board.
   */
  readonly sent: (incident?: IncidentView) => SentMessage[];
  /** What any vendor still shows as ongoing. */
  readonly goingOn: () => string[];
  /** Presses a person's button; absent if no vendor has buttons. */
  readonly press?: (press: Press) => Promise<string>;
  /** From now on nothing responds; what arrived can still be read. */
  over(): void;
  close(): Promise<void>;
}

const outboxIn = (home: string): string => join(home, 'outbox.jsonl');

/** Everything goes to the outbox. */
export const outboxAlone = (home: string, example: string): Receiving => ({
  directory: join(example, 'directory.yaml'),
  settings: {},
  cast: [],
  places: [],
  sent: () => readOutbox(outboxIn(home)),
  goingOn: () => [],
  over: () => undefined,
  close: () => Promise.resolve(),
});

/** Starts vendors and opens the board; what has no vendor goes to the outbox. */
export async function openVendors(home: string, example: string, list: readonly Vendor[]): Promise<Receiving> {
  const { file, people } = writeDirectory(home, example, list);
  const vendors = await startVendors(list, people);
  let told: readonly SentEffect[] = [];
  const sent = (incident?: IncidentView): SentMessage[] => {
    if (incident !== undefined) told = effectsIn(incident);
    const received = vendors.received([...told, ...mailsTaken(home)]);
    return [...messagesOf(received, people), ...readOutbox(outboxIn(home))].sort((a, b) => a.at.localeCompare(b.at));
  };
  let isOver = false;
  const board = await openBoard(() => ({ messages: sent(), people, vendors, isOver }));
  const { cast, settings, press } = vendors;
  const left = portsWithoutVendor(cast);
  const names = cast.map(({ name }) => name).join(', ');
  const outbox = left.length === 0 ? '' : `; in the outbox: ${left.join(', ')}`;
  return {
    directory: file,
    settings,
    cast,
    places: [`What people receive: ${board.url} (${names}${outbox})`],
    board: board.url,
    sent,
    goingOn: vendors.goingOn,
    ...(press !== undefined && { press }),
    over: () => void (isOver = true),
    close: async () => {
      await board.close();
      await vendors.stop();
    },
  };
}
