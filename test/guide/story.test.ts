/** The story that the resolved notification and the post-mortem tell: what happened, and when. */
import { withoutOld } from '../../domain/ledger/record';
import { noted } from '../../domain/ledger/timeline';
import { draftPostMortem } from '../../domain/post-mortem/draft';
import type { Deed } from '../../domain/state/acts';
import type { Effect } from '../../domain/state/effects';
import { evolve } from '../../domain/evolve';
import { composePost } from '../../domain/messages/compose';
import { openIncident } from '../../domain/open';
import type { Incident } from '../../domain/state/incident';
import { HOUR, MINUTE, START } from '../support/times';
import { alertOf, groupOf, guide, incidentOf, VirtualIncident } from '../support/virtual-clock';

const RESOLVE = { do: 'resolve', resolution: 'Rolled back to v2024.01.14', override: 'seen' } as const;

const section = (text: string, name: string): string[] =>
  (text.split(`## ${name}\n`)[1]?.split('\n## ')[0] ?? '').trim().split('\n');

const timelineOf = (incident: VirtualIncident): string[] => section(incident.text('resolved:chat'), 'Timeline');

describe('a P1 of two hours', () => {
  const incident = incidentOf('P1')
    .until(3 * MINUTE)
    .does('otto', { do: 'acknowledge' })
    .until(20 * MINUTE)
    .does('emil', { do: 'status', status: 'identified', text: 'an index is missing' })
    .does('emil', { do: 'decide', choice: 'roll-back', reason: 'the deployment broke it' })
    .until(22 * MINUTE)
    .rollbackSeen(true, 'v2024.01.14 is healthy')
    .until(2 * HOUR)
    .does('otto', RESOLVE);
  const told = timelineOf(incident);

  test('begins with detection, first page and first answer', () => {
    expect(told.slice(0, 3)).toEqual([
      expect.stringMatching(/^- 14:30 UTC: Opened as P1 by alertmanager/) as string,
      expect.stringMatching(/^- 14:30 UTC: Paging vera/) as string,
      '- 14:33 UTC: otto acknowledged',
    ]);
  });

  test('has the status changes, the decision with its reason, the rollback and the resolution', () => {
    expect(told).toContain('- 14:50 UTC: Status changed from investigating to identified: an index is missing');
    expect(told).toContain('- 14:50 UTC: emil decided to roll back: the deployment broke it');
    expect(told).toContain('- 14:52 UTC: Rolled back to v2024.01.14: v2024.01.14 is healthy');
    expect(told).toContain('- 16:30 UTC: Resolved: Rolled back to v2024.01.14');
    expect(told.join('\n')).not.toContain('Dry run');
  });

  test('counts the automatic posts and lists none of them', () => {
    expect(told.at(-1)).toBe('- 23 updates went out by themselves');
    expect(told.join('\n')).not.toContain('posted automatically');
  });

  test("the post-mortem's draft tells the same", () => {
    const draft = draftPostMortem(guide, incident.incident, incident.incident.timeline);
    for (const line of told) {
      const text = line.replace(/^- (?:\d\d:\d\d UTC: )?/, '');
      expect(draft).toContain(`| ${text} |`);
    }
    expect(draft).not.toContain('posted automatically');
    expect(draft).not.toContain('Missed:');
  });

  test('names the cause that somebody gave with a status', () => {
    expect(section(incident.text('resolved:chat'), 'Root Cause')).toEqual(['an index is missing']);
  });
});

