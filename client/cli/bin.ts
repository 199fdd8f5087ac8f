#!/usr/bin/env node
/** What runs when a person types `muster`: one command line, until it ends or its output is closed. */
import { realIo } from './real-io';
import { runCli } from './main';

// `muster list | head` closes our output early, which is fine.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

// The program that reads our errors may end before us: `muster start 2>&1 | tee log` and Ctrl-C. What is running keeps
// running, and still has to be stopped in order.
process.stderr.on('error', () => undefined);

void runCli(process.argv.slice(2), realIo()).then((code) => {
  process.exitCode = code;
});
