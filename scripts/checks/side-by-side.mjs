/** How do several commands run at once, and which of them failed? */
import { spawn } from 'node:child_process';

/** Runs them all to their end, says the words of each as it ends, and answers the exit code for all: 0 or 1. */
export async function sideBySide(commands) {
  const codes = await Promise.all(commands.map(run));
  return codes.every((code) => code === 0) ? 0 : 1;
}

async function run({ name, command: [program, ...args] }) {
  const begun = Date.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const words = [];
  for (const output of [child.stdout, child.stderr])
    output.setEncoding('utf8').on('data', (chunk) => words.push(chunk));
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      words.push(`${error.message}\n`);
      resolve(1);
    });
    // Null where a signal ended it.
    child.once('close', (exitCode) => resolve(exitCode ?? 1));
  });
  const seconds = Math.round((Date.now() - begun) / 1_000);
  process.stdout.write(words.join(''));
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  return code;
}
