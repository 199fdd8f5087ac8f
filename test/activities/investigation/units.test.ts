import { spokenValue } from '../../../activities/investigation/units';

test.each([
  [7.2345, 'seconds', '7.2 s'],
  [0.2914, 'share', '29 %'],
  [0.0004, 'share', '0.04 %'],
  [12, 'per-second', '12/s'],
  [0, 'bytes', '0 B'],
  [0.5, 'bytes', '0.5 B'],
  [1.5 * 2 ** 30, 'bytes', '1.5 GiB'],
  [-2048, 'bytes', '-2 KiB'],
  [1234.5, undefined, '1235'],
] as const)('%p in %s is %j', (value, unit, spoken) => expect(spokenValue(value, unit)).toBe(spoken));
