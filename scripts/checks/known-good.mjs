/** Which files need a look, and which were found good just as they are? Told by their content, never by their date. */
import { keep, recall } from './cache.mjs';

/** Kept for so many files, so that a change of branches and back is known too. */
const KEPT = 20_000;

/** `prints` holds what decides about each file, as a hash; `look` answers those that are not good. */
export async function lookAtTheRest(name, prints, look) {
  const known = new Set(JSON.parse(recall(name) ?? '[]'));
  const rest = [...prints.keys()].filter((file) => !known.has(prints.get(file)));
  const bad = new Set(rest.length === 0 ? [] : await look(rest));
  const good = [...prints].filter(([file]) => !bad.has(file)).map(([, print]) => print);
  keep(name, JSON.stringify([...new Set([...good, ...known])].slice(0, KEPT)));
  console.log(`${name}: looked at ${rest.length} of ${prints.size} files, ${bad.size} of them not in order`);
  return bad.size === 0 ? 0 : 1;
}
