import fs from 'node:fs';
import path from 'node:path';
import { createOutbox } from '../../../activities/adapters/outbox';
import { createRecords } from '../../../activities/adapters/records';
import { createCallsMade } from '../../../activities/adapters/twilio/call-log';
import { temporaryFolder } from '../../support/temporary-folder';

/** Everything below a folder that somebody else than its owner may read or enter. */
function openToOthers(folder: string): string[] {
  const below = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name));
  return [folder, ...below].filter((file) => (fs.statSync(file).mode & 0o077) !== 0);
}

const incidentId = 'rm-7f3k-x4tm';

const page = { incidentId, key: 'page:1', to: '+491511234567' };

it.each<[string, (home: string) => Promise<unknown>]>([
  ['calls', (home) => createCallsMade({ home, now: () => 0 }).begin(page)],
  [
    'posts',
    (home) => createOutbox({ home }).chat.post({ incidentId, key: 'post:1', kind: 'update', to: ['#c'], text: 'down' }),
  ],
  ['a record', (home) => createRecords({ home }).append(incidentId, [{ seq: 1 }])],
  ['a document', (home) => createRecords({ home }).keep(incidentId, 'draft.md', 'what people wrote')],
])('a home that is begun by noting %s is open to its owner alone', async (_what, note) => {
  const home = path.join(temporaryFolder('home'), 'muster');
  const before = process.umask(0o022);
  await note(home).finally(() => process.umask(before));
  expect(fs.readdirSync(home)).not.toEqual([]);
  expect(openToOthers(home)).toEqual([]);
});
