import { chmodSync } from 'node:fs';

// npm links the command to this file, and TypeScript writes it without the right to run it.
chmodSync(new URL('../dist/client/cli/bin.js', import.meta.url), 0o755);
