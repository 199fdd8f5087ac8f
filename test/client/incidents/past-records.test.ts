/** Whether one finds an incident of the past by what one remembers of it. */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPastRecords, type PastQuery } from '../../../client/incidents/past-records';
import { temporaryFolder } from '../../support/temporary-folder';

const DAY = Date.parse('2026-11-23T08:00:00Z');
const line = (seq: number, at: number, kind: string, text: string): string =>
  `${JSON.stringify({ seq, at, kind, text })}\n`;

function aHome() {
  const home = temporaryFolder('room');
  const folder = join(home, 'records');
  mkdirSync(folder);
  const write = (id: string, at: number, title: string, severity: string): void =>
    writeFileSync(
      join(folder, `${id}.jsonl`),
      line(1, at, 'opened', `Opened as ${severity} by alertmanager: ${title}`) +
        line(2, at + 60_000, 'note', 'The cache was full'),
    );
  write('release-manager-7f3k2a9q-x4tm', DAY, 'API is down', 'P1');
  write('billing-7f3k2a9q-y5tn', DAY + 86_400_000, 'Invoices are late', 'P3');
  writeFileSync(join(folder, 'notes.txt'), 'no record');
  writeFileSync(join(folder, 'billing-7f3k2a9q-z6tp.jsonl'), '{"torn');
  return { home, folder };
}

const found = async (home: string, query: PastQuery): Promise<string[]> =>
  (await createPastRecords(home).search(query, { from: 0, most: 10 })).found.map(({ title }) => title);

test.each<[PastQuery, string[]]>([
  [{}, ['Invoices are late', 'API is down']],
  [{ text: 'CACHE invoices' }, ['Invoices are late']],
  [{ text: 'x4tm' }, ['API is down']],
  [{ text: 'nowhere' }, []],
  [{ service: 'billing' }, ['Invoices are late']],
  [{ severity: 'P1' }, ['API is down']],
  [{ from: '2026-11-24' }, ['Invoices are late']],
  [{ to: '2026-11-23' }, ['API is down']],
  [{ from: 'yesterday' }, ['Invoices are late', 'API is down']],
])('%j finds %j', async (query, titles) => expect(await found(aHome().home, query)).toEqual(titles));

test('what a record gains is found, and how long it took is known', async () => {
  const { home, folder } = aHome();
  const records = createPastRecords(home);
  await records.search({}, { from: 0, most: 1 });
  appendFileSync(
    join(folder, 'release-manager-7f3k2a9q-x4tm.jsonl'),
    line(3, DAY + 600_000, 'resolved', 'A giraffe did it'),
  );
  const page = await records.search({ text: 'giraffe' }, { from: 0, most: 1 });
  expect(page).toEqual({
    total: 1,
    found: [
      {
        id: 'release-manager-7f3k2a9q-x4tm',
        title: 'API is down',
        severity: 'P1',
        startedAt: DAY,
        endedAt: DAY + 600_000,
      },
    ],
  });
});

test.each([
  ['Severity changed from P1 to P2', 'P2'],
  ['Severity confirmed as P3, it was taken for P1', 'P3'],
  ['Severity P1 confirmed', 'P1'],
])('%s: the severity is the last one', async (text, severity) => {
  const { home, folder } = aHome();
  appendFileSync(join(folder, 'release-manager-7f3k2a9q-x4tm.jsonl'), line(3, DAY + 90_000, 'severity', text));
  const { found: all } = await createPastRecords(home).search({ text: 'x4tm' }, { from: 0, most: 1 });
  expect(all[0]?.severity).toBe(severity);
});

test('a server without a home has no past', async () => {
  expect(await createPastRecords(undefined).search({}, { from: 0, most: 1 })).toEqual({ found: [], total: 0 });
});
