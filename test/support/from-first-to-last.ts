/** Runs something from the first to the last test of a file or `describe`; `running` throws outside of them. */
export function fromFirstToLast<Thing extends { stop(): Promise<unknown> }>(
  name: string,
  start: () => Promise<Thing>,
  limits: { startMs: number; stopMs: number },
): () => Thing {
  let thing: Thing | undefined;
  beforeAll(async () => {
    thing = await start();
  }, limits.startMs);
  afterAll(async () => {
    await thing?.stop();
  }, limits.stopMs);
  return () => {
    if (thing === undefined) throw new Error(`The ${name} runs from the first test to the last, not outside of them.`);
    return thing;
  };
}
