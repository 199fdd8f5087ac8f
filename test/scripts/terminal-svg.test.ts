/** Whether the picture of a terminal shows what the terminal shows: letters in their columns, colours, nothing that is markup. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const SCRIPT = pathToFileURL(join(__dirname, '..', '..', 'scripts', 'terminal-svg.mjs')).href;

const drawn = (lines: string[], more = false): string => {
  const options = JSON.stringify({ title: 'A & B', columns: 40, more });
  const code = `import { terminalSvg } from '${SCRIPT}'; process.stdout.write(terminalSvg(${JSON.stringify(lines)}, ${options}));`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
};
const pieces = (svg: string): string[] =>
  [...svg.matchAll(/<tspan x="([\d.]+)"[^>]*fill="(#\w+)"[^>]*>([^<]*)/g)].map(([, x, fill, text]) =>
    [x, fill, text].join(' '),
  );

test('each piece stands in its column, in its colour', () => {
  const red = '\u001b[31m! 17 s late    DevOps Lead\u001b[0m';
  expect(pieces(drawn(['', red, '  plain']))).toEqual([
    '22 #ff7b72 ! 17 s late',
    '148 #ff7b72 DevOps Lead',
    '38.8 #d5dbe3 plain',
  ]);
});

test('bold and colour add up, and end together', () => {
  expect(pieces(drawn(['\u001b[1mDUE\u001b[0m now']))).toEqual(['22 #a5d0ff DUE', '55.6 #d5dbe3 now']);
});

test('text is text, not markup', () => {
  const svg = drawn(['<b> & "c"']);
  expect(pieces(svg)).toEqual(['22 #d5dbe3 &lt;b&gt; &amp; &quot;c&quot;']);
  expect(svg).toContain('aria-label="A &amp; B"');
});

test('it fades only where the page goes on', () => {
  expect(drawn(['x'])).not.toContain('url(#fade)');
  expect(drawn(['x'], true)).toContain('url(#fade)');
});
