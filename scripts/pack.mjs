// Packs the command for other machines: `npm run pack`, then there `npm install -g ./muster-VERSION.tgz`.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const product = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

// The command is named only here: a `bin` in our own package.json would have npx install the whole package once more.
const packed = { ...product, bin: { muster: 'dist/client/cli/bin.js' }, scripts: {}, devDependencies: {} };
const folder = mkdtempSync(join(tmpdir(), 'muster-pack-'));
try {
  for (const name of [...product.files, 'LICENSE', 'README.md'])
    cpSync(join(root, name), join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(packed, null, 2)}\n`);
  // Whoever installs it gets the versions that were tested.
  cpSync(join(root, 'package-lock.json'), join(folder, 'npm-shrinkwrap.json'));
  execFileSync('npm', ['pack', '--silent', '--pack-destination', process.cwd(), folder], { stdio: 'inherit' });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
