import fs from 'node:fs';
import path from 'node:path';
import { createRecords } from '../../../activities/adapters/records';
import { ProviderRejected } from '../../../activities/errors';
import { temporaryFolder } from '../../support/temporary-folder';

describe('records in files', () => {
  const home = temporaryFolder('records');
  const records = createRecords({ home });

  it('keeps entries and documents where a person finds them', async () => {
    await records.append('rm-7f3k-x4tm', [{ seq: 0 }]);
    expect(fs.readFileSync(path.join(home, 'records/rm-7f3k-x4tm.jsonl'), 'utf8')).toBe('{"seq":0}\n');
    const kept = await records.keep('rm-7f3k-x4tm', 'invitation.ics', 'BEGIN');
    expect(kept).toBe(path.join(home, 'documents/rm-7f3k-x4tm/invitation.ics'));
    expect(fs.readFileSync(kept, 'utf8')).toBe('BEGIN');
    expect(fs.readdirSync(path.dirname(kept))).toEqual(['invitation.ics']);
  });

  it.each(['../x', '..', '.', '', 'a/b', '/etc/passwd', 'a\\b', '.hidden', '-rf', 'a\0b', 'a\nb', 'x'.repeat(300)])(
    'takes no name that is more than one: %j',
    async (name) => {
      await expect(records.keep('i-1', name, 'x')).rejects.toBeInstanceOf(ProviderRejected);
      await expect(records.keep(name, 'a.md', 'x')).rejects.toBeInstanceOf(ProviderRejected);
      await expect(records.append(name, [{ seq: 1 }])).rejects.toBeInstanceOf(ProviderRejected);
      await expect(records.read(name)).rejects.toBeInstanceOf(ProviderRejected);
    },
  );

  it('remembers only so many incidents, and is right about the others', async () => {
    for (let incident = 0; incident < 100; incident += 1) await records.append(`i-${incident}`, [{ seq: 1 }]);
    await records.append('i-0', [{ seq: 1 }, { seq: 2 }]);
    expect(await records.read('i-0')).toEqual([{ seq: 1 }, { seq: 2 }]);
  });
});
