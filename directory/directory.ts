/**
 * Who holds a role now, and how can they be reached? This room answers from the directory file and from systems that
 * know who is on call; it never changes the file, and an invalid one leaves the last valid version in use.
 */
import type { Directory, Recipient } from '../activities/ports';
import { join } from 'node:path';
import { follow } from '../policy/follow';
import { lastValidIn } from '../policy/last-valid';
import { DirectoryInvalid, loadDirectory, parseDirectory } from './load';
import { type OverrideBook, withTaken } from './override-book';
import { isOld, type OnCallBook, outsider, personFor, userIdIn, withAnswers } from './provider-on-call';
import { askedProblems } from './provider-problems';
import { changesAfter, onCall } from './on-call';
import { rotationsOf } from './rotations-of';
import {
  ALL_ON_CALL,
  type DirectoryData,
  type DirectoryInput,
  type OnCallSource,
  type Person,
  type Rotation,
} from './schema';

/** The port, and what it is answered from. */
export interface LiveDirectory extends Directory {
  /** The directory as of now: the file, or its last valid version; with what other systems say about who is on call. */
  current(): DirectoryData;
  /** Who the person with this mail address is on GitHub. */
  githubLoginOf(address: string): Promise<string | undefined>;
  /** Asks other systems again if their answers are older than this, by default a minute. Quick, and never rejects. */
  refresh(olderThanMs?: number): Promise<void>;
}

interface DirectoryFollowed {
  file: string;
  /** Where the last valid directory is kept; without it the file has to be valid at the start. */
  home?: string | undefined;
  /** Called once for each invalid change of the file; `validSince` is there if it was invalid from the start. */
  onProblem?: (problem: DirectoryInvalid, validSince?: number) => void;
  /** Hears what is wrong with the copy. Without it no copy is stored. */
  onTrouble?: ((text: string) => void) | undefined;
}

/** Where a directory comes from. */
export type DirectorySource = (DirectoryFollowed | { data: DirectoryInput }) & {
  /** Who asks the other systems that the directory names. */
  book?: OnCallBook | undefined;
  /** The shifts that people took over here. */
  overrides?: Pick<OverrideBook, 'all'> | undefined;
  /** The roles that the policies use: see `rotationsOf`. */
  policyRoles?: () => string[];
  now?: () => number;
};

/**
 * A directory that follows its file: every question is answered from what the file says at that moment. While the
 * file is invalid or gone, the last valid version answers, also after a start if the home has it. Throws
 * `DirectoryInvalid` if there is none.
 */
export function createDirectory(source: DirectorySource): LiveDirectory {
  const written = 'file' in source ? following(source) : always(parseDirectory(source.data));
  const { book, overrides, policyRoles, now = Date.now } = source;
  const current = (): DirectoryData => ({
    ...withAnswers(withTaken(written(), overrides?.all() ?? []), book),
    ...(policyRoles !== undefined && { policyRoles: policyRoles() }),
  });
  const sourcesIn = (rotations: readonly Rotation[]): OnCallSource[] =>
    rotations.flatMap(({ onCall: asked }) => asked ?? []);
  const isOpenQuestion = (source: OnCallSource): boolean => {
    const { answer, trouble } = book?.known(source) ?? {};
    return answer === undefined || (trouble === undefined && isOld(answer.askedAt, now()));
  };
  const ask = async (sources: readonly OnCallSource[], olderThanMs?: number): Promise<void> => {
    if (sources.length === 0) return;
    const { people } = written();
    await book?.refresh(sources, (user) => personFor(people, user) !== undefined, olderThanMs);
  };
  return {
    current,
    refresh: (olderThanMs) => ask(sourcesIn(written().rotations), olderThanMs),
    async whoIs(role, at) {
      const sources = sourcesIn(rotationsOf(current(), role));
      const asking = ask(sources);
      // A page does not wait for a newer answer where there is one, unless that is from before a start and nobody has asked.
      if (sources.some(isOpenQuestion)) await asking;
      return whoHolds(current(), role, at, now());
    },
    async person(id) {
      const { people, outside = [] } = current();
      const person = [...people, ...outside].find((other) => other.id === id);
      if (person !== undefined) return recipient(person);
      // Somebody who was on call when they were found: after a restart, only PagerDuty knows who that is.
      const userId = userIdIn(id);
      const user = userId === undefined ? undefined : await book?.user(userId);
      return user && recipient(personFor(people, user) ?? outsider(user));
    },
    githubLoginOf: (address) => {
      const hasAddress = ({ contactPoints }: Person): boolean =>
        contactPoints.some((point) => point.channel === 'email' && isSameAddress(point.address, address));
      return Promise.resolve(current().people.find(hasAddress)?.github);
    },
  };
}

