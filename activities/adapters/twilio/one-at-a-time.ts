/** How do callers who ask for the same effect at the same time all get the answer of the first? */
export function createOneAtATime<Result>(): (name: string, run: () => Promise<Result>) => Promise<Result> {
  const underWay = new Map<string, Promise<Result>>();
  return (name, run) => {
    const running = underWay.get(name) ?? run().finally(() => underWay.delete(name));
    underWay.set(name, running);
    return running;
  };
}
