import fc from 'fast-check';
import type { ArrivedAlert } from '../../../client/incidents/api';
import { correlate } from '../../../client/incidents/correlate';
import { isAlertGroup } from '../../../domain/acts/validate';
import { shippedPolicy } from '../../support/client';
import { guideWith } from '../../support/virtual-clock';

const alert = (
  service: string,
  labels: Record<string, string> = {},
  changed: Partial<ArrivedAlert> = {},
): ArrivedAlert => ({
  source: 'alertmanager',
  service,
  fingerprint: JSON.stringify([service, labels]),
  firing: true,
  title: 'Down',
  description: '',
  labels,
  annotations: {},
  startsAt: 0,
  ...changed,
});

const arrived = (...alerts: ArrivedAlert[]) => ({ alerts, acceptedAt: 1_000 });

const policies = shippedPolicy();

test('alerts of one service are one incident, whatever their rule and source', () => {
  const groups = correlate(
    policies,
    arrived(
      alert('release-manager', { alertname: 'A' }),
      alert('Release Manager API', { alertname: 'B' }, { source: 'datadog' }),
    ),
  );
  expect(groups).toHaveLength(1);
  expect(groups[0]?.group).toMatchObject({ service: 'release-manager', serviceUnknown: false, acceptedAt: 1_000 });
  expect(groups[0]?.group.alerts).toHaveLength(2);
});

test('several services in one delivery are several incidents, unknown ones too', () => {
  const groups = correlate(policies, arrived(alert('release-manager'), alert('checkout'), alert('payments')));
  expect(groups.map(({ group }) => [group.service, group.serviceUnknown])).toEqual([
    ['release-manager', false],
    ['checkout', true],
    ['payments', true],
  ]);
  expect(new Set(groups.map(({ address }) => address)).size).toBe(3);
});

test('a policy can group by labels as well', () => {
  const byComponent = guideWith(({ correlation }) => {
    correlation.groupBy = ['service', 'component'];
  });
  const groups = correlate(
    [{ policy: byComponent, hash: 'h', speed: 1 }],
    arrived(
      alert('release-manager', { component: 'db' }),
      alert('release-manager', { component: 'api' }),
      alert('release-manager', { component: 'db', pod: 'b' }),
      alert('release-manager'),
    ),
  );
  expect(groups.map(({ group }) => group.alerts.length)).toEqual([2, 1, 1]);
});

test('no two different groups share an address, and the same group always has the same one', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 2, maxLength: 40 }), (services) => {
      const once = correlate(policies, arrived(...services.map((service) => alert(service))));
      const again = correlate(policies, arrived(...services.map((service) => alert(service))));
      expect(again.map(({ address }) => address)).toEqual(once.map(({ address }) => address));
      const known = new Map<string, string>();
      for (const { address, group } of once) {
        expect(known.get(address) ?? group.service).toBe(group.service);
        known.set(address, group.service);
      }
    }),
  );
});

test('whatever a source calls an alert, the group is one that a workflow takes, and nothing is dropped', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ service: fc.string(), fingerprint: fc.string({ maxLength: 300 }) }), { minLength: 1 }),
      (named) => {
        const groups = correlate(
          policies,
          arrived(...named.map(({ service, fingerprint }) => alert(service, {}, { fingerprint }))),
        );
        expect(groups.every(({ group }) => isAlertGroup(group))).toBe(true);
        expect(groups.reduce((sum, { group }) => sum + group.alerts.length, 0)).toBe(named.length);
        for (const { group } of groups)
          for (const { fingerprint } of group.alerts) expect(fingerprint.length).toBeLessThanOrEqual(64);
      },
    ),
  );
});

describe('two teams with the same kind of source and a token each', () => {
  const disk = alert('release-manager', { alertname: 'Disk' }, { listing: { group: 'g', unlisted: 3 } });
  const groupOf = (sender?: string) =>
    correlate(policies, { ...arrived(disk), ...(sender !== undefined && { sender }) })[0];

  test('have alerts of their own, whatever their fingerprints are, in the one incident of their service', () => {
    const [one, other, none] = [groupOf('t7k2'), groupOf('m3qa'), groupOf()];
    expect(new Set([one, other, none].map((of) => of?.group.alerts[0]?.fingerprint)).size).toBe(3);
    expect(new Set([one, other, none].map((of) => of?.group.alerts[0]?.listing?.group)).size).toBe(3);
    expect(new Set([one, other, none].map((of) => of?.address)).size).toBe(1);
    expect(groupOf('t7k2')?.group).toEqual(one?.group);
  });

  test('have incidents of their own where an alert names no service', () => {
    const { service: _none, ...nameless } = disk;
    const addressFor = (sender: string) => correlate(policies, { ...arrived(nameless), sender })[0]?.address;
    expect(addressFor('t7k2')).not.toBe(addressFor('m3qa'));
    expect(addressFor('t7k2')).toBe(addressFor('t7k2'));
  });

  test('without a token an alert is known by its kind of source and its fingerprint', () => {
    const named = correlate(policies, arrived(alert('release-manager', {}, { fingerprint: 'f1' })));
    expect(named[0]?.group.alerts[0]?.fingerprint).toBe('alertmanager:f1');
  });
});

test.each<[string, Partial<ArrivedAlert>]>([
  ['a label that no policy reads', { labels: { zone: 'b' } }],
  ['an annotation that no policy reads', { annotations: { value: '7 %' } }],
  ['its state', { firing: false }],
  ['its start', { startsAt: 1 }],
  ['its group at the source', { listing: { group: 'g', unlisted: 3 } }],
])('a report says something else with another value of %s', (_what, changed) => {
  const wordsWith = (change: Partial<ArrivedAlert>): unknown =>
    [...(correlate(policies, arrived({ ...alert('release-manager'), ...change }))[0]?.words?.values() ?? [])].at(0);
  expect(wordsWith({})).toEqual(wordsWith({}));
  expect(wordsWith(changed)).not.toEqual(wordsWith({}));
});

describe('alerts of an exporter that measures the things of many teams', () => {
  const byNamespace = guideWith(({ services: [service] }) => {
    if (service !== undefined) service.labels = { namespace: 'release-manager' };
  });
  const ours = [{ policy: byNamespace, hash: 'h', speed: 1 }];
  const crash = (namespace: string): ArrivedAlert =>
    alert('kps-kube-state-metrics', { alertname: 'KubePodCrashLooping', namespace, pod: `${namespace}-0` });

  test("come to the service that has the alert's labels; another team's pod is not part of it", () => {
    const groups = correlate(ours, arrived(crash('release-manager'), crash('billing')));
    expect(groups.map(({ group }) => [group.service, group.serviceUnknown, group.alerts.length])).toEqual([
      ['release-manager', false, 1],
      ['kps-kube-state-metrics', true, 1],
    ]);
  });

  test('are one incident with those that name the service, and with those that name none', () => {
    const nameless = { ...crash('release-manager'), fingerprint: 'nameless' };
    delete nameless.service;
    const groups = correlate(ours, arrived(alert('release-manager'), crash('release-manager'), nameless));
    expect(groups.map(({ group }) => group.alerts.length)).toEqual([3]);
  });
});
