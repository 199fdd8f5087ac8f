/** Is a request body safe and valid JSON, and what is wrong with it if not? */

/** Text that is not valid JSON; the message says why. */
export class BadJson extends Error {
  override name = 'BadJson';
}

/** Reads UTF-8 JSON and nothing that merely looks like it: bytes that are not text and `__proto__` are refused. */
export function parseStrictJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new BadJson('The body is not UTF-8.', { cause: error });
  }
  try {
    const value: unknown = JSON.parse(text, refuseProto);
    if (isDeeper(value, DEEPEST)) throw new BadJson(`The body is nested more than ${DEEPEST} deep.`);
    return value;
  } catch (error) {
    if (error instanceof BadJson) throw error;
    // Not only a syntax error: what is nested a hundred thousand deep ends here as well.
    throw new BadJson('The body is not JSON.', { cause: error });
  }
}

function refuseProto(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new BadJson('The body has a field named __proto__, which is not allowed.');
  return value;
}

/** No source of alerts nests a tenth of this deep; code that walks a value can rely on this limit. */
const DEEPEST = 50;

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1)));
