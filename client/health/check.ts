/**
 * Is this part of Muster working? This room checks files, Temporal, workers and integrations for `/readyz`, `/metrics`
 * and `muster doctor`; it changes nothing, and the only message it has sent is a marked test that someone asked for.
 */

/** One thing that was looked at: whether Muster works depends on it. */
export interface Check {
  name: string;
  ok: boolean;
  /** What was seen, in words for the person who has to do something about it. */
  text: string;
}

export const passed = (name: string, text: string): Check => ({ name, ok: true, text });

export const failed = (name: string, text: string): Check => ({ name, ok: false, text });

const TOO_LATE = Symbol('timed out');

/** The result of a job if it ends within a time, else `undefined`; the job itself keeps running. */
export async function withinMs<T>(limitMs: number, job: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof TOO_LATE>((resolve) => {
    timer = setTimeout(() => resolve(TOO_LATE), limitMs);
  });
  try {
    const first = await Promise.race([job, late]);
    return first === TOO_LATE ? undefined : first;
  } finally {
    clearTimeout(timer);
  }
}
