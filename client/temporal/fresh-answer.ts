/** How do many who ask the same thing at once share one question, and none of them gets an answer from before they asked? */

/**
 * Asks at most once at a time for each key. Whoever asks while a question is under way waits for the next one, which all who came
 * meanwhile share: what happened before they asked may have happened after that one was answered.
 */
export function createFreshAnswers<Answer>(ask: (key: string) => Promise<Answer>): (key: string) => Promise<Answer> {
  const running = new Map<string, Promise<Answer>>();
  const next = new Map<string, Promise<Answer>>();

  const begin = (key: string): Promise<Answer> => {
    const asked = ask(key).finally(() => running.delete(key));
    running.set(key, asked);
    return asked;
  };
  const afterwards = (key: string, before: Promise<Answer>): Promise<Answer> => {
    const asked = before
      .catch(() => undefined)
      .then(() => {
        next.delete(key);
        return begin(key);
      });
    next.set(key, asked);
    return asked;
  };

  return (key) => {
    const underWay = running.get(key);
    return next.get(key) ?? (underWay === undefined ? begin(key) : afterwards(key, underWay));
  };
}
