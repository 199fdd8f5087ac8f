/** How are an incident's record and documents kept on this machine's disk? */
import { promises as fs } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { diskWords } from '../../domain/text/disk-words';
import { ProviderUnavailable } from '../errors';
import type { Records } from '../ports';
import type { AppendOnce } from './shared/append-once';
import { createAppendOnce } from './shared/append-once';
import { plainName } from './shared/plain-name';
import { replaceFile } from './shared/replace-file';

const Entry = z.looseObject({ seq: z.number().int() });

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
      file: path.join(folder, `${plainName('records', incidentId)}.jsonl`),
      identityOf: (line) => Entry.safeParse(line).data?.seq.toString(),
    });
    files.set(incidentId, file);
    return file;
  };

  const documentPath = (incidentId: string, name: string): string =>
    path.join(path.resolve(home, 'documents'), plainName('records', incidentId), plainName('records', name));

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
          .catch((error: unknown) =>
            (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : Promise.reject(error as Error),
          ),
      );
    },

    async keep(incidentId, name, text) {
      const document = documentPath(incidentId, name);
      await asProvider(replaceFile(document, text));
      return document;
    },
  };
}

async function asProvider<Result>(work: Promise<Result>): Promise<Result> {
  return work.catch((error: unknown) => {
    throw new ProviderUnavailable('records', diskWords(error) ?? "can't write to disk", { cause: error });
  });
}
