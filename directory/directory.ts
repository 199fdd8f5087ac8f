import type { Directory, Recipient } from '../activities/ports';
import { follow } from './follow';
import { DirectoryInvalid, loadDirectory, parseDirectory } from './load';
import { onCall } from './on-call';
import { ALL_ON_CALL, type DirectoryData, type DirectoryInput, type Person } from './schema';

/** The port, and what it is answered from. */
export interface LiveDirectory extends Directory {
  /** The directory as of now: the file if it is sound, else as it last was. */
  current(): DirectoryData;
  /** Who the person with this mail address is on GitHub. */
  githubLoginOf(address: string): Promise<string | undefined>;
}

/** Where a directory comes from. `onProblem` hears of each broken change of the file once. */
export type DirectorySource =
  { file: string; onProblem?: (problem: DirectoryInvalid) => void } | { data: DirectoryInput };

/**
 * A directory that follows its file: every question is answered from what the file says when it is asked. While the
 * file is broken or gone, the last sound one answers. Throws `DirectoryInvalid` if there is none to begin with.
 */
export function createDirectory(source: DirectorySource): LiveDirectory {
  const current = 'file' in source ? following(source) : always(parseDirectory(source.data));
  return {
    current,
    whoIs: (role, at) => Promise.resolve(whoHolds(current(), role, at)),
    person: (id) => {
      const person = current().people.find((other) => other.id === id);
      return Promise.resolve(person && recipient(person));
    },
    githubLoginOf: (address) => {
      const hasAddress = ({ contactPoints }: Person): boolean =>
        contactPoints.some((point) => point.channel === 'email' && isSameAddress(point.address, address));
      return Promise.resolve(current().people.find(hasAddress)?.github);
    },
  };
}

const following = ({ file, onProblem }: Extract<DirectorySource, { file: string }>): (() => DirectoryData) =>
  follow({
    read: () => ({ value: loadDirectory(file), files: [file] }),
    isProblem: (error) => error instanceof DirectoryInvalid,
    ...(onProblem !== undefined && { onProblem: (problem) => onProblem(problem as DirectoryInvalid) }),
  });

const always =
  (data: DirectoryData): (() => DirectoryData) =>
  () =>
    data;

/** Who holds a role at an instant, with one sentence about whoever is missing or can't be reached. */
export function whoHolds(
  directory: DirectoryData,
  role: string,
  at: number,
): { people: Recipient[]; problem?: string } {
  const { holders, missing } = holdersOf(directory, role, at);
  const reachable = holders.filter(({ contactPoints }) => contactPoints.length > 0);
  const mute = holders.filter(({ contactPoints }) => contactPoints.length === 0).map(({ name }) => name);
  const problems = [...missing, ...(mute.length === 0 ? [] : [`${list(mute)} can't be reached: no contact point`])];
  const people = reachable.map(recipient);
  return problems.length === 0 ? { people } : { people, problem: `${problems.join('; ')}.` };
}

function holdersOf(directory: DirectoryData, role: string, at: number): { holders: Person[]; missing: string[] } {
  const { people, rotations } = directory;
  const all = role === ALL_ON_CALL;
  const sources = all ? rotations : rotations.filter((rotation) => rotation.role === role);
  const layers = sources.flatMap((rotation) => {
    const shifts = onCall(rotation, at);
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
  if (empty.length > 0) return { holders, missing: [`Nobody is on call in ${list(empty)}`] };
  if (holders.length > 0) return { holders, missing: [] };
  return {
    holders,
    missing: [all ? 'The directory has no on-call rotation' : `Nobody in the directory holds ${role}`],
  };
}

const recipient = ({ id, name, contactPoints }: Person): Recipient => ({
  id,
  name,
  contactPoints: contactPoints.map(({ channel, address }) => ({ channel, address })),
});

const isSameAddress = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const list = (names: string[]): string => new Intl.ListFormat('en').format(names);
