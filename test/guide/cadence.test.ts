import type { Effect } from '../../domain/state/effects';
import type { EffectOutcome } from '../../domain/state/events';
import { draftPostMortem } from '../../domain/post-mortem/draft';
import { sinceLastUpdate } from '../../domain/updates/words';
import { HOUR, MINUTE, START } from '../support/times';
import { guide, incidentOf, type VirtualIncident } from '../support/virtual-clock';

const updates = (incident: VirtualIncident, port = 'chat'): string[] =>
  incident.sent
    .filter(({ kind, key, to }) => kind === 'update' && key.startsWith('update:') && to[0] === port)
    .map(({ after }) => after);
const nudges = (incident: VirtualIncident): string[] => incident.told('nudge').map((line) => line.split(' ')[0] ?? '');

describe('the lower bound nudges the lead, the upper bound posts the draft', () => {
  test('P1: a nudge one minute before 5', () => {
    const incident = incidentOf('P1')
      .does('otto', { do: 'acknowledge' })
      .until(15 * MINUTE);
    expect(nudges(incident)).toEqual(['4m', '9m', '14m']);
    expect(updates(incident)).toEqual(['5m', '10m', '15m']);
    expect(updates(incident, 'mail')).toEqual(['5m', '10m', '15m']);
  });

  test('P2: 15 and 30 minutes', () => {
    const incident = incidentOf('P2')
      .does('otto', { do: 'acknowledge' })
      .until(61 * MINUTE);
    expect([nudges(incident), updates(incident)]).toEqual([
      ['15m', '45m'],
      ['30m', '1h'],
    ]);
  });

  test('P3: one hour and two, to the channel only', () => {
    const incident = incidentOf('P3')
      .does('otto', { do: 'acknowledge' })
      .until(4 * HOUR);
    expect([nudges(incident), updates(incident)]).toEqual([
      ['1h', '3h'],
      ['2h', '4h'],
    ]);
    expect(updates(incident, 'mail')).toEqual([]);
  });

  test('the nudge goes to the lead; before there is one, to the on-call engineer', () => {
    const incident = incidentOf('P1')
      .until(6 * MINUTE)
      .does('vera', { do: 'acknowledge' })
      .until(10 * MINUTE);
    expect(incident.told('nudge')).toEqual(['4m nudge otto', '9m nudge vera']);
  });

  test('the nudge contains the draft: what changed since the last update', () => {
    const incident = incidentOf('P2').does('otto', { do: 'acknowledge' });
    incident.until(5 * MINUTE).does('otto', { do: 'update', text: 'We look at the database.' });
    incident
      .until(8 * MINUTE)
      .does('otto', { do: 'note', text: 'The pool is exhausted' })
      .until(20 * MINUTE);
    expect(incident.text('nudge:update:2')).toContain('- 14:38 UTC: The pool is exhausted');
    expect(incident.text('nudge:update:2')).not.toContain('otto acknowledged');
  });

  test('the draft is marked as automatic and the miss is on record', () => {
    const incident = incidentOf('P2')
      .does('otto', { do: 'acknowledge' })
      .until(30 * MINUTE);
    expect(incident.text('update:1:chat')).toContain('Automatic update. Since the last one:');
    expect(incident.text('update:1:chat')).not.toContain('nobody posted');
    expect(incident.text('update:1:chat')).toContain('- 14:30 UTC: otto acknowledged');
    expect(incident.obligation('update:1')).toMatchObject({
      state: 'missed',
      because: 'nobody posted it in time; the draft went out automatically',
    });
    expect(incident.obligation('update:2')).toMatchObject({ state: 'open', dueAt: incident.incident.startedAt + HOUR });
  });
});

describe("a person's update", () => {
  test('is posted at once, to everybody, and resets both bounds', () => {
    const incident = incidentOf('P2')
      .does('otto', { do: 'acknowledge' })
      .until(10 * MINUTE);
    incident.does('otto', { do: 'update', text: 'We are rolling back.' }).until(41 * MINUTE);
    expect([nudges(incident), updates(incident), updates(incident, 'mail')]).toEqual([
      ['25m'],
      ['10m', '40m'],
      ['10m', '40m'],
    ]);
    expect(incident.obligation('update:1')).toMatchObject({ state: 'met', by: 'otto' });
  });

  test('contains its text, its impact and when the next one is due', () => {
    const incident = incidentOf('P2').until(10 * MINUTE);
    incident.does('otto', { do: 'update', text: 'We are rolling back.', impact: '300 users' });
    const text = incident.text('update:1:mail');
    expect(text).toContain('We are rolling back.');
    expect(text).toContain('300 users');
    expect(text).toContain('In 30 min (by 15:10 UTC)');
    expect(text).not.toContain('Automatic update');
  });

  test('an empty one is refused', () => {
    expect(incidentOf('P2').refusal('otto', { do: 'update', text: '  ' })).toBe(
      'The text is empty. Write what you want to say.',
    );
  });
});

