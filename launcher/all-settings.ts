/** How are several settings read so that all mistakes are said at once, not only the first? */
import { StartRefused } from './refusal';

type Read<Readers> = { [Name in keyof Readers]: Readers[Name] extends () => infer Value ? Value : never };

/** Reads each setting by its reader. Refuses with everything that is wrong, a sentence each. */
export function allSettings<Readers extends Record<string, () => unknown>>(readers: Readers): Read<Readers> {
  const problems: string[] = [];
  const read = Object.entries(readers).map(([name, reader]): [string, unknown] => {
    try {
      return [name, reader()];
    } catch (error) {
      if (!(error instanceof StartRefused)) throw error;
      problems.push(error.message);
      return [name, undefined];
    }
  });
  if (problems.length > 0) throw new StartRefused([...new Set(problems)].join(' '));
  return Object.fromEntries(read) as Read<Readers>;
}

/** The value, unless it is refused: why, in a sentence. */
export function refusedUnless<Value>(value: Value, isFine: boolean, why: string): Value {
  if (isFine) return value;
  throw new StartRefused(why);
}
