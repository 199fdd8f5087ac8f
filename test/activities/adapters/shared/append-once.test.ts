import fc from 'fast-check';
import path from 'node:path';
import fs from 'node:fs';
import { createAppendOnce } from '../../../../activities/adapters/shared/append-once';
import { temporaryFolder } from '../../../support/temporary-folder';
import { z } from 'zod';

const Line = z.object({ id: z.string() });

const identityOf = (line: unknown): string | undefined => Line.safeParse(line).data?.id;

describe('a file of lines, each once', () => {
  it('holds the first line of each identity in the order of their coming, whoever writes', async () => {
    const written = fc.record({
      writer: fc.nat(2),
      id: fc.constantFrom('a', 'b', 'c', 'd'),
      text: fc.string({ unit: 'binary' }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(written, { maxLength: 30 }), async (lines) => {
        const file = path.join(temporaryFolder('lines'), 'lines.jsonl');
        const open = () => createAppendOnce<{ id: string; text: string }>({ file, identityOf });
        const writers = [open(), open(), open()];
        const firsts = new Map<string, unknown>();
        for (const { writer, id, text } of lines) {
          const line = { id, text };
          if (!firsts.has(id)) firsts.set(id, line);
          expect(await writers[writer]?.append([line])).toEqual([firsts.get(id)]);
        }
        expect(await open().read()).toEqual([...firsts.values()]);
      }),
      { numRuns: 50 },
    );
  });

  it('is right from every place where an earlier writer can have stopped', async () => {
    const file = path.join(temporaryFolder('lines'), 'lines.jsonl');
    const open = () => createAppendOnce<{ id: string }>({ file, identityOf });
    await open().append([{ id: 'a' }]);
    const whole = fs.readFileSync(file);
    const pending = path.join(path.dirname(file), '.pending');
    const agreed = Buffer.from('{"id":"agreed"}\n');
    for (let written = 0; written <= agreed.length; written += 1) {
      fs.writeFileSync(file, Buffer.concat([whole, agreed.subarray(0, written)]));
      fs.writeFileSync(path.join(pending, `lines.jsonl@${whole.length}`), agreed);
      await open().append([{ id: 'b' }]);
      expect(fs.readFileSync(file, 'utf8')).toBe(`${whole.toString()}${agreed.toString()}{"id":"b"}\n`);
      expect(fs.readdirSync(pending)).toEqual([]);
    }
  });

  it('ignores a slot that a late writer left for a place that is taken', async () => {
    const file = path.join(temporaryFolder('lines'), 'lines.jsonl');
    const lines = createAppendOnce<{ id: string }>({ file, identityOf });
    await lines.append([{ id: 'a' }]);
    fs.writeFileSync(path.join(path.dirname(file), '.pending', 'lines.jsonl@0'), '{"id":"late"}\n');
    await createAppendOnce<{ id: string }>({ file, identityOf }).append([{ id: 'b' }]);
    expect(await lines.read()).toEqual([{ id: 'a' }, { id: 'b' }]);
  });
});
