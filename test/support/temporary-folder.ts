/** Where can a test file put its files, so that they are removed after its last test? */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];

/** A fresh folder, removed after the last test of the file. `name` says which test made it, in case one is left. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `muster-${name}-`));
  made.push(folder);
  return folder;
}

// Here, because Jest takes no hooks any more once a test runs.
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});
