import { transformFileSync } from '@swc/core';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { isRunning, type ProcessIdentity } from '../../launcher/process-identity';

const ROOT = join(__dirname, '..', '..');
export const FAKE_WORKER = join(__dirname, 'fixtures', 'worker.cjs');
const CHILD = join(__dirname, 'fixtures', 'child.cjs');

/** Starts a process that idles and resolves when it is up. The caller ends it. */
export async function startIdler(
  args: string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<ChildProcess & { pid: number }> {
  const child = spawn(process.execPath, [CHILD, ...args], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return withPid(child);
}

/** Ends a process by SIGKILL and resolves when it is gone. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** The launcher as JavaScript in a folder of its own, with a main script beside it: for what needs a second process. */
export function compileLauncher(into: string, main: string): string {
  mkdirSync(into, { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(into, 'node_modules'));
  const launcher = readdirSync(join(ROOT, 'launcher')).map((name) => join('launcher', name));
  // What the launcher has of the core, too.
  for (const source of [...launcher, 'domain/text/disk-words.ts', 'domain/text/message-of.ts']) {
    const { code } = transformFileSync(join(ROOT, source), {
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      module: { type: 'commonjs' },
    });
    const target = join(into, source.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code);
  }
  const script = join(into, 'main.js');
  writeFileSync(script, main);
  return script;
}

/** Runs a script in a process of its own; `line` resolves with its first line of output that matches. */
export function runScript(
  script: string,
  env: NodeJS.ProcessEnv,
  argv: readonly string[] = [],
): { child: ChildProcess; line: (of: RegExp) => Promise<string> } {
  const child = spawn(process.execPath, [script, ...argv], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const waiting: { of: RegExp; resolve: (line: string) => void; reject: (error: Error) => void }[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      for (const wait of waiting) if (wait.of.test(line)) wait.resolve(line);
    });
  }
  child.once('close', () => {
    for (const wait of waiting) wait.reject(new Error(`It ended without a word of it. It said:\n${lines.join('\n')}`));
  });
  const line = (of: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const said = lines.find((text) => of.test(text));
      if (said === undefined) waiting.push({ of, resolve, reject });
      else resolve(said);
    });
  return { child, line };
}

/** Resolves when a process that is not our child is gone. Nothing tells us: we have to look. */
export async function untilGone(identity: ProcessIdentity | undefined): Promise<void> {
  while (identity && isRunning(identity)) await pause(20);
}

/** A folder that is gone after the test file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'muster-launcher-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function withPid(child: ChildProcess): ChildProcess & { pid: number } {
  const { pid } = child;
  if (pid === undefined) throw new Error('There is no process.');
  return Object.assign(child, { pid });
}
