/** Which shifts were taken over besides what the directory's file says, and how do they become part of it? */
import type { DirectoryData } from './schema';

/** A shift that somebody took here. */
export interface TakenShift {
  id: string;
  rotation: string;
  layer: string;
  person: string;
  /** Instants, ISO 8601. */
  from: string;
  to: string;
  /** Who entered it, and when. */
  by: string;
  at: number;
}

/** Where taken shifts are kept. */
export interface OverrideBook {
  all(): readonly TakenShift[];
  /** Why what is kept can't be read now, and what to do; absent while all is well. */
  trouble(): string | undefined;
  /** Throws, and changes nothing, while there is trouble. */
  change(next: (before: readonly TakenShift[]) => readonly TakenShift[]): Promise<void>;
}

/** The directory with the shifts that were taken here, as overrides that come before those of its file. */
export function withTaken(directory: DirectoryData, taken: readonly TakenShift[]): DirectoryData {
  const known = taken.filter(({ person }) => directory.people.some(({ id }) => id === person));
  if (known.length === 0) return directory;
  const rotations = directory.rotations.map((rotation) => {
    const own = known.filter(
      (one) => one.rotation === rotation.id && rotation.layers.some(({ id }) => id === one.layer),
    );
    if (own.length === 0) return rotation;
    const overrides = own.map(({ from, to, person, layer }) => ({ from, to, person, layer }));
    return { ...rotation, overrides: [...overrides, ...rotation.overrides] };
  });
  return { ...directory, rotations };
}
