/** How is text from outside made harmless? */

/** The longest text that a person or an alert can put into one field; longer texts are cut and say so. */
export const LONGEST_TEXT = 4_000;

// Control characters (a terminal would act on them) and format characters: bidirectional overrides and zero-width ones
// hide text. Line breaks and tabs stay.
const INVISIBLE = /(?![\n\t])[\p{Cc}\p{Cf}]/gu;

/** Takes out invisible characters and cuts what is too long. Line breaks stay. */
export function clean(text: string, longest = LONGEST_TEXT): string {
  const plain = text.replace(/\r\n?/g, '\n').replace(INVISIBLE, '');
  return plain.length <= longest ? plain : `${plain.slice(0, longest)}…truncated`;
}

/** Cleans text from outside so that it can't ping anyone, link, or look like a heading. Not for our own templates. */
export function inert(text: string, longest = LONGEST_TEXT): string {
  return clean(text, longest)
    .replace(/@(channel|here|everyone)\b/gi, '＠$1')
    .replace(/<(?=[!@#]|https?:)/g, '‹')
    .replace(/\]\(/g, '] (')
    .replace(/^(\s*)#(?=#{0,5}\s)/gm, '$1＃')
    .replace(/```/g, "'''");
}

/** The same on one line: for subjects, titles and table cells. */
export const inertLine = (text: string, longest = 200): string =>
  inert(text, longest)
    .replace(/\s*\n\s*/g, ' ')
    .trim();
