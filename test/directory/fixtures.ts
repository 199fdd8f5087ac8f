import fc from 'fast-check';
import { DateTime } from 'luxon';
import { type DirectoryData, type DirectoryInput, type Rotation, WEEKDAYS } from '../../directory/schema';
import { parseDirectory } from '../../directory/load';

export const ZONES = ['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC'];

export const at = (iso: string, zone = 'utc'): number => DateTime.fromISO(iso, { zone }).toMillis();

export const local = (instant: number, zone: string): string =>
  DateTime.fromMillis(instant, { zone }).toISO({ suppressMilliseconds: true, suppressSeconds: true }) ?? '';

const person = (id: string, roles: string[] = []) => ({
  id,
  name: id.toUpperCase(),
  roles,
  contactPoints: [{ channel: 'slack' as const, address: id }],
});

export const weekly = (id: string, people: string[]) => ({
  id,
  people,
  zone: 'Europe/Berlin',
  handOver: { every: 'weekly' as const, day: 'monday' as const, at: '09:00' },
  startsOn: '2026-01-05',
});

type RotationInput = NonNullable<DirectoryInput['rotations']>[number];
type WrittenRotation = RotationInput & { layers: NonNullable<RotationInput['layers']> };

/** Three people on call, primary and secondary, handing over on Mondays at 09:00 in Berlin. */
export const input = (): DirectoryInput & { rotations: WrittenRotation[] } => ({
  people: [person('ada'), person('bo'), person('cy'), person('dee', ['cto'])],
  rotations: [
    {
      id: 'main',
      role: 'on-call-engineer',
      layers: [weekly('primary', ['ada', 'bo', 'cy']), weekly('secondary', ['bo', 'cy', 'ada'])],
    },
  ],
});

export const directory = (change: (data: ReturnType<typeof input>) => void = () => undefined): DirectoryData => {
  const data = input();
  change(data);
  return parseDirectory(data);
};

export const rotationOf = (change?: (data: ReturnType<typeof input>) => void): Rotation => {
  const [rotation] = directory(change).rotations;
  if (rotation === undefined) throw new Error('no rotation');
  return rotation;
};

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 1, 15, 30, 45, 59))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);

export const aHandOver = fc.oneof(
  fc.record({ every: fc.constant('daily' as const), at: time }),
  fc.record({ every: fc.constant('weekly' as const), day: fc.constantFrom(...WEEKDAYS), at: time }),
);

/** Over 2011, when Apia skipped a day, as well as now. */
export const aDay = fc
  .constantFrom('2011-12-01', '2025-09-20', '2026-01-01', '2026-03-01')
  .chain((from) =>
    fc
      .integer({ min: 0, max: 60 })
      .map((days) => DateTime.fromISO(from, { zone: 'utc' }).plus({ days }).toFormat('yyyy-MM-dd')),
  );

export const aLayer = fc.record({
  id: fc.constant('primary'),
  people: fc.uniqueArray(fc.constantFrom('ada', 'bo', 'cy', 'dee'), { minLength: 1 }),
  zone: fc.constantFrom(...ZONES),
  handOver: aHandOver,
  startsOn: aDay,
});
