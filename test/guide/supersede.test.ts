import type { Effect } from '../../domain/state/effects';
import { view } from '../../domain/view';
import { HOUR, MINUTE, SECOND, START } from '../support/times';
import { alertOf, groupOf, guide, guideWith, incidentOf } from '../support/virtual-clock';

/** Vendors that are away for the first hour, by the keys of what goes to them. */
const awayFor =
  (ms: number, matches: RegExp) =>
  (effect: Effect, now: number): Error | undefined =>
    now - START < ms && matches.test(effect.key) ? new Error('503') : undefined;

const dropped = ({ incident }: ReturnType<typeof incidentOf>): string[] =>
  incident.timeline.filter(({ kind }) => kind === 'overtaken').map(({ text }) => text);

const failing = (run: ReturnType<typeof incidentOf>): string[] =>
  view(guide, run.incident, run.now).failing.map(({ key }) => key);

describe.each([
  ['mail', 'by mail', /:mail$/],
  ['chat', 'in chat', /:chat$/],
])('%s is away for an hour of a P1', (port, by, matches) => {
  // It is back between two updates.
  const incident = incidentOf('P1', { answer: awayFor(HOUR + 10 * SECOND, matches) });
  const delivered = () => incident.sent.filter(({ key }) => matches.test(key));
  incident.until(HOUR - SECOND);
  const updates = incident.incident.updates.count;

  test('nothing gets through, and everybody is still paged as usual', () => {
    expect(delivered()).toEqual([]);
    expect(incident.pagesOf('otto')).toEqual(
      incidentOf('P1')
        .until(HOUR - SECOND)
        .pagesOf('otto'),
    );
  });

  test('the record says what was not sent, and what superseded it', () => {
    const told = dropped(incident);
    expect(told).toContain(`Initial notification ${by} not sent: superseded by update 1`);
    for (let n = 1; n < updates; n += 1)
      expect(told).toContain(`Update ${n} ${by} not sent: superseded by update ${n + 1}`);
    expect(told.filter((text) => text.includes(`update:${updates}:${port},`))).toEqual([]);
  });

  test('only what is still wanted is tried and shown as failing', () => {
    expect(failing(incident).filter((key) => /^(initial|update)/.test(key))).toEqual([`update:${updates}:${port}`]);
  });

  test('when it is back the newest update gets through, and no older one', () => {
    incident.until(HOUR + 31 * SECOND);
    const keys = delivered().map(({ key }) => key);
    expect(keys.filter((key) => /^(initial|update)/.test(key))).toEqual([
      `update:${incident.incident.updates.count}:${port}`,
    ]);
    expect(new Set(keys).size).toBe(keys.length);
    expect(failing(incident)).toEqual([]);
  });
});

test('an incident that ended meanwhile sends only its last message', () => {
  const incident = incidentOf('P1', { answer: awayFor(HOUR, /:(chat|mail)$/) });
  incident.until(20 * MINUTE).does('otto', { do: 'resolve', resolution: 'fixed', override: 'a test' });
  const told = dropped(incident);
  expect(told).toContainEqual(
    expect.stringMatching(/^Update \d+ by mail not sent: superseded by the end: the incident is resolved$/),
  );
  incident.until(HOUR + 31 * SECOND);
  expect(incident.sent.filter(({ atMs }) => atMs >= HOUR).map(({ key }) => key)).toEqual([
    'resolved:chat',
    'resolved:mail',
  ]);
});

test('of two severity changes that waited, only the last one is reported', () => {
  const incident = incidentOf('P2', { answer: awayFor(22 * MINUTE, /^update:\d+:chat$/) });
  incident.until(5 * MINUTE).does('otto', { do: 'severity', severity: 'P1', reason: 'worse' });
  incident.until(8 * MINUTE).does('otto', { do: 'severity', severity: 'P2', reason: 'better' });
  incident.until(10 * MINUTE);
  expect(dropped(incident)).toContain('Update 1 in chat not sent: superseded by update 2');
  expect(
    incident
      .until(23 * MINUTE)
      .keys('update:')
      .filter((key) => key.endsWith(':chat')),
  ).toEqual(['22m update:2:chat']);
});

test('the all-clear is not sent once an alert fires again', () => {
  const labels = { severity: 'P1', service: 'release-manager' };
  const incident = incidentOf('P1', { answer: awayFor(HOUR, /^clear:/) }).does('otto', { do: 'acknowledge' });
  const alert = (firing: boolean, at: number) => groupOf({ ...alertOf(labels), firing, startsAt: START + at });
  incident.until(10 * MINUTE).alerts(alert(false, 0));
  expect(incident.attempts('clear:1')).toEqual(['10m']);
  incident.until(15 * MINUTE).alerts(alert(true, 15 * MINUTE));
  expect(dropped(incident)).toContain(
    'Question whether to go to monitoring not sent: superseded by an alert that fires again',
  );
  expect(incident.until(2 * HOUR).keys('clear:1')).toEqual([]);
});

test('repeats that nobody could deliver are one page when the vendor is back', () => {
  const incident = incidentOf('P2', { answer: awayFor(HOUR, /^page:P2:0m:engineering-manager/) });
  incident.until(HOUR + SECOND);
  expect(incident.pagesOf('emil')).toEqual(['1h']);
  expect(dropped(incident).filter((text) => text.startsWith('Page to emil'))).toHaveLength(12);
  expect(dropped(incident)[0]).toMatch(/^Page to emil not sent: superseded by a newer page$/);
});

