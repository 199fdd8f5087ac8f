/**
 * Runs what has the same name one after the other, in the order of the calls, even if one fails: two callers who both
 * look for something and find nothing would both make it.
 */
export function createQueueByName(): <Result>(name: string, run: () => Promise<Result>) => Promise<Result> {
  const last = new Map<string, Promise<unknown>>();
  return (name, run) => {
    const turn = (last.get(name) ?? Promise.resolve()).then(run, run);
    const settled = turn.then(
      () => undefined,
      () => undefined,
    );
    last.set(name, settled);
    void settled.then(() => last.get(name) === settled && last.delete(name));
    return turn;
  };
}
