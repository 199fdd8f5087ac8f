/** Whether somebody can take a shift and give it back, and only where they may. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BadInput } from '../../../client/actions/action';
import { NotAllowed, Refused } from '../../../client/errors';
import { endShift, takeShift } from '../../../client/people/shifts';
import { createFileExamination } from '../../../client/health/files';
import { createDirectory, whoHolds } from '../../../directory/directory';
import { createOverrideFile } from '../../../launcher/override-file';
import { temporaryFolder } from '../../support/temporary-folder';
import { HOUR } from '../../support/times';

const NOON = Date.parse('2026-11-23T12:00:00Z');
const layer = (id: string, person: string) => ({
  ...{ id, people: [person], zone: 'Europe/Berlin', startsOn: '2026-01-01' },
  handOver: { every: 'daily' as const, at: '09:00' },
});

function aPlace() {
  const home = temporaryFolder('shifts');
  const book = createOverrideFile(home);
  const reach = (id: string) => [{ channel: 'email' as const, address: `${id}@example.com` }];
  const live = createDirectory({
    overrides: book,
    data: {
      people: [
        { id: 'ada', name: 'Ada', contactPoints: reach('ada') },
        { id: 'rosa', name: 'Rosa', access: 'responder', contactPoints: reach('rosa') },
      ],
      rotations: [
        { id: 'rota', role: 'on-call-engineer', layers: [layer('primary', 'ada'), layer('secondary', 'rosa')] },
        { id: 'far', role: 'cto', onCall: { pagerduty: { schedule: 'PABC123' } } },
      ],
    },
  });
  const place = (now = NOON) => ({ book, directory: live.current(), now });
  const holder = (at: number): string[] => whoHolds(live.current(), 'on-call-engineer', at).people.map(({ id }) => id);
  return { home, book, place, holder };
}

const LEAD = { person: 'ada', access: 'lead' as const };
const ROSA = { person: 'rosa', access: 'responder' as const };
const SHIFT = { role: 'on-call-engineer', person: 'rosa', from: '2026-11-23T14:00', to: '2026-11-23T18:00' };

test('a shift counts for pages from its beginning to its end, in the zone of the layer', async () => {
  const { place, holder } = aPlace();
  expect(await takeShift(place(), ROSA, SHIFT)).toMatchObject({ layer: 'primary', from: '2026-11-23T13:00:00.000Z' });
  const at = [NOON, NOON + HOUR, NOON + 5 * HOUR - 1, NOON + 5 * HOUR].map(holder);
  expect(at).toEqual([['ada'], ['rosa'], ['rosa'], ['ada']]);
});

test('ended while it runs, the rest is given back; ended before, it never was', async () => {
  const { place, holder, book } = aPlace();
  const { id } = await takeShift(place(), ROSA, SHIFT);
  await endShift(place(NOON + 2 * HOUR), ROSA, id);
  expect([holder(NOON + 2 * HOUR - 1), holder(NOON + 2 * HOUR)]).toEqual([['rosa'], ['ada']]);
  await expect(endShift(place(NOON + 3 * HOUR), ROSA, id)).rejects.toThrow('That shift is over already.');
  const { id: later } = await takeShift(place(), ROSA, { ...SHIFT, from: '2026-11-24T14:00', to: '2026-11-24T15:00' });
  await endShift(place(), ROSA, later);
  expect(book.all().map((shift) => shift.id)).toEqual([id]);
});

test('a responder arranges their own shifts, a lead those of everybody', async () => {
  const { place } = aPlace();
  await expect(takeShift(place(), ROSA, { ...SHIFT, person: 'ada' })).rejects.toBeInstanceOf(NotAllowed);
  const { id } = await takeShift(place(), LEAD, { ...SHIFT, person: 'ada', layer: 'secondary' });
  await expect(endShift(place(), ROSA, id)).rejects.toBeInstanceOf(NotAllowed);
  await expect(endShift(place(), { ...LEAD, access: 'viewer' }, id)).rejects.toBeInstanceOf(NotAllowed);
});

test.each<[object, new (...args: never[]) => Error, RegExp]>([
  [{ to: '2026-11-23T14:00' }, BadInput, /not after the beginning/],
  [{ from: '2026-11-22T10:00', to: '2026-11-22T11:00' }, BadInput, /in the past/],
  [{ from: 'tomorrow' }, BadInput, /is not a time/],
  [{ role: 'nobody' }, BadInput, /Rotations: on-call-engineer, cto/],
  [{ role: 'cto' }, Refused, /PagerDuty says who is on call in far/],
  [{ layer: 'third' }, BadInput, /Layers: primary, secondary/],
  [{ person: 'zoe' }, Refused, /zoe is not in the directory/],
])('%j is refused', async (changed, kind, why) => {
  const { place, book } = aPlace();
  const error = await takeShift(place(), LEAD, { ...SHIFT, ...changed }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(kind);
  expect(String(error)).toMatch(why);
  expect(book.all()).toEqual([]);
});

test('nobody has the same time of a layer twice', async () => {
  const { place } = aPlace();
  await takeShift(place(), ROSA, SHIFT);
  await expect(takeShift(place(), LEAD, { ...SHIFT, person: 'ada', from: '2026-11-23T17:00' })).rejects.toThrow(
    'Rosa has taken that shift already, from 2026-11-23 13:00 UTC to 2026-11-23 17:00 UTC.',
  );
  await takeShift(place(), LEAD, { ...SHIFT, person: 'ada', layer: 'secondary' });
});

test('another process sees it, and a person who has left counts for nothing', async () => {
  const { home, place, holder, book } = aPlace();
  await takeShift(place(), ROSA, SHIFT);
  expect(createOverrideFile(home).all()).toHaveLength(1);
  const file = join(home, 'overrides.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/"person": "rosa"/, '"person": "somebody-else"'));
  expect([book.all().length, holder(NOON + HOUR)]).toEqual([1, ['ada']]);
});

test('while the file is damaged, what was read last counts, nobody can change it, and readiness says so', async () => {
  const { home, place, holder, book } = aPlace();
  const shift = await takeShift(place(), ROSA, SHIFT);
  expect(holder(NOON + HOUR)).toEqual(['rosa']);
  writeFileSync(join(home, 'overrides.json'), '{"torn');
  expect([book.all(), holder(NOON + HOUR)]).toEqual([[shift], ['rosa']]);
  const refused = /damaged\. Restore the file from a backup, or move it away/;
  await expect(takeShift(place(), LEAD, { ...SHIFT, person: 'ada', layer: 'secondary' })).rejects.toThrow(refused);
  await expect(endShift(place(), ROSA, shift.id)).rejects.toThrow(refused);
  expect(readFileSync(join(home, 'overrides.json'), 'utf8')).toBe('{"torn');
  const looked = createFileExamination({ directory: 'none', home, policy: 'none' })();
  expect(looked.find(({ name }) => name === 'taken shifts')).toMatchObject({ ok: false });
});