describe('the cause', () => {
  const causeOf = (...deeds: Deed[]): string =>
    deeds
      .reduce((incident, deed) => incident.does('otto', deed), incidentOf('P2').does('otto', { do: 'acknowledge' }))
      .does('otto', RESOLVE).incident.facts.rootCause ?? 'none';

  test.each([
    ['with identified', ['an index is missing'], [{ status: 'identified', text: 'an index is missing' }]],
    ['with a later status', ['the disk is full'], [{ status: 'mitigating', text: 'the disk is full' }]],
    [
      'a step back tells of a relapse',
      ['none'],
      [{ status: 'monitoring' }, { status: 'mitigating', text: 'it is back' }],
    ],
    [
      'a later status does not replace it',
      ['no index'],
      [
        { status: 'identified', text: 'no index' },
        { status: 'mitigating', text: 'adding it' },
      ],
    ],
    [
      'the newest that was identified counts',
      ['no disk'],
      [{ status: 'identified', text: 'no index' }, { status: 'mitigating' }, { status: 'identified', text: 'no disk' }],
    ],
    [
      'back to investigating: it was not that',
      ['none'],
      [
        { status: 'identified', text: 'no index' },
        { status: 'investigating', text: 'the index is there' },
      ],
    ],
  ] as const)('%s', (_what, [cause], statuses) => {
    const deeds = statuses.map((status): Deed => ({ do: 'status', ...status }));
    expect(causeOf(...deeds)).toBe(cause);
  });
});

describe('days', () => {
  const resolvedAfter = (ms: number): VirtualIncident =>
    incidentOf('P2').does('otto', { do: 'acknowledge' }).until(ms).does('otto', RESOLVE);

  test('on one day, times alone', () => {
    expect(resolvedAfter(HOUR).text('resolved:mail')).toContain('1 h (14:30 UTC - 15:30 UTC)');
  });

  test('over several days, the date where it changes', () => {
    const incident = resolvedAfter(72 * HOUR + MINUTE);
    expect(incident.text('resolved:mail')).toContain('3 d (2024-01-15 14:30 UTC - 2024-01-18 14:31 UTC)');
    const told = timelineOf(incident);
    expect(told[0]).toMatch(/^- 2024-01-15 14:30 UTC: Opened/);
    expect(told[1]).toMatch(/^- 14:30 UTC: Paging/);
    expect(told.at(-2)).toMatch(/^- 2024-01-18 14:31 UTC: Resolved/);
    expect(draftPostMortem(guide, incident.incident, incident.incident.timeline)).toContain('| 2024-01-18 14:31 UTC |');
  });
});

test('a problem that its alerts date back began before it was detected', () => {
  const alert = { ...alertOf({ severity: 'P2', service: 'release-manager' }), startsAt: Date.UTC(2024, 0, 15, 14, 10) };
  const incident = new VirtualIncident(groupOf(alert)).does('otto', RESOLVE);
  expect(timelineOf(incident)[0]).toBe('- 14:10 UTC: The problem began, as its alerts say');
});

test('a story that changes again and again keeps its beginning and its end, and counts the rest', () => {
  const incident = incidentOf('P2').does('otto', { do: 'acknowledge' });
  for (let n = 0; n < 40; n += 1)
    incident.does('otto', { do: 'status', status: n % 2 === 0 ? 'mitigating' : 'investigating' });
  const told = timelineOf(incident.does('otto', RESOLVE));
  expect(told).toHaveLength(41);
  expect(told[0]).toContain('Opened as P2');
  expect(told[10]).toBe('- 4 further changes, which are on the timeline');
  expect(told.at(-1)).toContain('Resolved');
});

test('an incident that is too long for the memory still tells how it began', () => {
  const { incident } = incidentOf('P2').does('otto', { do: 'acknowledge' });
  let long = incident;
  for (let n = 0; n < 1_000; n += 1)
    long = withoutOld({ ...noted(long, n, { kind: 'note', text: 'looked again' }), recordedSeq: long.nextSeq });
  expect(long.timeline.length).toBeLessThan(500);
  const { text } = composePost(guide, long, 'resolved', 0);
  expect(section(text, 'Timeline').slice(0, 3).join('\n')).toMatch(/Opened as P2.*\n.*Paging.*\n.*otto acknowledged/);
});

const DECLARED = {
  eventId: 'e1',
  by: 'otto',
  byName: 'Otto',
  service: 'release-manager',
  serviceTitle: 'Release Manager',
  serviceUnknown: false,
  title: 'Exports fail',
};

