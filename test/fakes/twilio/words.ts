/** What somebody who picks up hears: each `<Say>` on a line of its own, with what was escaped for XML as it is spoken. */
export const wordsOf = (twiml: string): string =>
  [...twiml.matchAll(/<Say>([^<>]*)<\/Say>/g)]
    .map(([, said = '']) => said.replace(/&#(\d+);/g, (_escaped, code: string) => String.fromCodePoint(Number(code))))
    .join('\n');
