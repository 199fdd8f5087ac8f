/** Whoever asks for the same effect while it is under way gets the answer of the first. */
export function createOneAtATime<Result>(): (name: string, run: () => Promise<Result>) => Promise<Result> {
  const underWay = new Map<string, Promise<Result>>();
  return (name, run) => {
    const running = underWay.get(name) ?? run().finally(() => underWay.delete(name));
    underWay.set(name, running);
    return running;
  };
}
