/** How are many small questions asked without asking them all at once? */

const AT_ONCE = 8;

/** The answers in the order of the questions; fails with the first that fails. */
export async function inTurns<Thing, Answer>(
  things: readonly Thing[],
  ask: (thing: Thing) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let from = 0; from < things.length; from += AT_ONCE)
    answers.push(...(await Promise.all(things.slice(from, from + AT_ONCE).map(ask))));
  return answers;
}
