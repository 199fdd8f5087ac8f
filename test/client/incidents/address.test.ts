import fc from 'fast-check';
import { addressOf, parseReference, randomAddress, safeName } from '../../../client/incidents/address';
import { lastPart } from '../../../workflows/contract';
import { incidentIdOf } from '../../../workflows/contract';

it('gives one group of one service one address', () => {
  expect(addressOf('release-manager', '{}:{service="release-manager"}')).toBe(
    addressOf('release-manager', '{}:{service="release-manager"}'),
  );
  expect(addressOf('a', 'one')).not.toBe(addressOf('a', 'two'));
  expect(randomAddress('a')).not.toBe(randomAddress('a'));
});

it.each([
  ['Release Manager', 'release-manager'],
  ['$(rm -rf /); --kubeconfig=x', 'rm-rf-kubeconfig-x'],
  ['Überdienst', 'u-berdienst'],
  ['日本', 'unnamed'],
  ['x'.repeat(100), 'x'.repeat(40)],
])('makes %s safe to be part of an id', (name, safe) => {
  expect(safeName(name)).toBe(safe);
});

it('knows its own addresses and ids again, whatever the service is called', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.uuid(), (service, groupKey, runId) => {
      const address = addressOf(service, groupKey);
      const id = incidentIdOf(address, runId);
      expect(parseReference(address)).toEqual({ kind: 'address', address });
      expect(parseReference(` ${id.toUpperCase()} `)).toEqual({ kind: 'id', id, address });
      expect(parseReference(lastPart(id))).toEqual({ kind: 'last-part', end: id.slice(-5) });
    }),
  );
});

it.each(['', 'x4t', "a' OR '1'='1", 'release-manager', 'x4tm-', '../x4tm'])('takes "%s" for no incident', (text) => {
  expect(parseReference(text)).toBeUndefined();
});
