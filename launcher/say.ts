/**
 * Tells a person what is going on, a line at a time. `passing` marks a line that the next one replaces (an elapsed
 * time): a terminal rewrites it in place, anything else just gets the line.
 */
export type Say = (line: string, passing?: boolean) => void;

/** A `Say` that writes to a stream, by default standard error, so that standard output stays for results. */
export function sayTo(stream: NodeJS.WriteStream = process.stderr): Say {
  let rewriting = false;
  return (line, passing = false) => {
    const start = rewriting ? '\r\x1b[2K' : '';
    rewriting = passing && stream.isTTY;
    stream.write(`${start}${line}${rewriting ? '' : '\n'}`);
  };
}

/** Runs a long job and says every few seconds that it is still at it, and since when. */
export async function sayingElapsed<T>(say: Say, what: string, job: () => Promise<T>, everyMs = 5_000): Promise<T> {
  const from = Date.now();
  say(`${what} ...`, true);
  const tick = setInterval(() => {
    say(`${what} ... ${Math.round((Date.now() - from) / 1000)} s`, true);
  }, everyMs);
  try {
    const result = await job();
    say(`${what}: done in ${Math.round((Date.now() - from) / 1000)} s`);
    return result;
  } finally {
    clearInterval(tick);
  }
}
