import path from 'node:path';
import fs from 'node:fs';
import { temporaryFolder } from '../../support/temporary-folder';
import { transformFileSync } from '@swc/core';
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const ROOT = path.resolve(__dirname, '../../..');

const SOURCES = [
  'activities/errors.ts',
  'domain/state/fields.ts',
  'domain/text/disk-words.ts',
  'domain/text/message-of.ts',
  'activities/adapters/shared/append-once.ts',
  'activities/adapters/shared/line-index.ts',
  'activities/adapters/outbox.ts',
  'activities/adapters/shared/private-mode.ts',
  'activities/adapters/shared/system-error.ts',
  'test/fakes/outbox-writer.ts',
];

const KEYS = Array.from({ length: 30 }, (_, at) => `page:P1:${at}`);

const WRITERS = 4;

/** Compiles the writer as it is, so that children start in milliseconds. */
function compileWriter(): string {
  const folder = temporaryFolder('writer');
  for (const source of SOURCES) {
    const target = path.join(folder, source.replace(/\.ts$/, '.js'));
    fs.mkdirSync(path.dirname(target), { recursive: true });
    const { code } = transformFileSync(path.join(ROOT, source), {
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      module: { type: 'commonjs' },
      swcrc: false,
    });
    fs.writeFileSync(target, code);
  }
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  return path.join(folder, 'test/fakes/outbox-writer.js');
}

/** One life of a writer: the keys it was answered, and whether it was killed. */
async function live(script: string, home: string, seed: number, diesAt: number) {
  const child = spawn(process.execPath, [script, home, `${seed}`, `${diesAt}`, ...KEYS], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (code !== 0 && signal !== 'SIGKILL') throw new Error(`the writer ended with ${code ?? signal ?? 'nothing'}`);
  return { answered: said.split('\n').slice(0, -1), killed: signal !== null };
}

describe('an outbox whose writers are killed', () => {
  const script = compileWriter();

  it.each([1, 2, 3])('has each key once, whole, and none lost that was answered (seed %d)', async (seed) => {
    const home = temporaryFolder('kill');
    const answered = new Set<string>();
    let kills = 0;

    const untilDone = async (writer: number): Promise<void> => {
      for (let life = 1; ; life += 1) {
        const lifeSeed = seed * 10_000 + writer * 1_000 + life;
        // A few calls at first, so that deaths fall on every step; longer lives later, so that it ends.
        const result = await live(script, home, lifeSeed, 1 + ((lifeSeed * 7919) % (15 * life)));
        for (const key of result.answered) answered.add(key);
        if (!result.killed) return;
        kills += 1;
      }
    };
    await Promise.all(Array.from({ length: WRITERS }, (_, writer) => untilDone(writer)));

    const text = fs.readFileSync(path.join(home, 'outbox.jsonl'), 'utf8');
    expect(text.endsWith('\n')).toBe(true);
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { key: string });
    expect(lines.map(({ key }) => key).sort()).toEqual([...KEYS].sort());
    expect([...answered].sort()).toEqual([...KEYS].sort());
    expect(kills).toBeGreaterThan(WRITERS);
  });
});
