/** Which command does a person paste into a shell for what Muster can't look at itself? */
import { type Parameters, renderParameters } from '../../policy/parameters';

type Quote = '' | "'" | '"';

/** What a shell reads as it stands, in or out of quotes. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** After these, a line goes on. */
const GOES_ON = /(\||&&|;|\()\s*$/;

const WITHIN: Record<Quote, (value: string) => string> = {
  '': (value) => `'${value.replace(/'/g, `'\\''`)}'`,
  "'": (value) => value.replace(/'/g, `'\\''`),
  '"': (value) => value.replace(/["$`\\]/g, '\\$&'),
};

/**
 * The guide's command on one line that a shell runs as it would run the guide's lines: pages, tickets and tables keep no line
 * breaks. A parameter is one word in it, or part of one, whatever its value contains.
 */
export function commandLine(template: string, parameters: Parameters): string {
  let [line, quote]: [string, Quote] = ['', ''];
  // Parts that a shell reads as a whole: a parameter, an escaped character, a line's end, a quote.
  for (const [part] of template.trim().matchAll(/\{\{\w+\}\}|\\\n[ \t]*|\\.|\s*\n\s*|[^]/g)) {
    if (part.startsWith('{{')) line += quoted(renderParameters(part, parameters), quote);
    else if (part.startsWith('\\\n')) line = `${line.trimEnd()} `;
    else if (part.includes('\n')) line += quote === '' && !GOES_ON.test(line) ? ' && ' : ' ';
    else {
      if (quote === part) quote = '';
      else if (quote === '' && (part === "'" || part === '"')) quote = part;
      line += part;
    }
  }
  return line;
}

const quoted = (value: string, quote: Quote): string => {
  // A line break would end the command where it is pasted.
  const shown = value.replace(/\s*\n\s*/g, ' ');
  return PLAIN.test(shown) ? shown : WITHIN[quote](shown);
};
