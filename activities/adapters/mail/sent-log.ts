/**
 * Which mail a server has taken for whom, on this machine's disk (`<home>/mail.jsonl`). SMTP knows no idempotency; this
 * is why a mail whose answer was seen is not sent again, even if the worker dies. Holds no text of mails.
 */
import path from 'node:path';
import fs from 'node:fs';
import { createAppendOnce } from '../shared/append-once';
import { keepNewest } from '../shared/keep-newest';
import { LineIndex } from '../shared/line-index';
import { codeOf } from '../shared/system-error';
import { z } from 'zod';

const Taken = z.object({ incidentId: z.string(), key: z.string(), address: z.string(), messageId: z.string() });

const Root = z.object({ incidentId: z.string(), root: z.string(), readers: z.array(z.string()) });

type Line = { at: string } & (z.infer<typeof Taken> | z.infer<typeof Root>);

export interface Accepted {
  /** Whether the mail of this effect was taken for this address. */
  has(effect: { incidentId: string; key: string }, address: string): boolean;
  /** Remembers that it was. */
  add(effect: { incidentId: string; key: string }, addresses: string[], messageId: string): Promise<void>;
  /**
   * The Message-ID of the first mail of the incident that these addresses got: this one, or the one that was before it. A
   * thread that began with somebody else's page could not be put together.
   */
  rootOf(incidentId: string, addresses: string[], messageId: string): Promise<string>;
}

export interface AcceptedOptions {
  home: string;
  now: () => number;
  /** How many mails are remembered of which the disk has taken no note. */
  unwritten?: number;
}

export function createAccepted({ home, now, unwritten = 10_000 }: AcceptedOptions): Accepted {
  const file = path.join(home, 'mail.jsonl');
  const lines = createAppendOnce<Line>({ file, identityOf });
  const index = new LineIndex(identityOf);
  // Until the disk has taken a note, and should it not take it, this process at least knows.
  const known = new Set<string>();
  const at = (): string => new Date(now()).toISOString();

  return {
    has({ incidentId, key }, address) {
      const identity = taken(incidentId, key, address);
      if (known.has(identity)) return true;
      look(file, index);
      return index.placeOf(identity) !== undefined;
    },
    async add({ incidentId, key }, addresses, messageId) {
      const identities = addresses.map((address) => taken(incidentId, key, address));
      for (const identity of identities) known.add(identity);
      keepNewest(known, unwritten);
      try {
        await lines.append(addresses.map((address) => ({ at: at(), incidentId, key, address, messageId })));
        for (const identity of identities) known.delete(identity);
      } catch {
        // It is out: a disk that is full must not make it look as if it were not.
      }
    },
    async rootOf(incidentId, addresses, messageId) {
      const readers = addresses.map((address) => address.toLowerCase()).sort();
      const [first] = await lines.append([{ at: at(), incidentId, root: messageId, readers }]).catch(() => []);
      return Root.safeParse(first).data?.root ?? messageId;
    },
  };
}

const taken = (incidentId: string, key: string, address: string): string =>
  JSON.stringify([incidentId, key, address.toLowerCase()]);

function identityOf(line: unknown): string | undefined {
  const { data } = Taken.safeParse(line);
  if (data !== undefined) return taken(data.incidentId, data.key, data.address);
  const root = Root.safeParse(line).data;
  return root === undefined ? undefined : JSON.stringify([root.incidentId, root.readers]);
}

function look(file: string, index: LineIndex): void {
  let fd: number;
  try {
    fd = fs.openSync(file, 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  try {
    index.catchUp(fd);
  } finally {
    fs.closeSync(fd);
  }
}
