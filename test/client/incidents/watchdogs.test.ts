/** Which alerts are Watchdogs that a policy listens to, and what becomes of each report? */
import type { ArrivedAlert } from '../../../client/incidents/api';
import { correlate } from '../../../client/incidents/correlate';
import { isAlertGroup } from '../../../domain/acts/validate';
import { guideWith } from '../../support/virtual-clock';

const MINUTE = 60_000;

const policy = guideWith((changed) => {
  const [service] = changed.services;
  if (service !== undefined)
    service.watchdog = {
      ...{ alert: 'Watchdog', labels: { cluster: 'prod' }, silentFor: 10 * MINUTE, severity: 'P2' as const },
      assumption: 'ours',
    };
});

const policies = [{ policy, hash: 'hash', speed: 1 }];

const watchdog = (changed: Partial<ArrivedAlert> = {}): ArrivedAlert => ({
  ...{ source: 'alertmanager', fingerprint: 'w1', firing: true, title: 'Watchdog', description: '', startsAt: 0 },
  labels: { alertname: 'Watchdog', cluster: 'prod', severity: 'none' },
  annotations: {},
  ...changed,
});

const heard = (alert: ArrivedAlert, acceptedAt = 1_000, sender?: string) =>
  correlate(policies, { alerts: [alert], acceptedAt, ...(sender !== undefined && { sender }) });

test('it is heard at an address of its own, though it names no service and its severity says nothing', () => {
  const [first, ...others] = heard(watchdog());
  expect(others).toEqual([]);
  expect(first?.group).toMatchObject({
    service: 'release-manager',
    serviceUnknown: false,
    acceptedAt: 1_000,
    alerts: [
      {
        title: 'Watchdog has fallen silent',
        labels: { severity: 'P2' },
        silence: { at: 1_000 + 10 * MINUTE, policy: 'hash' },
      },
    ],
  });
  expect(first !== undefined && isAlertGroup(first.group)).toBe(true);
  expect(heard(watchdog(), 5_000)[0]?.address).toBe(first?.address);
});

test('two of them, and those of two teams, are listened to one by one', () => {
  const addresses = [heard(watchdog()), heard(watchdog({ fingerprint: 'w2' })), heard(watchdog(), 1_000, 't7k2')];
  expect(new Set(addresses.map(([first]) => first?.address)).size).toBe(3);
});

test('its end is not a word of it: Alertmanager makes one up when it hears nothing more', () => {
  expect(heard(watchdog({ firing: false }))).toEqual([]);
});

test('one of another system is nobody’s business, as before', () => {
  const [other] = heard(watchdog({ labels: { alertname: 'Watchdog', cluster: 'test', severity: 'none' } }));
  expect(other?.group.alerts).toEqual([]);
});
