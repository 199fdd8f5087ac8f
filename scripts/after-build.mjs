import { chmodSync, copyFileSync, cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';

// TypeScript writes the command without the right to run it.
chmodSync(new URL('../dist/client/cli/bin.js', import.meta.url), 0o755);

// Where npx looks first. A `bin` in package.json would have npx install, and so build, the whole package once more before the
// first command.
const commands = new URL('../node_modules/.bin/', import.meta.url);
mkdirSync(commands, { recursive: true });
rmSync(new URL('muster', commands), { force: true });
symlinkSync('../../dist/client/cli/bin.js', new URL('muster', commands));

// What browsers load beside the compiled scripts.
const assets = new URL('../dist/client/console/assets/', import.meta.url);
cpSync(new URL('../client/console/style/', import.meta.url), new URL('style/', assets), { recursive: true });
const idiomorph = createRequire(import.meta.url).resolve('idiomorph/dist/idiomorph.min.js');
copyFileSync(idiomorph, new URL('idiomorph.js', assets));