test.each([
  ['P1', 'In 5 min (by 14:40 UTC)', 5 * MINUTE],
  ['P2', 'In 30 min (by 15:30 UTC)', 30 * MINUTE],
  ['P3', 'In 2 h (by 18:30 UTC)', 2 * HOUR],
] as const)('%s: every update says when the next is due, the automatic ones too', (severity, sentence, after) => {
  expect(incidentOf(severity).until(after).text('update:1:chat')).toContain(sentence);
});

describe('the cadence continues', () => {
  test('during monitoring too, until the resolved notification', () => {
    const incident = incidentOf('P2')
      .does('otto', { do: 'acknowledge' })
      .until(10 * MINUTE);
    incident.does('otto', { do: 'status', status: 'monitoring' }).until(65 * MINUTE);
    incident.does('otto', { do: 'resolve', resolution: 'rolled back', override: 'seen by hand' }).until(5 * HOUR);
    // Two changes (monitoring, and the relapse when the alert did not recover), then the cadence.
    expect(updates(incident)).toEqual(['11m', '21m', '51m']);
    expect(incident.told('resolved')).toEqual(['1h5m resolved chat', '1h5m resolved mail']);
  });

  test('an update that was not due yet at the resolution was never an obligation', () => {
    const incident = incidentOf('P2').does('otto', { do: 'resolve', resolution: 'r', override: 'o' });
    expect(incident.obligation('update:1')).toBeUndefined();
  });
});

describe('the resolved notification goes to everybody who got the initial one', () => {
  const resolve = {
    do: 'resolve',
    resolution: 'Rolled back to v2024.01.14',
    rootCause: 'N+1',
    override: 'seen',
  } as const;

  test('P3: the channel', () => {
    expect(incidentOf('P3').does('otto', resolve).told('resolved')).toEqual(['0m resolved chat']);
  });

  test('lowered from P2 to P3: the stakeholders get it too', () => {
    const incident = incidentOf('P2').does('otto', { do: 'severity', severity: 'P3', reason: 'few users' });
    expect(incident.does('otto', resolve).told('resolved')).toEqual(['0m resolved chat', '0m resolved mail']);
  });

  test('with cause, resolution, duration and the post-mortem', () => {
    const incident = incidentOf('P2')
      .until(45 * MINUTE)
      .does('otto', resolve);
    const text = incident.text('resolved:mail');
    for (const part of [
      '# INCIDENT RESOLVED',
      '**Status**: RESOLVED',
      '45 min (14:30 UTC - 15:15 UTC)',
      'N+1',
      'Rolled back to v2024.01.14',
      'The post-mortem meeting is scheduled for 2024-01-16 13:15 UTC',
    ])
      expect(text).toContain(part);
  });
});

describe('what became of messages', () => {
  /** Pages fail at first, then go by text message, which does not arrive; mail is away. */
  const answer = (effect: Effect, now: number): EffectOutcome | Error | undefined => {
    if (effect.key.endsWith(':mail')) return new Error('503');
    if (effect.do !== 'page') return undefined;
    if (now < START + MINUTE) return new Error('503');
    const way = { channel: 'SMS', outcome: 'sent', reference: effect.key };
    return { of: 'delivered', reference: effect.key, tries: [way] };
  };
  const CHATTER = /Delivered to |SMS to |failed: |not sent:/;

  function troubled(): VirtualIncident {
    const incident = incidentOf('P1', { answer }).until(2 * MINUTE);
    for (const watch of incident.watches())
      if (watch.watch === 'delivery')
        incident.reports({ of: 'delivery', page: watch.page, reference: watch.reference, state: 'failed for now' });
    return incident.until(5 * MINUTE);
  }

  test('is on the timeline, and neither in an update nor in a draft', () => {
    const incident = troubled();
    const kinds = new Set(incident.incident.timeline.map(({ kind }) => kind));
    for (const kind of ['not-delivered', 'paged', 'delivery', 'overtaken']) expect(kinds).toContain(kind);
    expect(incident.text('update:1:chat')).toContain('Paging vera, emil, dora, otto, olga');
    expect(incident.text('update:1:chat')).not.toMatch(CHATTER);
    expect(
      sinceLastUpdate({ ...incident.incident, updates: { ...incident.incident.updates, lastSeq: 0 } }),
    ).not.toMatch(CHATTER);
    expect(draftPostMortem(guide, incident.incident, incident.incident.timeline)).not.toMatch(CHATTER);
  });
});
