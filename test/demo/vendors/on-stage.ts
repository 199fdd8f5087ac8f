import { join } from 'node:path';
import { openVendors, type Receiving } from '../../../demo/receivers';
import type { Vendor } from '../../../demo/vendors/vendor';
import { createDirectory, type LiveDirectory } from '../../../directory/directory';
import { loadDirectory } from '../../../directory/load';
import type { Person } from '../../../directory/schema';
import { temporaryFolder } from '../../support/temporary-folder';

const EXAMPLE = join(__dirname, '..', '..', '..', 'examples', 'release-manager');

/** Vendors as in the play, with its home and its directory. */
export interface OnStage {
  home: string;
  receiving: Receiving;
  directory: LiveDirectory;
  person(id: string): Person;
  close(): Promise<void>;
}

export async function onStage(vendors: readonly Vendor[]): Promise<OnStage> {
  const home = temporaryFolder('stage');
  const receiving = await openVendors(home, EXAMPLE, vendors);
  const data = loadDirectory(receiving.directory);
  return {
    home,
    receiving,
    directory: createDirectory({ data }),
    person: (id) => {
      const found = data.people.find((person) => person.id === id);
      if (found === undefined) throw new Error(`nobody is called ${id}`);
      return found;
    },
    close: () => receiving.close(),
  };
}
