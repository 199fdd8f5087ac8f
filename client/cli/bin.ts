#!/usr/bin/env node
import { realIo } from './real-io';
import { run } from './main';

// `muster list | head` closes our output early, which is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

void run(process.argv.slice(2), realIo()).then((code) => {
  process.exitCode = code;
});
