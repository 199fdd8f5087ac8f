/** Where do the test files of one run keep what they share? */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NAME = 'MUSTER_TEST_RUN_FOLDER';

/** A folder for what the test files of one run of Jest share, made before the first and removed after the last. */
export function makeRunFolder(): void {
  process.env[NAME] = mkdtempSync(join(tmpdir(), 'muster-test-run-'));
}

/** Where it is; Jest hands it down to the processes of the test files. */
export function runFolder(): string {
  const folder = process.env[NAME];
  if (folder === undefined) throw new Error(`${NAME} is not set: jest.config.cjs names the globalSetup that sets it.`);
  return folder;
}

export function removeRunFolder(): void {
  rmSync(runFolder(), { recursive: true, force: true, maxRetries: 3 });
}
