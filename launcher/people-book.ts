/**
 * What is kept of people besides the directory: how often their links were ended, and which of their contact points they have
 * confirmed. It is one file in the home, `people.json`; whoever uses it knows only `PeopleBook`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf } from '../domain/text/message-of';
import { replacePrivately, whileLocked } from './private-file';
import { StartRefused } from './refusal';

/** One way to reach somebody, as the directory names it. */
export interface PointOf {
  person: string;
  channel: string;
  address: string;
}

const instant = z.number().int();

const KeptPoint = z.strictObject({
  person: z.string(),
  channel: z.string(),
  address: z.string(),
  /** What the newest test message asks its reader to send back, and when it was sent. */
  code: z.string().optional(),
  sentAt: instant.optional(),
  confirmedAt: instant.optional(),
});

export type KeptPoint = z.output<typeof KeptPoint>;

const File = z.strictObject({
  generations: z.record(z.string(), z.number().int().nonnegative()),
  points: z.array(KeptPoint),
});

type Book = z.output<typeof File>;

export interface PeopleBook {
  /** Links of an earlier generation are over. Throws where that can't be told: then none counts. */
  generationOf(person: string): number;
  /** Ends all links that this person has. */
  endLinks(person: string): Promise<void>;
  points(): readonly KeptPoint[];
  /** A test message is on its way to this contact point. */
  testSent(point: PointOf, code: string, at: number): Promise<void>;
  /** The person has the test message in hand. */
  confirmed(point: PointOf, at: number): Promise<void>;
}

export const isSamePoint = (one: PointOf, other: PointOf): boolean =>
  one.person === other.person && one.channel === other.channel && one.address === other.address;

export function createPeopleBook({ home }: { home: string }): PeopleBook {
  const file = join(home, 'people.json');

  const read = (): Book => {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { generations: {}, points: [] };
      throw unreadable(file, messageOf(error));
    }
    try {
      return File.parse(JSON.parse(text));
    } catch {
      throw unreadable(file, 'it is damaged');
    }
  };

  const change = (next: (book: Book) => Book): Promise<void> =>
    whileLocked(file, () => replacePrivately(file, `${JSON.stringify(next(read()), null, 2)}\n`));

  const changePoint = (point: PointOf, of: (known: KeptPoint) => KeptPoint): Promise<void> =>
    change((book) => {
      const { person, channel, address } = point;
      const known = book.points.find((one) => isSamePoint(one, point)) ?? { person, channel, address };
      return { ...book, points: [...book.points.filter((one) => !isSamePoint(one, point)), of(known)] };
    });

  const generationOf = (person: string): number => {
    const { generations } = read();
    return Object.hasOwn(generations, person) ? (generations[person] ?? 0) : 0;
  };

  return {
    generationOf,
    endLinks: (person) =>
      change((book) => ({
        ...book,
        generations: { ...book.generations, [person]: (book.generations[person] ?? 0) + 1 },
      })),
    points: () => read().points,
    testSent: (point, code, sentAt) => changePoint(point, (known) => ({ ...known, code, sentAt })),
    confirmed: (point, confirmedAt) => changePoint(point, ({ code: _used, ...known }) => ({ ...known, confirmedAt })),
  };
}

const unreadable = (file: string, why: string): StartRefused =>
  new StartRefused(
    `Can't read ${file}: ${why}. Restore the file from a backup, or move it away: then all links count again.`,
  );