function following({ file, home, onProblem, onTrouble }: DirectoryFollowed): () => DirectoryData {
  const reading = (value: DirectoryData) => ({ value, files: [file], written: value });
  return follow({
    read: () => reading(loadDirectory(file)),
    isProblem: (error) => error instanceof DirectoryInvalid,
    onProblem: (problem, validSince) => onProblem?.(problem as DirectoryInvalid, validSince),
    lastValid:
      home === undefined
        ? undefined
        : lastValidIn({
            copy: copyOfDirectory(home),
            restore: (written) => reading(parseDirectory(written)),
            onTrouble,
          }),
  });
}

/** Where the last valid directory is kept. */
export const copyOfDirectory = (home: string): string => join(home, 'last-valid-directory.json');

const always =
  (data: DirectoryData): (() => DirectoryData) =>
  () =>
    data;

/** Who holds a role at an instant, with one sentence about each person who is missing or can't be reached. */
export function whoHolds(
  directory: DirectoryData,
  role: string,
  at: number,
  now = at,
): { people: Recipient[]; problem?: string; changesAt?: number } {
  const { holders, missing } = holdersOf(directory, role, at, now);
  const reachable = holders.filter(({ contactPoints }) => contactPoints.length > 0);
  const mute = holders.filter(({ contactPoints }) => contactPoints.length === 0).map(({ name }) => name);
  const problems = [
    ...missing,
    ...(mute.length === 0 ? [] : [`${list(mute)} can't be reached: no contact points in the directory`]),
  ];
  const people = reachable.map(recipient);
  const changes = rotationsOf(directory, role).map((rotation) => changesAfter(rotation, at));
  const changesAt = Math.min(...changes);
  return {
    people,
    ...(problems.length > 0 && { problem: `${problems.join('; ')}.` }),
    ...(Number.isFinite(changesAt) && { changesAt }),
  };
}

function holdersOf(
  directory: DirectoryData,
  role: string,
  at: number,
  now: number,
): { holders: Person[]; missing: string[] } {
  const people = [...directory.people, ...(directory.outside ?? [])];
  const all = role === ALL_ON_CALL;
  const sources = rotationsOf(directory, role);
  const layers = sources.flatMap((rotation) => {
    const shifts = onCall(rotation, at);
    if (rotation.onCall !== undefined && !shifts.some(({ because }) => isWritten(because))) {
      return shifts.map(({ person }) => ({ depth: 0, name: '', person }));
    }
    return rotation.layers.slice(0, all ? undefined : 1).map(({ id }, depth) => {
      const shift = shifts.find(({ layer }) => layer === id);
      return { depth, name: `layer ${id} of rotation ${rotation.id}`, person: shift?.person };
    });
  });
  // First the people of all first layers, then those behind them.
  const onDuty = layers.sort((a, b) => a.depth - b.depth).flatMap(({ person }) => person ?? []);
  const ids = new Set(onDuty);
  const holders = [
    ...[...ids].flatMap((id) => people.find((person) => person.id === id) ?? []),
    ...people.filter((person) => person.roles.includes(role) && !ids.has(person.id)),
  ];
  const empty = layers.filter(({ person }) => person === undefined).map(({ name }) => name);
  const asked = sources.flatMap((rotation) => askedProblems(directory, rotation, at, now));
  if (empty.length > 0) return { holders, missing: [...asked, `Nobody is on call in ${list(empty)}`] };
  if (holders.length > 0 || asked.length > 0) return { holders, missing: asked };
  return {
    holders,
    missing: [all ? 'The directory has no on-call rotations' : `Nobody in the directory has the role ${role}`],
  };
}

const isWritten = (because: string): boolean => because === 'rotation' || because === 'override';

const recipient = ({ id, name, contactPoints }: Person): Recipient => ({
  id,
  name,
  contactPoints: contactPoints.map(({ channel, address }) => ({ channel, address })),
});

const isSameAddress = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const list = (names: string[]): string => new Intl.ListFormat('en').format(names);
