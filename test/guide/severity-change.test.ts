import type { Severity } from '../../policy/schema';
import { HOUR, MINUTE, START } from '../support/times';
import { incidentOf, type VirtualIncident } from '../support/virtual-clock';

const to = (severity: Severity) => ({ do: 'severity', severity, reason: 'it is not what it seemed' }) as const;
const due = (incident: VirtualIncident, id: string): number =>
  ((incident.obligation(id)?.dueAt ?? NaN) - START) / MINUTE;
const noKeyTwice = (incident: VirtualIncident): void => {
  const keys = incident.sent.map(({ key }) => key);
  expect(keys.filter((key, n) => keys.indexOf(key) !== n)).toEqual([]);
};

describe('P3 becomes P1 at 20 minutes, raised by the on-call engineer, who had acknowledged the notice', () => {
  const incident = incidentOf('P3')
    .does('otto', { do: 'acknowledge' })
    .until(20 * MINUTE);
  incident.does('otto', to('P1'));
  const before = incident.sent.filter(({ after }) => after === '20m').map(({ kind, key }) => `${kind} ${key}`);
  const deadlines = [
    ...['response', 'response:2', 'join:vp-engineering', 'decision', 'update:1', 'task:open-bridge'],
    'task:page-team',
  ].map((id) => due(incident, id));
  incident
    .until(21 * MINUTE)
    .does('vera', { do: 'acknowledge' })
    .until(82 * MINUTE);

  test('the age stays', () => expect(incident.incident.startedAt).toBe(START));

  test('what P1 adds happens at once: pages, mail, bridge', () => {
    expect(before).toEqual(
      expect.arrayContaining([
        'page page:P1:0m:vp-engineering:1',
        'page page:P1:0m:engineering-manager:1',
        'page page:P1:0m:devops-lead:1',
        'page page:P1:0m:all-on-call.olga:1',
        'initial initial:mail',
        'open-bridge bridge',
      ]),
    );
  });

  test('what was done is not done again: the channel, the ticket, the investigation, pages to those who are here', () => {
    expect(incident.keys('initial:chat')).toEqual(['0m initial:chat']);
    expect(incident.attempts('ticket')).toEqual(['0m']);
    expect(incident.attempts('investigate:log-analysis')).toEqual(['0m']);
    expect(incident.keys('page:P1:0m').join()).not.toContain('otto');
    noKeyTwice(incident);
  });

  test('people already contacted are told at once, whoever got the first notification within a minute, as the update', () => {
    expect(incident.keys('severity:1')).toEqual(['20m severity:1:otto']);
    expect(incident.keys('update:1:')).toEqual(['21m update:1:chat', '21m update:1:mail']);
    expect(incident.text('update:1:chat')).toContain('Severity changed from P3 to P1');
    expect(incident.text('update:1:chat')).toContain('it is not what it seemed');
    expect(incident.obligation('update:1')).toMatchObject({ state: 'met', by: 'otto' });
  });

  test('its deadlines count from the rise: an answer of its own 25, joining 25, the decision 50; what was met stays', () => {
    expect(deadlines).toEqual([60, 25, 25, 50, 25, 25, 21]);
    expect(incident.obligation('response')).toMatchObject({ state: 'met', by: 'otto' });
    expect(incident.obligation('response:2')).toMatchObject({ state: 'met', by: 'vera' });
  });

  test('the pages repeat until somebody answers', () => {
    expect(incident.pagesOf('olga')).toEqual(['20m']);
    const silent = incidentOf('P3')
      .until(20 * MINUTE)
      .does('otto', to('P1'))
      .until(24 * MINUTE);
    expect(silent.pagesOf('olga')).toEqual(['20m', '22m', '24m']);
    expect(silent.pagesOf('otto')).toEqual([]);
  });

  test('the missing roles are paged again from 25 on, and people who joined before count', () => {
    expect(incident.keys('page:P1:join:devops-lead')[0]).toBe('25m page:P1:join:devops-lead:1');
    expect(incident.keys('page:P1:join:on-call-engineer')).toEqual([]);
  });

  test('the columns count from the rise: CTO at 50, CEO at 80', () => {
    expect(incident.keys('page:P1:30m')).toEqual(['50m page:P1:30m:cto:1']);
    expect(incident.keys('page:P1:60m')).toEqual(['1h20m page:P1:60m:ceo:1']);
  });

  test('the cadence of P1 runs from when the change was told', () => {
    const chat = incident.sent.filter(({ key }) => /^update:\d+:chat$/.test(key)).map(({ after }) => after);
    expect(chat.slice(0, 3)).toEqual(['21m', '26m', '31m']);
    expect(incident.told('nudge')[0]).toBe('25m nudge otto');
  });
});

