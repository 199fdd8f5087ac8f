import { MINUTE, START } from '../support/times';
import { incidentOf, PEOPLE } from '../support/virtual-clock';

describe('nothing of ours runs from minute 3 to minute 25 of a P1', () => {
  const incident = incidentOf('P1')
    .until(3 * MINUTE)
    .deadUntil(25 * MINUTE);
  const at25 = () => incident.sent.filter(({ after }) => after === '25m');
  const keys = at25().map(({ key }) => key);

  test('nothing happened meanwhile', () => {
    expect(incident.sent.filter(({ atMs }) => atMs > 3 * MINUTE && atMs < 25 * MINUTE)).toEqual([]);
  });

  test('each person is rung once: for the repeat of the page, and for the role that is missing', () => {
    for (const person of ['vera', 'emil', 'dora', 'otto', 'olga']) {
      const [page, ...others] = at25().filter(({ kind, to }) => kind === 'page' && to[0] === person);
      expect(others).toEqual([]);
      expect(page?.key).toMatch(/^page:P1:0m:.*:13$/);
      expect(page?.also ?? []).toHaveLength(person === 'olga' ? 0 : 1);
    }
  });

  test('the early column is contacted once', () => {
    expect(keys.filter((key) => key.startsWith('page:P1:30m'))).toEqual(['page:P1:30m:cto:1']);
  });

  test('one update, not four; the next is due on its own cadence', () => {
    expect(keys.filter((key) => key.startsWith('update:'))).toEqual(['update:1:chat', 'update:1:mail']);
    expect(incident.obligation('update:2')?.dueAt).toBe(START + 30 * MINUTE);
  });

  test('nobody is reminded of an update that goes out by itself at that moment', () => {
    expect(keys.filter((key) => key.startsWith('nudge:'))).toEqual([]);
    const backAtTheNextReminder = incidentOf('P1')
      .until(3 * MINUTE)
      .deadUntil(24.5 * MINUTE);
    expect(backAtTheNextReminder.keys('nudge:')).toEqual(['24m30s nudge:update:2']);
  });

  test('the brief once; the decision keeps its deadline', () => {
    expect(keys.filter((key) => key === 'brief:1:chat')).toHaveLength(1);
    expect(incident.obligation('decision')).toMatchObject({ state: 'open', dueAt: START + 30 * MINUTE });
  });

  test('what was due meanwhile is missed or late', () => {
    expect(incident.obligation('response')?.state).toBe('missed');
    expect(incident.obligation('task:prepare-decision')).toMatchObject({ state: 'late', lateByMs: 10 * MINUTE });
  });

  test('from then on everything keeps its own schedule', () => {
    incident.until(36 * MINUTE);
    expect(incident.pagesOf('olga').slice(-6)).toEqual(['26m', '28m', '30m', '32m', '34m', '36m']);
    expect(incident.keys('page:P1:join:devops-lead').at(-1)).toBe('35m page:P1:join:devops-lead:4');
  });
});

describe('a silence during our outage', () => {
  test('causes one page each: the lead and the others are not paged once per missed period', () => {
    const incident = incidentOf('P2').does('otto', { do: 'acknowledge' }).does('emil', { do: 'join' });
    incident.until(5 * MINUTE).deadUntil(90 * MINUTE);
    const idle = incident.sent.filter(({ key }) => key.includes(':idle'));
    expect(idle.map(({ to }) => to[0]).sort()).toEqual(['emil', 'otto']);
  });
});

describe('a provider that is down', () => {
  const down = (from: number, until: number, matches: RegExp) => (effect: { key: string }, now: number) =>
    matches.test(effect.key) && now >= START + from && now < START + until ? new Error('503') : undefined;

  test('is retried every 30 seconds until it answers, and delays nobody else', () => {
    const answer = down(0, 4 * MINUTE, /^initial:chat$/);
    const incident = incidentOf('P3', { answer }).until(6 * MINUTE);
    expect(incident.attempts('initial:chat')).toEqual(['0m', '30s', '1m', '1m30s', '2m', '2m30s', '3m', '3m30s', '4m']);
    expect(incident.told('notice')).toEqual(['0m notice otto']);
  });

  test('is visible on the incident, once per reason', () => {
    const incident = incidentOf('P3', { answer: down(0, 4 * MINUTE, /^initial:chat$/) }).until(2 * MINUTE);
    const failures = incident.incident.timeline.filter(({ kind }) => kind === 'not-delivered');
    expect(failures.map(({ text }) => text)).toEqual(['Initial notification in chat failed: 503. Retrying in 30 s.']);
    expect(incident.incident.effects['initial:chat']).toMatchObject({ status: 'failed', reason: '503' });
  });

  test('an update that a newer one has superseded is dropped', () => {
    const incident = incidentOf('P1', { answer: down(0, 11 * MINUTE, /^update:\d+:chat$/) }).until(12 * MINUTE);
    expect(incident.keys('update:1:chat')).toEqual([]);
    expect(incident.keys('update:2:chat')).toEqual(['11m update:2:chat']);
    expect(incident.attempts('update:1:chat').at(-1)).toBe('9m30s');
    expect(incident.keys('update:1:mail')).toEqual(['5m update:1:mail']);
  });

  test('a repeat that an acknowledgement has superseded is dropped', () => {
    const incident = incidentOf('P2', { answer: down(MINUTE, 20 * MINUTE, /^page:P2:0m:engineering-manager/) });
    incident
      .until(6 * MINUTE)
      .does('otto', { do: 'acknowledge' })
      .until(29 * MINUTE);
    expect(incident.pagesOf('emil')).toEqual(['0m']);
    expect(incident.attempts('page:P2:0m:engineering-manager:2').at(-1)).toBe('6m');
  });

  test('but somebody who got no page yet is still paged, once', () => {
    const incident = incidentOf('P2', { answer: down(0, 20 * MINUTE, /^page:P2:0m:engineering-manager/) });
    incident
      .until(6 * MINUTE)
      .does('otto', { do: 'acknowledge' })
      .until(29 * MINUTE);
    expect(incident.pagesOf('emil')).toEqual(['20m']);
  });

  test('the directory: people are found as soon as it answers', () => {
    const incident = incidentOf('P2', { answer: down(0, 2 * MINUTE, /^people:/) }).until(8 * MINUTE);
    expect(incident.pagesOf('otto')).toEqual(['2m', '7m']);
    expect(incident.keys('initial:chat')).toEqual(['0m initial:chat']);
  });

  test('a page that is late because of it is late on the ledger', () => {
    const incident = incidentOf('P2', { answer: down(0, 3 * MINUTE, /^page:/) }).until(4 * MINUTE);
    expect(incident.obligation('task:page-team')).toMatchObject({ state: 'late', lateByMs: 2 * MINUTE });
  });
});

test('somebody who goes on call later is found by the next column', () => {
  const people = { ...PEOPLE };
  const incident = incidentOf('P1', { people })
    .does('otto', { do: 'acknowledge' })
    .until(10 * MINUTE);
  people['cora'] = ['cto'];
  delete people['cleo'];
  expect(incident.until(31 * MINUTE).keys('page:P1:30m')).toEqual(['30m page:P1:30m:cto:1']);
  expect(incident.pagesOf('cora')[0]).toBe('30m');
});
