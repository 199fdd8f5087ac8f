/** What was just done, told once on the page that comes after it? */
import { randomBytes } from 'node:crypto';

const MOST = 1_000;

const LASTS_MS = 600_000;

export interface Notices {
  /** Keeps a sentence for a person; answers what the address of the next page carries. */
  keep(person: string, text: string): string;
  /** The sentence, for that person only: no address can put words on somebody's page. */
  find(person: string, id: unknown): string | undefined;
}

export function createNotices(now: () => number): Notices {
  const kept = new Map<string, { person: string; text: string; at: number }>();
  return {
    keep: (person, text) => {
      const id = randomBytes(6).toString('base64url');
      kept.set(id, { person, text, at: now() });
      for (const oldest of kept.keys()) {
        if (kept.size <= MOST) break;
        kept.delete(oldest);
      }
      return id;
    },
    find: (person, id) => {
      const notice = typeof id === 'string' ? kept.get(id) : undefined;
      return notice?.person === person && now() - notice.at < LASTS_MS ? notice.text : undefined;
    },
  };
}
