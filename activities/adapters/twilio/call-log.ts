/**
 * Which pages were about to call and which calls they made, on this machine's disk (`<home>/calls.jsonl`). A call at Twilio
 * carries nothing that says whose it is. So this is how a worker knows what the one before it may have done, and takes no
 * other page's call for its own. Holds no text of pages.
 */
import path from 'node:path';
import { createAppendOnce } from '../shared/append-once';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';

/** One page to one number. */
export interface PageByPhone {
  incidentId: string;
  key: string;
  to: string;
}

const Page = { incidentId: z.string(), key: z.string(), to: z.string() };

const Begun = z.object({ event: z.literal('begun'), ...Page, at: z.number(), by: z.string() });

const Made = z.object({ event: z.literal('made'), ...Page, sid: z.string() });

const Doubtful = z.object({ event: z.literal('doubtful'), to: z.string(), sid: z.string() });

const Line = z.discriminatedUnion('event', [Begun, Made, Doubtful]);

type Line = z.infer<typeof Line>;

export interface KnownCalls {
  /** Whether it is written down that a call is this page's. */
  isOf(page: PageByPhone, sid: string): boolean;
  /** Whether nothing is written down about a call, so that it may be anybody's. */
  isFree(sid: string): boolean;
  /** How many other pages began since then of which nobody knows whether they called. */
  othersUnclear(page: PageByPhone, sinceAt: number): number;
}

export interface CallsMade {
  /** Writes down that a page is about to call, before it does. Answers when it was about to before, if it was. */
  begin(page: PageByPhone): Promise<number | undefined>;
  /** Writes down that a call is this page's. */
  made(page: PageByPhone, sid: string): Promise<void>;
  /** Writes down that nobody may take these for their own: they can be several pages'. */
  doubt(number: string, sids: readonly string[]): Promise<void>;
  /** What is known of the calls to one number. */
  knownOf(number: string): Promise<KnownCalls>;
}

export function createCallsMade({ home, now }: { home: string; now: () => number }): CallsMade {
  const lines = createAppendOnce<Line>({ file: path.join(home, 'calls.jsonl'), identityOf });
  // A disk that takes no notes keeps nobody from being called; this process at least knows.
  const unwritten: Line[] = [];

  /** Answers the line that stands: this one, or an earlier one about the same. */
  const write = async (line: Line): Promise<Line> => {
    const before = unwritten.find((other) => identityOf(other) === identityOf(line));
    if (before !== undefined) return before;
    try {
      return Line.parse((await lines.append([line]))[0]);
    } catch {
      unwritten.push(line);
      return line;
    }
  };

  return {
    async begin({ incidentId, key, to }) {
      const by = randomUUID();
      const stands = await write({ event: 'begun', incidentId, key, to, at: now(), by });
      return stands.event === 'begun' && stands.by !== by ? stands.at : undefined;
    },

    async made({ incidentId, key, to }, sid) {
      await write({ event: 'made', incidentId, key, to, sid });
    },

    async doubt(to, sids) {
      for (const sid of sids) await write({ event: 'doubtful', to, sid });
    },

    async knownOf(number) {
      const written = await lines.read().catch(() => []);
      const known = [...written, ...unwritten].flatMap((line) => {
        const { data } = Line.safeParse(line);
        return data?.to === number ? [data] : [];
      });
      const begun = known.filter((line) => line.event === 'begun');
      const made = known.filter((line) => line.event === 'made');
      const hasCalled = (page: PageByPhone): boolean => made.some((line) => callName(line) === callName(page));
      return {
        isOf: (page, sid) => made.some((line) => line.sid === sid && callName(line) === callName(page)),
        isFree: (sid) => !known.some((line) => line.event !== 'begun' && line.sid === sid),
        othersUnclear: (page, sinceAt) =>
          begun.filter((line) => line.at >= sinceAt && callName(line) !== callName(page) && !hasCalled(line)).length,
      };
    },
  };
}

export const callName = ({ incidentId, key, to }: PageByPhone): string => JSON.stringify([incidentId, key, to]);

/** A page begins once, and about a call one thing is written down. */
function identityOf(line: unknown): string | undefined {
  const { data } = Line.safeParse(line);
  if (data === undefined) return undefined;
  return data.event === 'begun' ? `begun ${callName(data)}` : `call ${data.sid}`;
}
