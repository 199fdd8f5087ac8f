/** `; did you mean 'within'?` where one of the known words is close to what was written, else the empty text. */
export function didYouMean(written: string, known: readonly string[]): string {
  const near = closest(written, known);
  return near === undefined ? '' : `; did you mean '${near}'?`;
}

/** The known word that was probably meant, or `undefined` where none is close. */
export const closest = (written: string, known: readonly string[]): string | undefined =>
  known
    .map((word) => ({ word, distance: distance(written.toLowerCase(), word.toLowerCase()) }))
    .filter((candidate) => candidate.distance <= Math.max(1, Math.floor(candidate.word.length / 3)))
    .sort((a, b) => a.distance - b.distance)[0]?.word;

/** How many letters have to be put in, taken out or changed (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++)
      next.push(Math.min((row[j] ?? 0) + (a[i] === b[j] ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    row = next;
  }
  return row[b.length] ?? 0;
}
