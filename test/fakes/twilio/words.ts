/** What does a person hear who picks up, or read who replies: each on its own line, with XML escapes undone? */
export const wordsOf = (twiml: string, verb: 'Say' | 'Message' = 'Say'): string =>
  [...twiml.matchAll(/<(Say|Message)>([^<>]*)<\/\1>/g)]
    .filter(([, is]) => is === verb)
    .map(([, , said = '']) => said.replace(/&#(\d+);/g, (_escaped, code: string) => String.fromCodePoint(Number(code))))
    .join('\n');
