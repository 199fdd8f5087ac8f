/** How is it kept on this machine's disk which ticket is about which alerts? */
import path from 'node:path';
import { z } from 'zod';
import { defined } from '../../domain/state/fields';
import { diskWords } from '../../domain/text/disk-words';
import { ProviderUnavailable } from '../errors';
import type { KnownTicket, TicketBook } from '../ports';
import { createAppendOnce } from './shared/append-once';

const Line = z.object({
  incidentId: z.string(),
  key: z.string(),
  reference: z.string(),
  url: z.string().optional(),
  about: z.array(z.string()),
  at: z.number(),
});

/** One line a ticket, in `<home>/tickets.jsonl`. */
export function createTicketBook({ home }: { home: string }): TicketBook {
  const lines = createAppendOnce<KnownTicket>({ file: path.join(home, 'tickets.jsonl'), identityOf });

  return {
    async find(about) {
      const all = (await asProvider(lines.read())).map((line) => Line.parse(line));
      const found = all.findLast((ticket) => about.every((alert) => ticket.about.includes(alert)));
      if (found === undefined) return undefined;
      const { url, ...ticket } = found;
      return { ...ticket, ...defined({ url }) };
    },
    add: async (ticket) => {
      await asProvider(lines.append([ticket]));
    },
  };
}

function identityOf(line: unknown): string | undefined {
  const parsed = Line.safeParse(line);
  return parsed.success ? JSON.stringify([parsed.data.incidentId, parsed.data.key]) : undefined;
}

const asProvider = <Result>(result: Promise<Result>): Promise<Result> =>
  result.catch((error: unknown) => {
    throw new ProviderUnavailable('tickets', diskWords(error) ?? "can't use tickets.jsonl", { cause: error });
  });