describe('P3 becomes P1 at 45 minutes, nobody has answered', () => {
  const incident = incidentOf('P3')
    .until(45 * MINUTE)
    .does('vera', to('P1'))
    .until(76 * MINUTE);

  test('the first column is rung at once, but for who raised it', () => {
    expect(incident.keys('page:P1:0m').filter((line) => line.endsWith(':1'))).toHaveLength(4);
    expect(incident.keys('page:P1:0m').join()).not.toContain('vp-engineering');
    noKeyTwice(incident);
  });

  test('people who only got a notice before are paged now, and told about the change', () => {
    expect(incident.pagesOf('emil')[0]).toBe('45m');
    expect(incident.keys('severity:1')).toEqual(expect.arrayContaining(['45m severity:1:otto', '45m severity:1:emil']));
  });

  test('repeats every 2 minutes from the change; unanswered at 50, the next column is contacted early', () => {
    expect(incident.pagesOf('olga').slice(0, 3)).toEqual(['45m', '47m', '49m']);
    expect(incident.keys('page:P1:30m:cto').slice(0, 1)).toEqual(['50m page:P1:30m:cto:1']);
  });

  test('the decision is due 30 minutes after the rise, with its brief 15 minutes before', () => {
    expect(incident.keys('brief:1:chat')).toEqual(['1h brief:1:chat']);
    expect(due(incident, 'decision')).toBe(75);
    expect(incident.until(76 * MINUTE).keys('page:P1:decision')[0]).toBe('1h15m page:P1:decision-1:cto:1');
  });
});

describe('P2 becomes P1 at 10 minutes, nobody has answered', () => {
  const incident = incidentOf('P2')
    .until(10 * MINUTE)
    .does('vera', to('P1'))
    .until(29 * MINUTE);

  test('it calls for an answer of its own: everybody is rung, but for who raised it', () => {
    expect(incident.keys('page:P1:0m').filter((line) => line.endsWith(':1'))).toEqual([
      '10m page:P1:0m:engineering-manager:1',
      '10m page:P1:0m:devops-lead:1',
      '10m page:P1:0m:all-on-call.otto:1',
      '10m page:P1:0m:all-on-call.olga:1',
    ]);
    noKeyTwice(incident);
  });

  test('the repeats to the others now come as often as for a P1', () => {
    expect(incident.pagesOf('emil').slice(0, 6)).toEqual(['0m', '5m', '10m', '10m', '12m', '14m']);
  });

  test('the decision is due 30 minutes after the change', () => expect(due(incident, 'decision')).toBe(40));
});

describe('P1 becomes P2 at 20 minutes, nobody has answered', () => {
  const incident = incidentOf('P1')
    .until(20 * MINUTE)
    .does('dave', to('P2'))
    .until(36 * MINUTE);

  test('whoever lowered it has answered: the repeats end', () => {
    const after20 = incident.sent.filter(({ kind, atMs }) => kind === 'page' && atMs > 20 * MINUTE);
    expect(after20).toEqual([]);
    expect(incident.obligation('response')).toMatchObject({ state: 'late', by: 'dave' });
    noKeyTwice(incident);
  });
});

