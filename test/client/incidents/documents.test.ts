/** Whether nobody's words in a post-mortem's document are lost, and nothing outside of the home can be read or written. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDocuments } from '../../../client/incidents/documents';
import { temporaryFolder } from '../../support/temporary-folder';

const ID = 'release-manager-7f3k2a9q-x4tm';

function aDocument() {
  const home = temporaryFolder('room');
  const file = join(home, 'documents', ID, 'post-mortem.md');
  mkdirSync(join(home, 'documents', ID), { recursive: true });
  writeFileSync(file, 'the draft');
  return { home, file, documents: createDocuments(home), named: { incidentId: ID, draft: file } };
}

test('each text that was saved is a version, the draft the first', async () => {
  const { documents, named, file } = aDocument();
  // A draft that nobody has changed yet can be linked to.
  expect(documents.versions(named).map(({ number, by }) => [number, by])).toEqual([[1, 'muster']]);
  expect(documents.version(named, 1)).toBe('the draft');
  const first = documents.read(named);
  await documents.save(named, 'better', { basedOn: first?.mark ?? '', by: 'Grace', at: 1 });
  await documents.save(named, 'best', { basedOn: documents.read(named)?.mark ?? '', by: 'Ada', at: 2 });
  expect(readFileSync(file, 'utf8')).toBe('best');
  expect(documents.versions(named).map(({ number, by }) => [number, by])).toEqual([
    [3, 'Ada'],
    [2, 'Grace'],
    [1, 'muster'],
  ]);
  expect([1, 2, 3].map((number) => documents.version(named, number))).toEqual(['the draft', 'better', 'best']);
});

test('whoever saves over something newer is told, and writes nothing', async () => {
  const { documents, named, file } = aDocument();
  const basedOn = documents.read(named)?.mark ?? '';
  await documents.save(named, 'Grace was first', { basedOn, by: 'Grace', at: 1 });
  const { saved, current } = await documents.save(named, 'Ada was second', { basedOn, by: 'Ada', at: 2 });
  expect([saved, current.text, readFileSync(file, 'utf8')]).toEqual([false, 'Grace was first', 'Grace was first']);
});

test('a path that the record says leads nowhere else', async () => {
  const { home, documents } = aDocument();
  const outside = join(home, 'secret.md');
  writeFileSync(outside, 'secret');
  for (const named of [
    { incidentId: ID, draft: outside },
    { incidentId: '../..', draft: outside },
  ]) {
    expect(documents.read(named)).toBeUndefined();
    await expect(documents.save(named, 'x', { basedOn: '', by: 'x', at: 0 })).rejects.toThrow('Not found');
  }
  expect(readFileSync(outside, 'utf8')).toBe('secret');
  expect(existsSync(join(home, 'documents', ID, 'secret.md'))).toBe(false);
});
