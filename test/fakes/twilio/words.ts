/** What does a person hear who picks up: each `<Say>` on its own line, with XML escapes undone? */
export const wordsOf = (twiml: string): string =>
  [...twiml.matchAll(/<Say>([^<>]*)<\/Say>/g)]
    .map(([, said = '']) => said.replace(/&#(\d+);/g, (_escaped, code: string) => String.fromCodePoint(Number(code))))
    .join('\n');
