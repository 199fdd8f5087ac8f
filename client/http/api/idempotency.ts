/** Was this `Idempotency-Key` used before, and was it for the same request? */
import { createHash } from 'node:crypto';
import { BadInput } from '../../actions/action';
import type { Caller } from '../../access/gate';
import { Unanswered } from '../../errors';

/** How long it is remembered what a key was used for, and for how many. */
const REMEMBERED_MS = 24 * 3_600_000;
const MOST = 10_000;

/**
 * `Idempotency-Key`: the same key of the same person is the same act, however often it is sent. It becomes the id of the
 * Temporal update, so that it holds across restarts and for as long as the incident is open.
 */
export interface Idempotency {
  /** The act's id for this key. Throws `BadInput` when the key was used for something else. */
  actIdOf(caller: Caller, key: string, request: { method: string; url: string; body: unknown }, nowAt: number): string;
}

export function createIdempotency(): Idempotency {
  const used = new Map<string, { fingerprint: string; at: number }>();
  return {
    actIdOf: ({ person }, key, { method, url, body }, nowAt) => {
      if (!/^[\x20-\x7e]{1,200}$/.test(key))
        throw new BadInput([{ path: 'Idempotency-Key', message: 'must be 1 to 200 printable characters' }]);
      const actId = `api-${digest(person, key)}`;
      const fingerprint = digest(method, url, JSON.stringify(body ?? null));
      const before = used.get(actId);
      if (before !== undefined && nowAt - before.at < REMEMBERED_MS && before.fingerprint !== fingerprint)
        throw new BadInput([
          { path: 'Idempotency-Key', message: 'was already used for a different request; use a new key' },
        ]);
      used.delete(actId);
      used.set(actId, { fingerprint, at: nowAt });
      for (const [oldest, { at }] of used) {
        if (used.size <= MOST && nowAt - at < REMEMBERED_MS) break;
        used.delete(oldest);
      }
      return actId;
    },
  };
}

/** A request without an answer may still take effect, so the caller has to know how to repeat it safely. */
export const orRepeat = <Done>(doing: Promise<Done>): Promise<Done> =>
  doing.catch((error: unknown) => {
    if (!(error instanceof Unanswered)) throw error;
    const text = `${error.message} It may still take effect. It is safe to repeat it with the same Idempotency-Key.`;
    throw new Unanswered(text, { cause: error });
  });

const digest = (...parts: string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40);
