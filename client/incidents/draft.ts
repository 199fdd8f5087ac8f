/** What does the draft of a post-mortem say, and may this reader see the file that holds it? */
import type { PostMortemView } from '../../domain/post-mortem/view';
import { parseReference } from './address';
import { existsSync, readFileSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';

/** The draft of a post-mortem. The record says where it lies; where that is a file of this machine, it is what is in it. */
export const draftText = (draft: string): string =>
  isAbsolute(draft) && existsSync(draft) ? readFileSync(draft, 'utf8') : draft;

/**
 * The same for a reader from outside: of this machine's files only one among the incident's documents in `home`,
 * whatever path the record says. `undefined` if it is not there.
 */
export function keptDraft(
  home: string | undefined,
  { incidentId, draft }: Pick<PostMortemView, 'incidentId' | 'draft'>,
): string | undefined {
  if (draft === undefined || !isAbsolute(draft)) return draft;
  if (home === undefined || parseReference(incidentId)?.kind !== 'id') return undefined;
  const file = join(home, 'documents', incidentId, basename(draft));
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
