import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of this package, wherever it is installed: its policy and examples lie there, beside `dist`. */
export function packageRoot(from: string = __dirname): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error(`No package.json lies above ${__dirname}.`);
  return packageRoot(parent);
}
