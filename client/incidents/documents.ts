/** Where is the document of a post-mortem, what did it say before, and how do people change it without losing each other's words? */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import type { PostMortemView } from '../../domain/post-mortem/view';
import { replacePrivately, whileLocked } from '../../launcher/private-file';
import { NotFound } from '../errors';
import { keptDraft } from './draft';
import { parseReference } from './address';

/** What a document was when somebody saved it. */
export interface DocumentVersion {
  number: number;
  at: number;
  /** The person who saved it. */
  by: string;
}

/** The text as it is now; `mark` changes with every change of it. */
export interface CurrentDocument {
  text: string;
  mark: string;
}

type Named = Pick<PostMortemView, 'incidentId' | 'draft'>;

/** Where documents are kept. A shared store can stand here as well as files. */
export interface Documents {
  read(named: Named): CurrentDocument | undefined;
  /**
   * Saves the text, if the document is still what `basedOn` marks; answers what it is now. Muster's own parts and other
   * people change it too.
   */
  save(
    named: Named,
    text: string,
    saved: { basedOn: string; by: string; at: number },
  ): Promise<{ saved: boolean; current: CurrentDocument }>;
  versions(named: Named): DocumentVersion[];
  version(named: Named, number: number): string | undefined;
}

const Stored = z.object({ at: z.number(), by: z.string(), text: z.string() });

const markOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);

/** Documents in the files of a home, each with its earlier versions beside it. */
export function createDocuments(home: string | undefined): Documents {
  const fileOf = ({ incidentId, draft }: Named): string => {
    if (home === undefined || draft === undefined || !isAbsolute(draft) || parseReference(incidentId)?.kind !== 'id')
      throw new NotFound(
        'Not found: the document is not in the home of this HTTP server, so it can’t be changed here.',
      );
    return join(home, 'documents', incidentId, basename(draft));
  };
  const folderOf = (named: Named): string => `${fileOf(named)}.versions`;
  const read = (named: Named): CurrentDocument | undefined => {
    const text = keptDraft(home, named);
    return text === undefined ? undefined : { text, mark: markOf(text) };
  };
  const numbers = (named: Named): number[] => {
    const folder = folderOf(named);
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => b - a);
  };
  const isUnchanged = (named: Named): boolean => numbers(named).length === 0 && existsSync(fileOf(named));
  const stored = (named: Named, number: number): z.output<typeof Stored> | undefined => {
    const file = join(folderOf(named), `${number}.json`);
    return existsSync(file) ? Stored.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data : undefined;
  };
  return {
    read,
    save: async (named, text, { basedOn, by, at }) =>
      await whileLocked(fileOf(named), () => {
        const before = read(named);
        if (before === undefined) throw new NotFound('Not found: the draft is not ready yet. Try again in a minute.');
        if (before.mark !== basedOn) return { saved: false, current: before };
        const folder = folderOf(named);
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        const [newest = 0] = numbers(named);
        // The draft itself is the first version, so that nothing that anybody read is lost.
        if (newest === 0) keepVersion(folder, 1, { at, by: 'muster', text: before.text });
        keepVersion(folder, Math.max(newest, 1) + 1, { at, by, text });
        replacePrivately(fileOf(named), text);
        return { saved: true, current: { text, mark: markOf(text) } };
      }),
    versions: (named) =>
      // What nobody has changed yet is the first version all the same.
      (isUnchanged(named) ? [{ number: 1, at: statSync(fileOf(named)).mtimeMs, by: 'muster' }] : []).concat(
        numbers(named).flatMap((number) => {
          const version = stored(named, number);
          return version === undefined ? [] : [{ number, at: version.at, by: version.by }];
        }),
      ),
    version: (named, number) =>
      stored(named, number)?.text ?? (number === 1 && isUnchanged(named) ? read(named)?.text : undefined),
  };
}

const keepVersion = (folder: string, number: number, version: z.input<typeof Stored>): void =>
  replacePrivately(join(folder, `${number}.json`), JSON.stringify(version));