describe('P1 becomes P3 at 10 minutes', () => {
  const incident = incidentOf('P1')
    .until(4 * MINUTE)
    .does('otto', { do: 'acknowledge' })
    .until(10 * MINUTE);
  incident.does('otto', to('P3')).until(3 * HOUR);

  test('pages to people that P3 would not contact are withdrawn, and the others are told', () => {
    expect(incident.told('withdrawal').sort()).toEqual(['10m withdrawal dora', '10m withdrawal olga']);
    expect(incident.told('notice')).toEqual(
      expect.arrayContaining(['10m notice otto', '10m notice vera', '10m notice emil']),
    );
  });

  test('nobody is paged or reminded any more, and nobody is contacted twice', () => {
    expect(incident.sent.filter(({ kind, atMs }) => kind === 'page' && atMs > 10 * MINUTE)).toEqual([]);
    expect(incident.keys('notice:P3')).toEqual([]);
    noKeyTwice(incident);
  });

  test('what P3 does not ask for is waived by name', () => {
    for (const id of ['decision', 'task:decide', 'task:prepare-decision'])
      expect(incident.obligation(id)).toMatchObject({
        state: 'waived',
        by: 'muster',
        because: "P3 doesn't require it",
      });
    expect(incident.obligation('join:devops-lead')?.state).toBe('missed');
    expect(incident.told('brief')).toEqual([]);
  });

  test('the cadence is that of P3, counted from the last update', () => {
    const chat = incident.sent.filter(({ key }) => /^update:\d+:chat$/.test(key)).map(({ after }) => after);
    expect(chat).toEqual(['5m', '10m', '11m', '2h11m']);
  });

  test("P3's own deadlines apply", () => expect(due(incident, 'task:root-cause')).toBe(120));
});

describe('there and back: P1, P3, P1', () => {
  const incident = incidentOf('P1')
    .does('otto', { do: 'acknowledge' })
    .until(2 * MINUTE)
    .does('otto', to('P3'));
  incident
    .until(20 * MINUTE)
    .does('otto', to('P1'))
    .until(50 * MINUTE);

  test('the missing roles are rung at once, and chased from their own deadline on', () => {
    expect(incident.keys('page:P1:join:devops-lead').map((line) => line.split(' ')[0])).toEqual([
      ...['20m', '25m', '35m', '45m'],
    ]);
    expect(incident.obligation('join:devops-lead:2')).toMatchObject({ state: 'missed', dueAt: START + 25 * MINUTE });
    expect(incident.obligation('join:devops-lead')).toMatchObject({ state: 'waived', by: 'muster' });
  });

  test('and so is the decision, under a new number, with a brief and a deadline of its own', () => {
    expect(incident.obligation('decision')).toMatchObject({ state: 'waived', because: "P3 doesn't require it" });
    expect(incident.keys('brief')).toEqual(['35m brief:2:chat', '35m brief:2:approvers']);
    expect(incident.obligation('decision:2')).toMatchObject({ state: 'missed', dueAt: START + 50 * MINUTE });
    expect(incident.keys('page:P1:decision')).toEqual(['50m page:P1:decision-2:cto:1']);
  });

  test('whoever never answered is rung again, once, and nobody else', () => {
    expect(incident.keys('page:P1:0m').map((line) => line.slice(0, 3))).toEqual([
      ...['0m ', '0m ', '0m ', '0m ', '0m '],
      ...['20m', '20m', '20m', '20m'],
    ]);
    expect(incident.pagesOf('olga')).toEqual(['0m', '20m']);
    expect(incident.ringsOf('otto').map(({ after }) => after)).not.toContain('20m');
    noKeyTwice(incident);
  });
});

describe('a change', () => {
  test('needs a reason and another severity', () => {
    expect(incidentOf('P2').refusal('otto', { ...to('P1'), reason: '' })).toBe('Say why the severity is changing.');
    expect(incidentOf('P2').refusal('otto', to('P2'))).toBe('It is already P2.');
  });

  test('after a decision keeps it: it is not asked for twice', () => {
    const incident = incidentOf('P2').does('otto', { do: 'acknowledge' });
    incident
      .does('otto', { do: 'decide', choice: 'fix-forward', reason: 'r' })
      .until(20 * MINUTE)
      .does('otto', to('P1'));
    incident.until(40 * MINUTE);
    expect(incident.told('brief')).toEqual([]);
    expect(incident.obligation('decision')?.state).toBe('met');
  });

  test('of a P4 that is still open contacts the people of the new severity', () => {
    const incident = incidentOf('P4', {
      answer: ({ do: what }) => (what === 'create-ticket' ? new Error('down') : undefined),
    });
    incident.until(3 * MINUTE).does('dave', to('P2'));
    expect(incident.pagesOf('otto')).toEqual(['3m']);
    expect(incident.keys('initial')).toEqual(['3m initial:chat', '3m initial:mail']);
  });
});
