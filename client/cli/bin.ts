#!/usr/bin/env node
import { realIo } from './real-io';
import { runCli } from './main';

// `muster list | head` closes our output early, which is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

// Whoever reads what we say may go before us: `muster start 2>&1 | tee log` and Ctrl-C. What runs goes on, and is still to
// be stopped in its order.
process.stderr.on('error', () => undefined);

void runCli(process.argv.slice(2), realIo()).then((code) => {
  process.exitCode = code;
});
