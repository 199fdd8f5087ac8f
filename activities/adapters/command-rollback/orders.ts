/** Which orders were begun and how they ended, on the disk: an order that was begun is never carried out again. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { ProviderUnavailable } from '../../errors';
import { createAppendOnce } from '../shared/append-once';
import { codeOf } from '../shared/system-error';
import { COMMAND } from './commands';

const End = z.discriminatedUnion('as', [
  z.object({ as: z.literal('done') }),
  z.object({ as: z.literal('refused'), reason: z.string() }),
]);
export type End = z.infer<typeof End>;

const Begun = z.object({ order: z.string(), event: z.literal('begun'), by: z.string() });
const Ended = z.object({ order: z.string(), event: z.literal('ended'), end: End });
const Line = z.discriminatedUnion('event', [Begun, Ended]);

export interface Orders {
  /** How an order ended; `unknown` where it was begun and nobody wrote down an end; `undefined` where it is new. */
  endOf(order: string): Promise<End | 'unknown' | undefined>;
  /** Whether this call began it: of several that ask, one did. */
  begin(order: string): Promise<boolean>;
  end(order: string, end: End): Promise<void>;
}

/** In `<home>/rollback-orders.jsonl`, one line when an order begins and one when its end is known. */
export function createOrders({ home, now = Date.now }: { home: string; now?: () => number }): Orders {
  const lines = createAppendOnce<object>({ file: path.join(home, 'rollback-orders.jsonl'), identityOf });
  const onDisk = async <T>(use: () => Promise<T>): Promise<T> => {
    try {
      return await use();
    } catch (error) {
      throw new ProviderUnavailable(COMMAND, `can't write its log of rollbacks: ${codeOf(error) ?? String(error)}`);
    }
  };
  const at = (): string => new Date(now()).toISOString();

  return {
    endOf: (order) =>
      onDisk(async () => {
        const known = (await lines.read()).flatMap((line) => {
          const parsed = Line.safeParse(line);
          return parsed.success && parsed.data.order === order ? [parsed.data] : [];
        });
        const ended = known.find((line) => line.event === 'ended');
        return ended?.event === 'ended' ? ended.end : known.length > 0 ? 'unknown' : undefined;
      }),
    begin: (order) =>
      onDisk(async () => {
        const by = randomUUID();
        const [stands] = await lines.append([{ order, event: 'begun', by, at: at() }]);
        return Begun.parse(stands).by === by;
      }),
    end: (order, end) =>
      onDisk(async () => {
        await lines.append([{ order, event: 'ended', end, at: at() }]);
      }),
  };
}

function identityOf(line: unknown): string | undefined {
  const parsed = Line.safeParse(line);
  return parsed.success ? JSON.stringify([parsed.data.order, parsed.data.event]) : undefined;
}
