/** Is there room in Muster's home, and can it be written? */
import { homeProblem } from '../../launcher/home-state';
import { type Check, failed, passed } from './check';

/** Writing to a disk takes a while, and anyone may ask. */
const KEPT_MS = 5_000;

/** As of some seconds ago at most. */
export function createHomeExamination(home: string, { now = Date.now } = {}): () => Check[] {
  let known: { at: number; checks: Check[] } | undefined;
  return () => {
    const at = now();
    if (known === undefined || at - known.at >= KEPT_MS) known = { at, checks: [examineHome(home)] };
    return known.checks;
  };
}

/** The same, just now. */
export function examineHome(home: string): Check {
  const problem = homeProblem(home);
  return problem === undefined ? passed('home', `Muster can write to its home ${home}.`) : failed('home', problem);
}
