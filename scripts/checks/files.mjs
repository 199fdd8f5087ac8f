/** Which files of the project are there to be checked? */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is made or fetched; eslint and prettier leave more out by their own lists. */
const MADE = /^(node_modules|dist|coverage|\.git|\.muster.*|\.jest-.*)$/;

export const projectFiles = (folder = '') =>
  readdirSync(folder === '' ? '.' : folder, { withFileTypes: true })
    .filter(({ name }) => !MADE.test(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return projectFiles(path);
      return entry.isFile() ? [path] : [];
    })
    .sort();

export const contentOf = (file) => readFileSync(file, 'utf8');
