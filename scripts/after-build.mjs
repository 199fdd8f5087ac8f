import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';

// TypeScript writes the command without the right to run it.
chmodSync(new URL('../dist/client/cli/bin.js', import.meta.url), 0o755);

// Where npx looks first. A `bin` in package.json would have npx install, and so build, the whole package once more before the
// first command.
const commands = new URL('../node_modules/.bin/', import.meta.url);
mkdirSync(commands, { recursive: true });
rmSync(new URL('muster', commands), { force: true });
symlinkSync('../../dist/client/cli/bin.js', new URL('muster', commands));
