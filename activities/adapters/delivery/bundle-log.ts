/**
 * Which pages were about to ring somebody, which did, and which went together, on this machine's disk
 * (`<home>/pages.jsonl`)? A worker that takes over from one that was killed rings nobody whose page is known to be out, and sends
 * what may be out under the key and in the words that it had.
 */
import path from 'node:path';
import { createAppendOnce } from '../shared/append-once';
import { keepNewest } from '../shared/keep-newest';
import { z } from 'zod';
import type { PageOfSeveral, Receipt } from '../../ports';
import { defined } from '../../../domain/state/fields';

export type NamedPage = Pick<PageOfSeveral, 'incidentId' | 'key'>;

const Name = { incidentId: z.string(), key: z.string() };

/** All pages of one message; the first gives it its name. */
const Begun = z.object({
  event: z.literal('begun'),
  at: z.number(),
  pages: z.array(
    z.object({
      ...Name,
      subject: z.string().optional(),
      text: z.string(),
      round: z.number().optional(),
      room: z.string().optional(),
    }),
  ),
});

const Ended = z.object({
  event: z.enum(['out', 'not-out']),
  at: z.number(),
  pages: z.array(z.object(Name)),
  receipt: z.object({ reference: z.string() }).loose().optional(),
});

const Line = z.discriminatedUnion('event', [Begun, Ended]);

type Line = z.infer<typeof Line>;

/** How far a page has come: about to go out since then with all of these, or out. */
export interface KnownPage {
  begun?: { at: number; pages: PageOfSeveral[] };
  receipt?: Receipt;
}

export interface BundleLog {
  of(page: NamedPage): Promise<KnownPage>;
  /** Written down before the message goes out. */
  begin(pages: readonly PageOfSeveral[], at: number): Promise<void>;
  /** Written down once a way took it. */
  out(pages: readonly NamedPage[], receipt: Receipt, at: number): Promise<void>;
  /** No way took it: the next try is a first one. */
  notOut(pages: readonly NamedPage[], at: number): Promise<void>;
}

/** So many pages are remembered; a retry comes within minutes. */
const REMEMBERED = 20_000;

/** A disk that takes no notes keeps nobody from being rung; this process at least knows. */
export function createBundleLog({ home }: { home: string }): BundleLog {
  const lines = createAppendOnce<Line>({ file: path.join(home, 'pages.jsonl'), identityOf });
  const known = new Map<string, KnownPage>();

  const remember = (name: string, page: KnownPage): void => {
    known.delete(name);
    known.set(name, page);
    keepNewest(known, REMEMBERED);
  };
  const take = (line: Line): void => {
    for (const page of line.pages) {
      const name = nameOf(page);
      if (line.event === 'begun') remember(name, { begun: { at: line.at, pages: line.pages.map(pageOfSeveral) } });
      else if (line.event === 'not-out') known.delete(name);
      else if (line.receipt !== undefined) remember(name, { receipt: line.receipt });
    }
  };
  /** What earlier processes wrote is read once; two workers at the same time have the vendor's own key between them. */
  let read: Promise<void> | undefined;
  const ready = (): Promise<void> =>
    (read ??= lines.read().then(
      (before) => {
        for (const line of before) take(Line.parse(line));
      },
      () => undefined,
    ));
  void ready();
  const write = async (line: Line): Promise<void> => {
    await ready();
    take(line);
    await lines.append([line]).catch(() => undefined);
  };

  return {
    async of(page) {
      await ready();
      return known.get(nameOf(page)) ?? {};
    },
    begin: (pages, at) => write({ event: 'begun', at, pages: pages.map(pageOfSeveral) }),
    out: (pages, receipt, at) => write({ event: 'out', at, pages: pages.map(namedPage), receipt: { ...receipt } }),
    notOut: (pages, at) => write({ event: 'not-out', at, pages: pages.map(namedPage) }),
  };
}

const namedPage = ({ incidentId, key }: NamedPage): NamedPage => ({ incidentId, key });

const pageOfSeveral = ({
  text,
  subject,
  round,
  ...page
}: z.infer<typeof Begun>['pages'][number] | PageOfSeveral): PageOfSeveral => ({
  ...namedPage(page),
  text,
  ...defined({ subject, round }),
});

const nameOf = ({ incidentId, key }: NamedPage): string => JSON.stringify([incidentId, key]);

/** Each try of a page is a line of its own. */
function identityOf(line: unknown): string | undefined {
  const { data } = Line.safeParse(line);
  return data && JSON.stringify([data.event, data.at, data.pages.map(nameOf)]);
}