const declare = (facts: Record<string, number>, impact: string): Incident =>
  openIncident(guide, {
    id: 'release-manager-1-2',
    address: 'release-manager-1',
    policy: { name: guide.name, version: guide.version, hash: 'test', speed: 1 },
    at: START,
    by: { declaration: { ...DECLARED, facts, impact } },
  });

describe('users and impact', () => {
  const facts = { usersAffectedPercent: 30 };
  const resolved = (labels: Record<string, string>): VirtualIncident =>
    new VirtualIncident(groupOf(alertOf({ severity: 'P2', service: 'release-manager' }, labels)));

  test('as somebody declared them last', () => {
    const incident = resolved({}).does('otto', { do: 'update', text: 'x', impact: 'exports fail' });
    const text = incident.does('otto', RESOLVE).text('resolved:mail');
    expect(section(text, 'Impact')).toContain('- Users noticed: exports fail');
  });

  test('a declaration says how many users', () => {
    const declared = declare(facts, 'exports fail');
    const text = composePost(guide, declared, 'resolved', 0).text;
    expect(section(text, 'Impact')).toContain('- Users affected: 30 % of users');
    expect(section(text, 'Impact')).toContain('- Users noticed: exports fail');
  });

  test('a second declaration of the same incident is the newest', () => {
    const declaration = { ...DECLARED, eventId: 'e2', facts: { usersAffectedPercent: 60 }, impact: 'all fails' };
    const again = evolve(guide, declare(facts, 'exports fail'), { type: 'declared', declaration, at: START });
    const text = composePost(guide, again, 'resolved', 0).text;
    expect(section(text, 'Impact')).toContain('- Users affected: 60 % of users');
    expect(section(text, 'Impact')).toContain('- Users noticed: all fails');
  });

  test('while a fix is watched, it is what users noticed until then', () => {
    const incident = resolved({}).does('otto', { do: 'update', text: 'x', impact: 'exports fail' });
    incident.does('otto', { do: 'status', status: 'monitoring' }).does('otto', { do: 'update', text: 'rolled back' });
    expect(section(incident.text('update:2:mail'), 'Impact')).toEqual(['Until the fix: exports fail']);
  });
});

describe('the date of the meeting is in the resolved notification', () => {
  const resolved = (answer: (effect: Effect) => Error | 'silent' | undefined): VirtualIncident =>
    incidentOf('P2', { answer }).does('otto', { do: 'acknowledge' }).until(HOUR).does('otto', RESOLVE);

  test('it is asked for as the post-mortem asks, and named', () => {
    const incident = resolved(() => undefined);
    expect(incident.told('resolved')).toEqual(['1h resolved chat', '1h resolved mail']);
    expect(section(incident.text('resolved:mail'), 'Post-Mortem').join('\n')).toContain(
      'The post-mortem meeting is scheduled for 2024-01-16 13:30 UTC to discuss',
    );
  });

  test('a calendar that refuses delays nothing', () => {
    const incident = resolved(({ do: what }) => (what === 'find-slot' ? new Error('no calendar') : undefined));
    expect(incident.told('resolved')).toEqual(['1h resolved chat', '1h resolved mail']);
    expect(incident.text('resolved:mail')).toContain('The date of the post-mortem meeting will be announced.');
    expect(incident.until(3 * HOUR).attempts('slot')).toEqual(['1h']);
  });

  test('one that does not answer delays it by a minute', () => {
    const incident = resolved(({ do: what }) => (what === 'find-slot' ? 'silent' : undefined));
    expect(incident.told('resolved')).toEqual([]);
    expect(incident.until(2 * HOUR).told('resolved')).toEqual(['1h1m resolved chat', '1h1m resolved mail']);
    expect(incident.text('resolved:mail')).toContain('will be announced');
  });

  test('P3 has none and waits for none', () => {
    const incident = incidentOf('P3').does('otto', RESOLVE);
    expect(incident.attempts('slot')).toEqual([]);
    expect(incident.text('resolved:chat')).toContain('None: the guide requires none for this severity.');
  });
});
