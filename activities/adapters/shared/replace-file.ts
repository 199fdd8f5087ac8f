/** How is a file written so that a reader sees all of the old text or all of the new one, even after a crash? */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { PRIVATE } from './private-mode';

/** Writes beside the file and moves it into place. */
export async function replaceFile(file: string, text: string): Promise<void> {
  await fs.mkdir(path.dirname(file), { recursive: true, mode: PRIVATE.folder });
  const draft = path.join(path.dirname(file), `.${randomUUID()}.draft`);
  try {
    await fs.writeFile(draft, text, { flush: true, mode: PRIVATE.file });
    await fs.rename(draft, file);
  } catch (error) {
    await fs.rm(draft, { force: true });
    throw error;
  }
}
