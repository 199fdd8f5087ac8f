/** Whether a large incident fits into one message, and what is never given up for that. */
import { fittedArrivals, inMessages } from '../../../domain/alerts/fit';
import type { ProviderAct } from '../../../domain/state/alert';
import { compact } from '../../../domain/state/carry-over';
import { fitted } from '../../../domain/state/fit';
import type { Incident } from '../../../domain/state/incident';
import { jsonSize, LARGEST_MESSAGE } from '../../../domain/state/size';
import { START } from '../../support/times';
import { alertOf, groupOf, guide, incidentOf } from '../../support/virtual-clock';

const alerts = (count: number, text: string) =>
  Array.from({ length: count }, (_none, n) => ({
    ...alertOf({ severity: 'P2', service: 'release-manager', pod: `pod-${n}` }),
    fingerprint: `fingerprint-${n}`,
    title: `pod-${n} ${text}`,
    description: text,
  }));

const opened = (firing: boolean): Incident => ({
  ...incidentOf('P2').incident,
  alerts: Object.fromEntries(
    alerts(4_000, '漢'.repeat(150)).map(({ fingerprint, title }) => [
      fingerprint,
      { title, severity: 'P2', firing, at: START },
    ]),
  ),
});

test.each([[true], [false]])('thousands of alerts with long titles, firing: %s', (firing) => {
  const incident = opened(firing);
  expect(jsonSize(incident)).toBeGreaterThan(LARGEST_MESSAGE);
  const small = fitted(incident, LARGEST_MESSAGE);
  expect(jsonSize(small)).toBeLessThan(LARGEST_MESSAGE);
  const count = ({ alerts: known }: Incident): number => Object.values(known).filter((one) => one.firing).length;
  expect(count(small)).toBe(count(incident));
  expect(Object.keys(small.alerts).length + small.reports.beyond).toBe(4_000);
});

test('what fits stays as it is', () => {
  const { incident } = incidentOf('P1').until(3_600_000);
  expect(fitted(incident, LARGEST_MESSAGE)).toBe(incident);
});

test('however little room there is, pages, calls, obligations and people stay', () => {
  const { incident } = incidentOf('P1').until(3_600_000);
  const { effects, series, calls, contacts, obligations, people } = fitted(incident, 1);
  expect({ effects, series, calls, contacts, obligations, people }).toEqual({
    effects: incident.effects,
    series: incident.series,
    calls: incident.calls,
    contacts: incident.contacts,
    obligations: incident.obligations,
    people: incident.people,
  });
});

test('two hundred changes of severity leave no more behind than a few', () => {
  const play = incidentOf('P1');
  play.does('otto', { do: 'acknowledge' });
  const sizes: number[] = [];
  for (let n = 0; n < 200; n += 1) {
    play.does('otto', { do: 'severity', severity: n % 2 === 0 ? 'P2' : 'P1', reason: `because ${n}` });
    if (n % 50 === 49) {
      play.continues();
      sizes.push(Object.keys(play.incident.effects).length + play.incident.calls.length);
    }
  }
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(5);
  expect(compact(guide, play.incident)).toEqual(play.incident);
});

describe('what arrives for the next run', () => {
  const repeated = Array.from({ length: 20 }, () => ({ alerts: groupOf(...alerts(500, 'x'.repeat(200))) }));

  test('the same alerts again and again are carried once, each as it was last', () => {
    const carried = fittedArrivals(repeated, 400_000);
    expect(jsonSize(carried)).toBeLessThan(400_000);
    const all = carried.flatMap((heard) => ('alerts' in heard ? heard.alerts.alerts : []));
    expect(all.map(({ title }) => title)).toEqual(alerts(500, 'x'.repeat(200)).map(({ title }) => title));
  });

  test('what is too much keeps what people did, and alerts that fire', () => {
    const who = { by: 'otto', byName: 'Otto', roles: [], via: 'pagerduty' };
    const act: ProviderAct = { eventId: 'e', fingerprint: 'f', ...who, deed: { do: 'acknowledge' } };
    const arrived = [...repeated, { act }];
    const carried = fittedArrivals(arrived, 30_000);
    expect(jsonSize(carried)).toBeLessThan(30_000);
    expect(carried.some((heard) => 'act' in heard)).toBe(true);
    expect(carried.some((heard) => 'alerts' in heard)).toBe(true);
  });

  test('a large delivery goes in several messages, each alert in one of them', () => {
    const group = groupOf(...alerts(2_000, '漢'.repeat(400)));
    const messages = inMessages(group, 1_000_000);
    expect(messages.length).toBeGreaterThan(3);
    expect(messages.flatMap((message) => message.alerts)).toEqual(group.alerts);
    for (const message of messages) expect(jsonSize(message)).toBeLessThan(1_010_000);
  });
});
