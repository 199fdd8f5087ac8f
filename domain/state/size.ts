/** How many bytes does something take in a message to Temporal? */

/**
 * The largest message that Muster gives to Temporal, in bytes. Temporal refuses 2 MB, and ends the workflow whose command
 * is larger; what surrounds a message needs room too.
 */
export const LARGEST_MESSAGE = 1_500_000;

/** The length of a value as JSON in UTF-8: what Temporal counts. */
export function jsonSize(value: unknown): number {
  const text = JSON.stringify(value);
  let bytes = text.length;
  for (let n = 0; n < text.length; n += 1) {
    const code = text.charCodeAt(n);
    if (code < 0x80) continue;
    // Each half of a pair of surrogates stands for two of its four bytes.
    bytes += code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}

/** How many things are in a piece of a list, and how many bytes, at most. */
export interface Room {
  count: number;
  bytes: number;
}

/** How many things of a list, from its beginning, fit; one always does, so that whoever takes piece after piece gets on. */
export function howManyFit(things: readonly object[], room: Room): number {
  let bytes = 0;
  for (const [n, thing] of things.entries()) {
    bytes += sizeOf(thing);
    if (n >= room.count || (n > 0 && bytes > room.bytes)) return n;
  }
  return things.length;
}

/** A list in pieces of which each fits. */
export function inPieces<Thing extends object>(things: readonly Thing[], room: Room): Thing[][] {
  const pieces: Thing[][] = [];
  for (let from = 0; from < things.length; from += pieces.at(-1)?.length ?? 1) {
    const rest = things.slice(from, from + room.count);
    pieces.push(rest.slice(0, howManyFit(rest, room)));
  }
  return pieces;
}

/** What is remembered is never changed, so each thing is measured once. */
const measured = new WeakMap<object, number>();

/** The size of one thing of a list, with what separates it from the next. */
export function sizeOf(thing: object): number {
  const known = measured.get(thing);
  if (known !== undefined) return known;
  const bytes = jsonSize(thing) + 1;
  measured.set(thing, bytes);
  return bytes;
}