test('what was superseded and is wanted again is sent', () => {
  const incident = incidentOf('P2', { answer: awayFor(12 * MINUTE, /^page:P2:0m:engineering-manager/) });
  incident.until(3 * MINUTE).does('otto', { do: 'acknowledge' });
  incident
    .until(4 * MINUTE)
    .clears()
    .does('otto', { do: 'status', status: 'monitoring' });
  expect(dropped(incident)).toContainEqual(expect.stringMatching(/^Page to emil not sent/));
  incident.until(20 * MINUTE);
  expect(incident.pagesOf('emil')).toEqual([]);
  incident.does('otto', { do: 'status', status: 'mitigating' });
  expect(incident.pagesOf('emil')).toEqual(['20m']);
});

test('what was superseded and is wanted again keeps its retry interval, and the same failure is not recorded again', () => {
  const incident = incidentOf('P2', { answer: awayFor(12 * MINUTE, /^page:P2:0m:engineering-manager/) });
  incident.until(3 * MINUTE).does('otto', { do: 'acknowledge' });
  incident
    .until(4 * MINUTE)
    .clears()
    .does('otto', { do: 'status', status: 'monitoring' });
  const tried = incident.tried.length;
  const failures = () => incident.incident.timeline.filter(({ kind }) => kind === 'not-delivered').length;
  const told = failures();
  incident.until(4 * MINUTE + 10 * SECOND).does('otto', { do: 'status', status: 'mitigating' });
  const again = () => incident.tried.slice(tried).filter((line) => line.includes('engineering-manager'));
  expect(again()).toEqual([]);
  incident.until(5 * MINUTE + SECOND);
  expect(again()).toEqual(['4m30s page:P2:0m:engineering-manager:1', '5m page:P2:0m:engineering-manager:1']);
  expect(failures()).toBe(told);
});

test('the action list shows that the update served as the initial notification', () => {
  const incident = incidentOf('P2', { answer: awayFor(HOUR, /^initial:chat$/) }).until(HOUR);
  expect(incident.keys('initial:chat')).toEqual([]);
  expect(incident.keys('update:1:chat')).toHaveLength(1);
  expect(['late', 'met']).toContain(incident.obligation('task:announce')?.state);
});

test('a policy that drops nothing sends what it has, late', () => {
  const policy = guideWith(({ delivery }) => {
    delivery.overtaken.dropped = false;
  });
  const incident = incidentOf('P1', { policy, answer: awayFor(HOUR, /:mail$/) }).until(HOUR + 31 * SECOND);
  expect([dropped(incident), incident.keys('initial:mail')]).toEqual([[], ['1h initial:mail']]);
});

describe('the record says what it was', () => {
  const said = (incident: ReturnType<typeof incidentOf>, stem: string): string[] =>
    incident.incident.timeline.flatMap(({ kind, text, key }) =>
      kind === 'overtaken' && key?.startsWith(stem) === true ? [text.split(' not sent: superseded by ')[1] ?? ''] : [],
    );
  const emil = 'page:P2:0m:engineering-manager';
  const acknowledge = { do: 'acknowledge' } as const;

  test('an acknowledgement of the person', () => {
    const incident = incidentOf('P2', { answer: awayFor(HOUR, /^page:P2:0m:engineering-manager/) });
    incident.until(10 * SECOND).does('emil', acknowledge);
    expect(said(incident, emil)).toEqual(['an acknowledgement']);
  });

  test('monitoring, where no page followed', () => {
    const incident = incidentOf('P2', { answer: awayFor(HOUR, /^page:P2:0m:engineering-manager/) });
    incident
      .until(3 * MINUTE)
      .does('otto', acknowledge)
      .until(4 * MINUTE);
    incident.does('otto', { do: 'status', status: 'monitoring' });
    expect(said(incident, emil)).toEqual(['the status monitoring']);
  });

  test('another severity, which does not contact the person: they are not paged after the withdrawal', () => {
    const incident = incidentOf('P1', { answer: awayFor(20 * MINUTE, /^page:P1:30m:cto/) });
    incident
      .until(7 * MINUTE)
      .does('otto', acknowledge)
      .until(8 * MINUTE);
    incident.does('otto', { do: 'severity', severity: 'P3', reason: 'one customer' });
    expect(said(incident, 'page:P1:30m:cto').at(-1)).toBe('the severity P3');
    expect(incident.until(25 * MINUTE).pagesOf('cleo')).toEqual([]);
    expect(incident.told('withdrawal')).toContain('8m withdrawal cleo');
    // Raised again, the page that never came through is wanted again.
    incident.does('otto', { do: 'severity', severity: 'P1', reason: 'after all' });
    expect(incident.pagesOf('cleo')).toEqual(['25m']);
  });

  test('a report on the status page, or monitoring, which answers the question', () => {
    const rules = guideWith((policy) => {
      const { P1 } = policy.statusPage?.severities ?? {};
      if (P1) P1.opens = 'when-confirmed';
    });
    const run = () =>
      incidentOf('P1', { policy: rules, answer: awayFor(HOUR, /:ask$/) })
        .does('otto', acknowledge)
        .until(MINUTE);
    expect(said(run().does('otto', { do: 'publish' }), 'status-page:1:ask')).toEqual(['a report on the status page']);
    expect(said(run().does('otto', { do: 'status', status: 'monitoring' }), 'status-page:1:ask')).toEqual([
      'the status monitoring',
    ]);
  });

  test('a merge, which is not the end until the other incident has taken over', () => {
    const incident = incidentOf('P1', { answer: awayFor(HOUR, /:mail$/) }).until(MINUTE);
    const into = { id: 'other-1', address: 'other', title: 'the other one' };
    incident.does('otto', { do: 'merge', into, reason: 'the same' });
    expect(said(incident, 'initial:mail')).toEqual(['the merge into other-1']);
    incident.mergeFails().until(2 * MINUTE);
    expect(incident.attempts('initial:mail').at(-1)).toBe('2m');
  });
});
