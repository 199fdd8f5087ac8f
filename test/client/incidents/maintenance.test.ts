import fc from 'fast-check';
import { maintenanceOf } from '../../../client/incidents/maintenance';
import type { MaintenanceWindow, Policy } from '../../../policy/schema';
import { guideWith } from '../../support/virtual-clock';
import { IANAZone } from 'luxon';

type When = MaintenanceWindow['when'];

const HOUR = 3_600_000;

const withWindows = (...windows: Partial<MaintenanceWindow>[]): Policy =>
  guideWith((policy) => {
    policy.maintenance = windows.map((window, n) => ({
      id: `w${n}`,
      title: 'Upgrade',
      services: [],
      labels: {},
      when: { from: '2026-12-24T20:00:00+01:00', to: '2026-12-24T22:00:00+01:00' },
      assumption: 'a test',
      ...window,
    }));
  });

const at = (iso: string): number => Date.parse(iso);

const inside = at('2026-12-24T20:30:00Z');

const of = (policy: Policy, now: number, service = 'release-manager', labels = {}) =>
  maintenanceOf(policy, service, labels, now)?.window;

describe('a window between two instants', () => {
  test.each([
    ['2026-12-24T18:59:59Z', undefined],
    ['2026-12-24T19:00:00Z', 'w0'],
    ['2026-12-24T20:59:59Z', 'w0'],
    ['2026-12-24T21:00:00Z', undefined],
  ])('at %s: %s', (iso, window) => {
    expect(of(withWindows({}), at(iso))).toBe(window);
  });

  test('is for its services and its labels only', () => {
    const policy = withWindows({ services: ['release-manager'], labels: { component: 'db' } });
    expect(of(policy, inside, 'release-manager', { component: 'db', pod: 'a' })).toBe('w0');
    expect(of(policy, inside, 'release-manager', { component: 'api' })).toBeUndefined();
    expect(of(policy, inside, 'release-manager', {})).toBeUndefined();
    expect(of(policy, inside, 'checkout', { component: 'db' })).toBeUndefined();
  });

  test('of two the one that lasts longer holds', () => {
    const policy = withWindows({}, { when: { from: '2026-12-24T20:00:00Z', to: '2026-12-25T20:00:00Z' } });
    expect(maintenanceOf(policy, 'release-manager', {}, inside)).toEqual({
      window: 'w1',
      untilAt: at('2026-12-25T20:00:00Z'),
    });
  });
});

describe('a window of every week', () => {
  const sunday: When = { every: 'sunday', from: '23:00', lasts: 3 * HOUR, zone: 'Europe/Berlin' };
  test.each([
    ['Sunday 22:59', '2026-11-22T21:59:59Z', undefined],
    ['Sunday 23:00', '2026-11-22T22:00:00Z', 'w0'],
    ['Monday 01:59, still the window of Sunday', '2026-11-23T00:59:59Z', 'w0'],
    ['Monday 02:00', '2026-11-23T01:00:00Z', undefined],
    ['Wednesday', '2026-11-25T22:30:00Z', undefined],
  ])('%s', (_what, iso, window) => {
    expect(of(withWindows({ when: sunday }), at(iso))).toBe(window);
  });

  test('begins at the wall time of its zone, in summer and in winter', () => {
    const policy = withWindows({ when: sunday });
    expect(of(policy, at('2026-07-05T21:00:00Z'))).toBe('w0');
    expect(of(policy, at('2026-07-05T20:59:59Z'))).toBeUndefined();
  });

  test('is open at an instant exactly if it began no longer ago than it lasts', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata'];
    const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom(...days),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 1, max: 7 * 24 }),
        fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-12-31T00:00:00Z') }),
        (zone, every, hour, hours, now) => {
          const lasts = hours * HOUR;
          const when: When = { every, from: `${String(hour).padStart(2, '0')}:00`, lasts, zone };
          const found = maintenanceOf(withWindows({ when }), 'release-manager', {}, now);
          if (found === undefined) return;
          const begunAt = found.untilAt - lasts;
          expect(begunAt).toBeLessThanOrEqual(now);
          expect(found.untilAt).toBeGreaterThan(now);
          const local = new Date(begunAt + IANAZone.create(zone).offset(begunAt) * 60_000);
          expect(days[(local.getUTCDay() + 6) % 7]).toBe(every);
          // Clocks that skip the hour begin the window later by what they skip.
          expect([hour, hour + 0.5, hour + 1]).toContain(local.getUTCHours() + local.getUTCMinutes() / 60);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('that lasts a week is always open', () => {
    const when: When = { every: 'monday', from: '00:00', lasts: 7 * 24 * HOUR, zone: 'UTC' };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: at('2030-01-01T00:00:00Z') }), (now) => {
        expect(of(withWindows({ when }), now)).toBe('w0');
      }),
    );
  });
});
