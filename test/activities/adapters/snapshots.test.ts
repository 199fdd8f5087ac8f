/** Whether a copy of an incident's state is whole, private, the newest one, and gone when it is of no use. */
import { createSnapshots } from '../../../activities/adapters/snapshots';
import type { Snapshot } from '../../../activities/ports';
import { temporaryFolder } from '../../support/temporary-folder';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ID = 'shop-7f3k2a9q-x4tm';

const snapshot = (at: number, title = `as of ${at}`): Snapshot => ({
  incident: { id: ID, title } as Snapshot['incident'],
  ...{ runId: 'run-1', events: 3, at },
});

it('keeps the newest, also if an older one comes late', async () => {
  const home = temporaryFolder('snapshots');
  const snapshots = createSnapshots({ home });
  expect(await snapshots.read(ID)).toBeUndefined();
  await snapshots.keep(snapshot(20));
  await snapshots.keep(snapshot(10));
  expect(await snapshots.read(ID)).toEqual(snapshot(20));
  const file = join(home, 'snapshots', `${ID}.json`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(home, 'snapshots'))).toEqual([`${ID}.json`]);
});

it('takes half a file for none', async () => {
  const home = temporaryFolder('snapshots');
  mkdirSync(join(home, 'snapshots'));
  writeFileSync(join(home, 'snapshots', `${ID}.json`), '{"incident": {');
  expect(await createSnapshots({ home }).read(ID)).toBeUndefined();
});

it('forgets what is old, but not of an incident that is open', async () => {
  const snapshots = createSnapshots({ home: temporaryFolder('snapshots') });
  await snapshots.keep(snapshot(10));
  await snapshots.forget(Infinity, new Set([ID]));
  expect(await snapshots.read(ID)).toBeDefined();
  await snapshots.forget(Infinity, new Set());
  expect(await snapshots.read(ID)).toBeUndefined();
});

it('says in words why nothing can be kept, and leads out of no folder', async () => {
  const home = temporaryFolder('snapshots');
  writeFileSync(join(home, 'snapshots'), '');
  await expect(createSnapshots({ home }).keep(snapshot(1))).rejects.toThrow(/snapshots/);
  const outside = { ...snapshot(1), incident: { id: '../x' } as Snapshot['incident'] };
  await expect(createSnapshots({ home }).keep(outside)).rejects.toThrow('not a valid file name');
});
