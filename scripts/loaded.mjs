/**
 * Do the tests hold on a busy machine? Runs `npm test`, or the command it is given, beside two processes that do nothing but
 * keep a processor busy, and passes its exit code on: `npm run test:loaded -- npx jest test/workflows`.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const BUSY = 2;

const [program = 'npm', ...args] = process.argv.length > 2 ? process.argv.slice(2) : ['npm', 'test'];

// Each ends when this one goes, even by SIGKILL: its input closes then.
const loop =
  'process.stdin.on("end", () => process.exit()).resume(); (function spin() { for (const until = Date.now() + 100; Date.now() < until;); setImmediate(spin); })()';
const busy = Array.from({ length: BUSY }, () =>
  spawn(process.execPath, ['-e', loop], { stdio: ['pipe', 'ignore', 'inherit'] }),
);

const tests = spawn(program, args, { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => tests.kill(signal));
process.exitCode = await new Promise((resolve) => {
  tests.once('error', (error) => {
    console.error(error.message);
    resolve(1);
  });
  tests.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
});
for (const process_ of busy) process_.kill('SIGKILL');
