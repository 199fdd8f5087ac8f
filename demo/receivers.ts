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

/** Where what Muster sends comes to. */
export interface Receiving {
  /** Who is who in the play. */
  readonly directory: string;
  /** `MUSTER_` settings with which it comes there. */
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
  /** What any vendor still shows as going on. */
  readonly goingOn: () => string[];
  /** A person's button, where there is a vendor that has buttons. */
  readonly press?: (press: Press) => Promise<string>;
  /** From now on nothing answers any more; what came can still be looked at. */
  over(): void;
  close(): Promise<void>;
}

const outboxIn = (home: string): string => join(home, 'outbox.jsonl');

/** Everything comes into the outbox. */
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

/** Starts vendors and opens the board; what has no vendor comes into the outbox. */
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
