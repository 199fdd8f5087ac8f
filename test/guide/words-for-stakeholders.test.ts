/** What stakeholders and people on call read: no commands, nothing of the ledger, and what changed in words. */
import { view } from '../../domain/view';
import { sinceLastUpdate } from '../../domain/updates/words';
import { showPage } from '../../client/cli/pages/show';
import { alertOf, groupOf, guide, incidentOf, type VirtualIncident } from '../support/virtual-clock';
import { HOUR, MINUTE } from '../support/times';

const sinceLast = (text: string): string[] =>
  (text.split('## Since the last update\n')[1]?.split('\n\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('- '));

describe('an automatic update', () => {
  const incident = incidentOf('P1', {
    answer: ({ do: what, key }, at) =>
      what === 'investigate'
        ? {
            of: 'finding',
            finding: {
              title: 'Initial Assessment',
              state: 'done',
              text: key.endsWith('initial-assessment')
                ? 'errors 29 %; failed: prometheus is not available; 1 failed; 2 to run by hand'
                : '4 to run by hand',
              at,
            },
          }
        : undefined,
  })
    .does('otto', { do: 'acknowledge' })
    .until(30 * MINUTE);
  const updates = incident.sent.filter(({ key, to }) => key.startsWith('update:') && to[0] === 'mail');

  test('says nothing of missed obligations, commands, deliveries or what is left to do by hand', () => {
    expect(updates).toHaveLength(6);
    for (const { text } of updates)
      expect(text).not.toMatch(/Missed|muster |by hand|prometheus|nobody posted|overdue|Ticket created/);
  });

  test('says what was found, without the rest', () => {
    expect(sinceLast(updates[0]?.text ?? '')).toContain('- 14:30 UTC: Initial Assessment: errors 29 %');
  });

  test('says "nothing new" only if nothing happened', () => {
    // 5 to 10 minutes: three roles were missed and paged again, and that is not for stakeholders.
    expect(sinceLast(updates[1]?.text ?? '')).toEqual(['- nothing new']);
    const busy = incidentOf('P2').does('otto', { do: 'acknowledge' }).does('otto', { do: 'update', text: 'first' });
    busy.until(10 * MINUTE).does('otto', { do: 'bridge' });
    expect(sinceLastUpdate(busy.incident)).toBe('- The team is working on it; there is no new result yet');
  });
});

test('an update says what changed, with its reason, and counts alerts', () => {
  const incident = incidentOf('P2').does('otto', { do: 'acknowledge' }).does('otto', { do: 'update', text: 'first' });
  incident
    .until(5 * MINUTE)
    .does('otto', { do: 'decide', choice: 'fix-forward', reason: 'the query is known' })
    .alerts(groupOf(alertOf({ severity: 'P2', alertname: 'Two' }), alertOf({ severity: 'P2', alertname: 'Three' })))
    .until(30 * MINUTE);
  const said = sinceLast(incident.text('update:2:mail'));
  expect(said).toContain('- 14:35 UTC: otto decided to fix forward: the query is known');
  expect(said).toContain('- 2 alerts more fired');
  expect(said.join()).not.toContain('alertmanager:');
});

test('a rollback is told by what became of it', () => {
  const incident = incidentOf('P1')
    .does('otto', { do: 'acknowledge' })
    .until(16 * MINUTE);
  incident.does('otto', { do: 'decide', choice: 'roll-back', reason: 'the deployment' }).rollbackSeen(true, 'healthy');
  const said = sinceLast(incident.until(20 * MINUTE).text('update:4:mail')).join('\n');
  expect(said).toContain('- 14:46 UTC: Rolled back to v2024.01.14: healthy');
  expect(said).not.toContain('Dry run');
});

test('of many changes the newest are listed and the others counted', () => {
  const incident = incidentOf('P2').does('otto', { do: 'acknowledge' }).does('otto', { do: 'update', text: 'first' });
  for (let n = 1; n <= 20; n += 1) incident.does('otto', { do: 'note', text: `note ${n}` });
  const said = sinceLast(incident.until(30 * MINUTE).text('update:2:mail'));
  expect(said[0]).toMatch(/^- \d+ earlier changes$/);
  expect(said).toContain('- 14:30 UTC: note 20');
});

test('over midnight the date stands where the day changes', () => {
  const late = incidentOf('P3')
    .does('otto', { do: 'acknowledge' })
    .until(9 * HOUR);
  late
    .does('otto', { do: 'update', text: 'x' })
    .until(10 * HOUR)
    .does('otto', { do: 'note', text: 'found it' });
  expect(sinceLast(late.until(11 * HOUR).text('update:'))).toEqual(['- 2024-01-16 00:30 UTC: found it']);
});

describe('the brief', () => {
  const FIRST = { do: 'decide', choice: 'roll-back', reason: 'the deployment' } as const;
  const rolledBack = (): VirtualIncident =>
    incidentOf('P1')
      .does('otto', { do: 'acknowledge' })
      .until(16 * MINUTE)
      .does('otto', FIRST);

  test('after a relapse names the rollback that was made before', () => {
    const incident = rolledBack()
      .until(18 * MINUTE)
      .rollbackSeen(true, 'healthy')
      .until(20 * MINUTE);
    incident.does('otto', { do: 'status', status: 'mitigating', text: 'it is back' }).until(40 * MINUTE);
    expect(incident.text('brief:2:chat')).toContain(
      '- The rollback to v2024.01.14 (healthy at 2024-01-15 14:48 UTC) was made already, and the problem came back',
    );
  });

  test('after a failed rollback says why it failed', () => {
    const incident = rolledBack()
      .until(18 * MINUTE)
      .rollbackSeen(false, 'two pods crash')
      .until(20 * MINUTE);
    expect(incident.text('brief:2:chat')).toContain('- The rollback to v2024.01.14 failed: two pods crash');
  });
});

test('a change of severity is named once, and its notice says from what to what', () => {
  const incident = incidentOf('P2').does('otto', { do: 'acknowledge' });
  incident.does('otto', { do: 'severity', severity: 'P1', reason: 'all users' });
  expect(incident.sent.find(({ key }) => key.startsWith('severity:1:') && key.endsWith(':emil'))?.text).toContain(
    'Severity changed from P2 to P1.',
  );
});

test('a notice that wants an answer says so, and by when', () => {
  const incident = incidentOf('P3').until(MINUTE);
  expect(incident.text('notice:')).toContain(
    'Acknowledge by 15:30 UTC: muster ack release-manager-7f3k2a9q-x4tm --as otto',
  );
});

test('"show" names owners and roles by their titles, and as paged only who was', () => {
  const incident = incidentOf('P2').until(MINUTE);
  const page = showPage(view(guide, incident.incident, incident.now), { now: incident.now, width: 100, colour: false });
  expect(page).toContain('(On-Call Engineer');
  expect(page).not.toMatch(/engineering-manager|on-call-engineer/);
  const known = {
    ...incident.incident,
    people: { ...incident.incident.people, mei: { id: 'mei', name: 'Mei', roles: [] } },
  };
  expect(showPage(view(guide, known, incident.now), { now: incident.now, width: 100, colour: false })).not.toContain(
    'Mei',
  );
});
