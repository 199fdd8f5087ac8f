import { MINUTE, SECOND } from '../support/times';
import { alertOf, groupOf, guideWith, incidentOf, VirtualIncident } from '../support/virtual-clock';

const acknowledge = { do: 'acknowledge' } as const;
const updates = (incident: VirtualIncident): string[] => incident.keys('update:');

describe('"or when the status changes"', () => {
  const incident = incidentOf('P2')
    .does('otto', acknowledge)
    .until(2 * MINUTE);
  incident.does('otto', { do: 'status', status: 'identified', text: 'no index' });
  incident.until(2 * MINUTE + 40 * SECOND).does('emil', { do: 'severity', severity: 'P1', reason: 'all users' });
  incident.until(4 * MINUTE);

  test('whoever got the first notification hears of all changes within a minute as one update', () => {
    expect(updates(incident)).toEqual(['3m update:1:chat', '3m update:1:mail']);
    const text = incident.text('update:1:mail');
    expect(text).toContain('Status changed from investigating to identified: no index');
    expect(text).toContain('Severity changed from P2 to P1: all users');
  });

  test('it counts as the update: met, and the next one is due a whole period later', () => {
    expect(incident.obligation('update:1')).toMatchObject({ state: 'met', by: 'emil' });
    expect(updates(incident.until(8 * MINUTE)).slice(2)).toEqual(['8m update:2:chat', '8m update:2:mail']);
  });
});

test('a relapse is such a change', () => {
  const incident = incidentOf('P1').does('otto', acknowledge).does('otto', { do: 'status', status: 'monitoring' });
  incident.until(2 * MINUTE).does('otto', { do: 'status', status: 'mitigating', text: 'it is back' });
  expect(updates(incident.until(3 * MINUTE)).filter((key) => key.endsWith('chat'))).toEqual([
    '1m update:1:chat',
    '3m update:2:chat',
  ]);
});

test("a person's own update within that minute tells it: nothing more is sent", () => {
  const incident = incidentOf('P1').does('otto', acknowledge).does('otto', { do: 'status', status: 'identified' });
  incident.until(30 * SECOND).does('otto', { do: 'update', text: 'It is the index.' });
  expect(updates(incident.until(4 * MINUTE)).filter((key) => key.endsWith('chat'))).toEqual(['30s update:1:chat']);
});

test('an incident that was lowered tells the stakeholders, who were promised an update', () => {
  const incident = incidentOf('P2')
    .does('otto', acknowledge)
    .until(10 * MINUTE);
  incident.does('otto', { do: 'severity', severity: 'P3', reason: 'one customer' });
  expect(incident.until(12 * MINUTE).keys('update:1:mail')).toEqual(['11m update:1:mail']);
});

test('whoever got no first notification hears of no change', () => {
  const incident = incidentOf('P3')
    .does('otto', acknowledge)
    .until(10 * MINUTE);
  incident.does('otto', { do: 'status', status: 'identified' });
  expect(updates(incident.until(12 * MINUTE))).toEqual(['11m update:1:chat']);
});

test("the time in which changes are put together is the policy's", () => {
  const slow = guideWith(({ communication }) => {
    communication.changesWithin = 3 * MINUTE;
  });
  const incident = incidentOf('P2', { policy: slow }).does('otto', acknowledge);
  incident.does('otto', { do: 'status', status: 'identified' });
  expect(updates(incident.until(4 * MINUTE)).slice(0, 1)).toEqual(['3m update:1:chat']);
});

describe('confirming a severity that nobody had said', () => {
  const unknown = () =>
    new VirtualIncident(groupOf(alertOf({ service: 'release-manager' }, { summary: 'Something is odd' })));
  const dueOf = (incident: VirtualIncident, id: string) => incident.obligation(id)?.dueAt;

  test.each(['P2', 'P3'] as const)('as %s moves no clock, and is one line in the channel', (severity) => {
    const incident = unknown().until(14 * MINUTE);
    const calm = incidentOf(severity).until(14 * MINUTE);
    const before = incident.sent.length;
    incident.does('otto', { do: 'severity', severity, reason: 'seen' });
    expect(dueOf(incident, 'task:root-cause')).toBe(dueOf(calm, 'task:root-cause'));
    const told = incident.sent.slice(before).filter(({ kind }) => kind === 'update' || kind === 'notice');
    expect(told.map(({ key }) => key)).toEqual(['severity:1:chat']);
    expect(incident.text('severity:1:chat')).toMatch(/^Severity .*confirmed.*: seen$/);
    expect(updates(incident.until(16 * MINUTE))).toEqual([]);
  });

  test('says who is no longer needed', () => {
    const incident = unknown()
      .until(20 * MINUTE)
      .does('otto', { do: 'severity', severity: 'P4', reason: 'a typo' });
    expect(
      incident
        .told('withdrawal')
        .map((line) => line.split(' ').at(-1))
        .sort(),
    ).toEqual(['emil', 'vera']);
  });
});
