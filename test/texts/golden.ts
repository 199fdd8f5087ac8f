/** Holds a rendered text to the file that a reviewer reads; `npm run texts` writes the files again. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Fails where `test/texts/<name>.txt` says something else than `text`. */
export function expectText(name: string, text: string): void {
  const file = join(__dirname, `${name}.txt`);
  const rendered = `${text.replace(/[ \t]+$/gm, '').trimEnd()}\n`;
  if (process.env.MUSTER_WRITE_TEXTS === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, rendered);
  }
  expect(rendered).toBe(readFileSync(file, 'utf8'));
}
