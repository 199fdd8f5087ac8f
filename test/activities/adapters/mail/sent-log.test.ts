import path from 'node:path';
import { createAccepted } from '../../../../activities/adapters/mail/sent-log';
import { temporaryFolder } from '../../../support/temporary-folder';
import { rmSync, writeFileSync } from 'node:fs';

const effect = { incidentId: 'i-1', key: 'initial:mail' };

const addresses = ['a', 'b', 'c'].map((name) => `${name}@example.com`);

const now = () => 0;

it('knows every mail that the disk has taken a note of, and keeps none of them in memory', async () => {
  const home = temporaryFolder('mail');
  const accepted = createAccepted({ home, now });
  await accepted.add(effect, addresses, '<1@x>');
  rmSync(path.join(home, 'mail.jsonl'));
  expect(addresses.map((address) => accepted.has(effect, address))).toEqual([false, false, false]);
  await accepted.add(effect, addresses, '<1@x>');
  expect(addresses.map((address) => accepted.has(effect, address))).toEqual([true, true, true]);
});

it('knows the newest of those of which the disk takes no note', async () => {
  const home = path.join(temporaryFolder('mail'), 'a-file');
  writeFileSync(home, '');
  const accepted = createAccepted({ home: path.join(home, 'below'), now, unwritten: 2 });
  await accepted.add(effect, addresses, '<1@x>');
  const knows = (address: string): boolean => {
    try {
      return accepted.has(effect, address);
    } catch {
      return false; // Where there is no folder, nothing can be looked up.
    }
  };
  expect(addresses.map(knows)).toEqual([false, true, true]);
});
