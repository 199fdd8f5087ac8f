/** Who is on call according to another system, and how does its answer enter the directory? */
import type { ContactPoint, DirectoryData, OnCallSource, Person, Rotation } from './schema';

/** A person as the other system knows them. `contactPoints` are filled in for people who are not in the directory. */
export interface OutsideUser {
  id: string;
  name: string;
  email?: string;
  contactPoints: ContactPoint[];
}

/** What a source said: who is on duty when, between `from` and `until`. A duty without an end has infinite ones. */
export interface OnCallAnswer {
  duties: { user: OutsideUser; from: number; until: number }[];
  from: number;
  until: number;
  askedAt: number;
}

export interface OnCallBook {
  /** The last good answer, without waiting; `trouble` says why a newer one is missing. */
  known(source: OnCallSource): { answer?: OnCallAnswer; trouble?: string };
  /**
   * Asks about every source whose answer is older than `olderThanMs` (a minute where nothing is said). Ends within the
   * book's time limit and never rejects: `known` says what went wrong. `isKnown` says who is in the directory;
   * for the others it finds out how they can be reached.
   */
  refresh(
    sources: readonly OnCallSource[],
    isKnown: (user: OutsideUser) => boolean,
    olderThanMs?: number,
  ): Promise<void>;
  /** A person by the other system's id, within the time limit; undefined if it doesn't say. */
  user(id: string): Promise<OutsideUser | undefined>;
}

/** Where a source answers, nothing older than this is used: it comes from before a start, or the source is away. */
const OLD_MS = 120_000;

export const isOld = (askedAt: number, now: number): boolean => now - askedAt > OLD_MS;

/** `PagerDuty schedule PABC123`. */
export const nameOfSource = (source: OnCallSource): string =>
  'schedule' in source.pagerduty
    ? `PagerDuty schedule ${source.pagerduty.schedule}`
    : `PagerDuty escalation policy ${source.pagerduty.escalationPolicy}, level ${source.pagerduty.level}`;

/** The id under which a person who is not in the directory is paged: `pagerduty-pabc123`. */
export const outsideId = (user: { id: string }): string => `${OUTSIDE}${user.id.toLowerCase()}`;

/** The other system's id in such an id. */
export const userIdIn = (id: string): string | undefined =>
  id.startsWith(OUTSIDE) ? id.slice(OUTSIDE.length).toUpperCase() : undefined;

const OUTSIDE = 'pagerduty-';

/** A person in the directory, found by PagerDuty id or else by mail address. */
export function personFor(people: readonly Person[], user: Pick<OutsideUser, 'id' | 'email'>): Person | undefined {
  const mail = user.email?.toLowerCase();
  return (
    people.find(({ pagerduty }) => pagerduty === user.id) ??
    people.find(
      ({ pagerduty, contactPoints }) =>
        pagerduty === undefined &&
        mail !== undefined &&
        contactPoints.some(({ channel, address }) => channel === 'email' && address.toLowerCase() === mail),
    )
  );
}

/** A person who is not in the directory, as if they were. They hold no role of their own and may only help. */
export const outsider = (user: OutsideUser): Person => ({
  id: outsideId(user),
  name: user.name,
  pagerduty: user.id,
  contactPoints: user.contactPoints,
  roles: [],
  access: 'responder',
});

/** Every source that the directory names. */
export const sourcesIn = ({ rotations }: DirectoryData): OnCallSource[] =>
  rotations.flatMap(({ onCall }) => onCall ?? []);

/** The directory with what the other system said last. People who are not in the directory are in `outside`. */
export function withAnswers(data: DirectoryData, book: OnCallBook | undefined): DirectoryData {
  if (sourcesIn(data).length === 0) return data;
  const outside = new Map<string, Person>();
  const rotations = data.rotations.map((rotation): Rotation => {
    if (rotation.onCall === undefined) return rotation;
    if (book === undefined) return { ...rotation, asked: { trouble: 'MUSTER_PAGERDUTY_API_TOKEN is not set' } };
    const { answer, trouble } = book.known(rotation.onCall);
    const why = trouble === undefined ? {} : { trouble };
    if (answer === undefined) return { ...rotation, asked: why };
    const duties = answer.duties.map(({ user, from, until }) => {
      const person = personFor(data.people, user) ?? outsider(user);
      if (person.id === outsideId(user)) outside.set(person.id, person);
      return { person: person.id, from, until };
    });
    const { from, until, askedAt } = answer;
    return { ...rotation, asked: { answer: { duties, from, until }, askedAt, ...why } };
  });
  return { ...data, rotations, outside: [...outside.values()] };
}
