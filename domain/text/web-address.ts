/** Is this text the address of a web page that people may be shown as a link? */

const LONGEST = 500;

/** An http(s) address without blanks, markup or a password in it; `undefined` for anything else. */
export function webAddress(text: string): string | undefined {
  const address = text.trim();
  const isSound = /^https?:\/\/[a-z0-9.:[\]-]+(?:[/?#][^\s<>"'`|\\^{}]*)?$/i.test(address);
  return isSound && address.length <= LONGEST ? address : undefined;
}
