/** What does a terminal look like, as an SVG? Takes text with ANSI styles, as the command line writes it. */

const LETTER = { width: 8.4, height: 19, size: 14 };
const EDGE = { side: 22, top: 54, bottom: 20 };
const COLOURS = {
  text: '#d5dbe3',
  dim: '#7f8b99',
  bold: '#a5d0ff',
  31: '#ff7b72',
  32: '#6cc784',
  33: '#e3b341',
  36: '#79c0ff',
};
const ESCAPE = '\u001b';
const STYLE_OR_TEXT = new RegExp(`${ESCAPE}\\[([\\d;]*)m|([^${ESCAPE}]+)`, 'g');
const PAPER = '#12171f';
const BAR = '#1c232d';
const LAMPS = ['#ff5f57', '#febc2e', '#28c840'];

/** A window with these lines; where `more` is said, the last ones fade, because the page goes on. */
export function terminalSvg(lines, { title, columns, more = false }) {
  const width = Math.ceil(columns * LETTER.width + 2 * EDGE.side);
  const height = EDGE.top + lines.length * LETTER.height + EDGE.bottom;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">`,
    `<defs><linearGradient id="fade" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${PAPER}" stop-opacity="0"/><stop offset="1" stop-color="${PAPER}"/></linearGradient></defs>`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="10" fill="${PAPER}" stroke="#39424e"/>`,
    `<path d="M1 36V11a10 10 0 0 1 10-10H${width - 11}a10 10 0 0 1 10 10V36Z" fill="${BAR}"/>`,
    ...LAMPS.map((lamp, n) => `<circle cx="${EDGE.side + n * 20}" cy="18.5" r="6" fill="${lamp}"/>`),
    `<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="${LETTER.size}">`,
    `<text x="${width / 2}" y="23" text-anchor="middle" font-size="12.5" fill="${COLOURS.dim}">${escaped(title)}</text>`,
    ...lines
      .map((line, row) => lineOf(line, EDGE.top + row * LETTER.height + LETTER.size))
      .filter((line) => line !== ''),
    '</g>',
    ...(more ? [fade(width, height)] : []),
    '</svg>',
    '',
  ].join('\n');
}

const fade = (width, height) => `<rect x="2" y="${height - 80}" width="${width - 4}" height="66" fill="url(#fade)"/>`;

/** Each piece begins at its own column and is as long as its letters, whatever font the reader has. */
function lineOf(line, y) {
  const runs = runsOf(line).flatMap(piecesOf);
  if (runs.length === 0) return '';
  return `<text y="${y}">${runs.map(runOf).join('')}</text>`;
}

/** Text between gaps; readers of SVG make one space of several. */
const piecesOf = ({ text, column, style }) =>
  [...text.matchAll(/\S+(?: \S+)*/g)].map(({ 0: said, index }) => ({ text: said, column: column + index, style }));

function runOf({ text, column, style }) {
  const place = `x="${rounded(EDGE.side + column * LETTER.width)}" textLength="${rounded(text.length * LETTER.width)}"`;
  const weight = style.bold ? ' font-weight="700"' : '';
  return `<tspan ${place} lengthAdjust="spacingAndGlyphs" fill="${style.colour}"${weight}>${escaped(text)}</tspan>`;
}

function runsOf(line) {
  const runs = [];
  let style = plain();
  let column = 0;
  for (const [, code, text] of line.matchAll(STYLE_OR_TEXT)) {
    if (text === undefined) style = styled(style, code);
    else {
      runs.push({ text, column, style });
      column += text.length;
    }
  }
  return runs;
}

const plain = () => ({ bold: false, colour: COLOURS.text });

const styled = (before, code) => code.split(';').map(Number).reduce(one, before);

function one(style, code) {
  if (code === 0) return plain();
  if (code === 1) return { ...style, bold: true, colour: style.colour === COLOURS.text ? COLOURS.bold : style.colour };
  if (code === 2) return { ...style, colour: COLOURS.dim };
  return { ...style, colour: COLOURS[code] ?? style.colour };
}

const rounded = (length) => Math.round(length * 10) / 10;

const escaped = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
