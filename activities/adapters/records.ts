/** How are an incident's record and documents kept on this machine's disk? */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ProviderRejected, ProviderUnavailable } from '../errors';
import type { Records } from '../ports';
import type { AppendOnce } from './shared/append-once';
import { createAppendOnce } from './shared/append-once';
import { PRIVATE } from './shared/private-mode';
import { codeOf } from './shared/system-error';

const Entry = z.looseObject({ seq: z.number().int() });

/** A plain name of a file: nothing that could lead out of its folder, be hidden, or be an option to a command. */
const SAFE_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,199}$/;

/** How many open incidents' positions to remember; forgetting one only means reading its file again. */
const REMEMBERED = 64;

/**
 * The record on this machine's disk: entries in `<home>/records/<incident>.jsonl`, one per `seq`, in the order of `seq`
 * when read; documents in `<home>/documents/<incident>/`, whole or not there at all.
 */
export function createRecords({ home }: { home: string }): Records {
  const folder = path.resolve(home, 'records');
  const files = new Map<string, AppendOnce<{ seq: number }>>();

  const fileOf = (incidentId: string): AppendOnce<{ seq: number }> => {
    const known = files.get(incidentId);
    if (known !== undefined) return known;
    const [oldest] = files.keys();
    if (files.size >= REMEMBERED && oldest !== undefined) files.delete(oldest);
    const file = createAppendOnce<{ seq: number }>({
      file: path.join(folder, `${safe(incidentId)}.jsonl`),
      identityOf: (line) => Entry.safeParse(line).data?.seq.toString(),
    });
    files.set(incidentId, file);
    return file;
  };

  const documentPath = (incidentId: string, name: string): string =>
    path.join(path.resolve(home, 'documents'), safe(incidentId), safe(name));

  return {
    async append(incidentId, entries) {
      if (entries.length === 0) return;
      await asProvider(fileOf(incidentId).append(entries));
    },

    async read(incidentId) {
      const entries = await asProvider(fileOf(incidentId).read());
      return entries
        .map((entry) => Entry.parse(entry))
        .sort((one, other) => one.seq - other.seq)
        .filter(({ seq }, at, all) => all[at - 1]?.seq !== seq);
    },

    document(incidentId, name) {
      return asProvider(
        fs
          .readFile(documentPath(incidentId, name), 'utf8')
          .catch((error: unknown) => (codeOf(error) === 'ENOENT' ? undefined : Promise.reject(error as Error))),
      );
    },

    async keep(incidentId, name, text) {
      const document = documentPath(incidentId, name);
      await asProvider(replaceFile(document, text));
      return document;
    },
  };
}

/** Writes beside the file and moves it into place, so that a reader sees the old text or the new one. */
async function replaceFile(file: string, text: string): Promise<void> {
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

function safe(name: string): string {
  if (!SAFE_NAME.test(name)) throw new ProviderRejected('records', `${JSON.stringify(name)} is not a valid file name`);
  return name;
}

async function asProvider<Result>(work: Promise<Result>): Promise<Result> {
  return work.catch((error: unknown) => {
    throw new ProviderUnavailable('records', codeOf(error) ?? "can't write to disk", { cause: error });
  });
}
