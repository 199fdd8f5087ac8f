/** How is the newest state of each incident kept on this machine's disk? */
import fs from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { diskWords } from '../../domain/text/disk-words';
import { ProviderUnavailable } from '../errors';
import type { Snapshot, Snapshots } from '../ports';
import { plainName } from './shared/plain-name';
import { replaceFile } from './shared/replace-file';
import { codeOf } from './shared/system-error';

const Kept = z.object({
  incident: z.custom<Snapshot['incident']>((value) => z.looseObject({ id: z.string() }).safeParse(value).success),
  runId: z.string(),
  events: z.number(),
  at: z.number(),
});

/** One file an incident, `<home>/snapshots/<incident>.json`: whole or as it was before, for its owner alone. */
export function createSnapshots({ home }: { home: string }): Snapshots {
  const folder = path.resolve(home, 'snapshots');
  const fileOf = (incidentId: string): string => path.join(folder, `${plainName('snapshots', incidentId)}.json`);

  const read = async (incidentId: string): Promise<Snapshot | undefined> => {
    try {
      return Kept.safeParse(JSON.parse(await fs.readFile(fileOf(incidentId), 'utf8'))).data;
    } catch (error) {
      if (codeOf(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
      throw asProvider(error);
    }
  };
  return {
    read,

    async keep(snapshot) {
      const before = await read(snapshot.incident.id);
      // An attempt that nobody waited for any longer can come after a newer one.
      if (before !== undefined && before.at > snapshot.at) return;
      await replaceFile(fileOf(snapshot.incident.id), JSON.stringify(snapshot)).catch((error: unknown) => {
        throw asProvider(error);
      });
    },

    async forget(before, except) {
      const names = await fs.readdir(folder).catch(() => []);
      for (const name of names) {
        const file = path.join(folder, name);
        const { mtimeMs } = (await fs.stat(file).catch(() => undefined)) ?? { mtimeMs: Infinity };
        if (mtimeMs < before && !except.has(path.basename(name, '.json'))) await fs.rm(file, { force: true });
      }
    },
  };
}

const asProvider = (error: unknown): unknown =>
  codeOf(error) === undefined
    ? error
    : new ProviderUnavailable('snapshots', diskWords(error) ?? "can't write to disk", { cause: error });
