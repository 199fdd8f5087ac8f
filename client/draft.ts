import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';

/** The draft of a post-mortem. The record says where it lies; where that is a file of this machine, it is what is in it. */
export const draftText = (draft: string): string =>
  isAbsolute(draft) && existsSync(draft) ? readFileSync(draft, 'utf8') : draft;
