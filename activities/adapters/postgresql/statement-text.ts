/** How is an SQL text shown without the values in it? */

/** The pieces of an SQL text that matter here. A piece that the server has cut off goes on to the end of the text. */
const PIECE = new RegExp(
  [
    String.raw`--[^\n]*`,
    String.raw`\/\*[\s\S]*?(?:\*\/|$)`,
    String.raw`\$([A-Za-z_]\w*)?\$[\s\S]*?(?:\$\1\$|$)`,
    String.raw`[eE]'(?:\\[\s\S]|''|[^'\\])*(?:'|$)`,
    String.raw`'(?:''|[^'])*(?:'|$)`,
    String.raw`"(?:""|[^"])*(?:"|$)`,
    String.raw`\$\d+`,
    String.raw`[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*`,
    String.raw`\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?`,
  ].join('|'),
  'g',
);

const IS_NAME = /^(?:["$A-Za-z_\u0080-\uffff])/;

/**
 * A statement without what was put into it: strings and numbers become `?`, comments go. Queries carry people's names,
 * addresses and tokens, and what goes wrong is seen without them.
 */
export const withoutLiterals = (sql: string): string =>
  sql
    .replace(PIECE, (piece) => {
      if (piece.startsWith('--') || piece.startsWith('/*')) return ' ';
      if (/^\$\d+$/.test(piece)) return piece;
      if (/^\$|^[eE]?'/.test(piece)) return '?';
      return IS_NAME.test(piece) ? piece : '?';
    })
    .replace(/\s+/g, ' ')
    .trim();
