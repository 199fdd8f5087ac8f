import { HOUR, MINUTE, START } from '../support/times';
import { incidentOf } from '../support/virtual-clock';

const POSTS = ['initial', 'invitation', 'open-bridge', 'create-ticket'];

describe('at the start, beside the pages', () => {
  test('P1: channel, stakeholders by mail, ticket, bridge, and its invitation to the response team', () => {
    expect(
      incidentOf('P1')
        .told(...POSTS)
        .sort(),
    ).toEqual([
      '0m create-ticket ',
      '0m initial chat',
      '0m initial mail',
      '0m invitation vera+emil+dora+otto+olga',
      '0m open-bridge ',
    ]);
  });

  test('P1: people who are contacted later are invited too', () => {
    const incident = incidentOf('P1')
      .does('otto', { do: 'acknowledge' })
      .until(70 * MINUTE);
    expect(incident.told('invitation').slice(1)).toEqual(
      expect.arrayContaining(['30m invitation cleo', '1h invitation carl']),
    );
  });

  test('P2: channel, mail and ticket; the bridge only when somebody asks', () => {
    const incident = incidentOf('P2').until(10 * MINUTE);
    expect(incident.told(...POSTS).sort()).toEqual(['0m create-ticket ', '0m initial chat', '0m initial mail']);
    incident.does('otto', { do: 'bridge' });
    expect(incident.told('open-bridge', 'invitation')).toEqual(['10m open-bridge ', '10m invitation emil+otto']);
  });

  test('P3: the channel and a ticket, no mail, no bridge', () => {
    expect(
      incidentOf('P3')
        .until(HOUR)
        .told(...POSTS),
    ).toEqual(['0m initial chat', '0m create-ticket ', '0m create-ticket ']);
  });

  test('P4: the tracker only', () => {
    expect(
      incidentOf('P4')
        .until(HOUR)
        .sent.map(({ key }) => key),
    ).toEqual(['ticket']);
  });
});

describe('the initial notification', () => {
  const { text } = incidentOf('P2').sent.find(({ key }) => key === 'initial:chat') ?? { text: '' };

  test('is the template of the guide, filled with facts', () => {
    for (const line of [
      '# INCIDENT: Release Manager: Release Manager API degraded',
      '**Severity**: P2 (High)',
      '**Service**: Release Manager',
      '**Status**: INVESTIGATING',
      '**Started**: 2024-01-15 14:30 UTC',
      '**Slack Channel**: #incidents',
    ])
      expect(text.split('\n')).toContain(line);
    expect(text).not.toMatch(/\{\{|undefined/);
  });

  test('says when the next update is due', () => {
    expect(text).toContain('In 30 min (by 15:00 UTC) or when the status changes');
  });
});

describe('what happens completes tasks of the action list', () => {
  test('P1: the bridge, the pages and the brief complete their tasks', () => {
    const incident = incidentOf('P1').until(16 * MINUTE);
    for (const task of ['page-team', 'open-bridge', 'prepare-decision'])
      expect([task, incident.obligation(`task:${task}`)?.state]).toEqual([task, 'met']);
    expect(incident.obligation('task:stabilize')?.state).toBe('open');
    incident.does('otto', { do: 'status', status: 'mitigating' });
    expect(incident.obligation('task:stabilize')).toMatchObject({ state: 'met', by: 'otto' });
  });

  test('P2: ticket and channel; root cause due at 30 minutes, the fix at 60', () => {
    const incident = incidentOf('P2').until(10 * MINUTE);
    expect(incident.obligation('task:ticket')?.state).toBe('met');
    expect(incident.obligation('task:announce')?.state).toBe('met');
    incident.until(25 * MINUTE).does('otto', { do: 'status', status: 'identified' });
    expect(incident.obligation('task:root-cause')?.state).toBe('met');
    incident.until(62 * MINUTE).does('otto', { do: 'status', status: 'monitoring' });
    expect(incident.obligation('task:fix')).toMatchObject({ state: 'late', lateByMs: 2 * MINUTE });
  });

  test('a page that does not go out does not count as paged', () => {
    const incident = incidentOf('P2', {
      answer: (effect) => (effect.do === 'page' && effect.to === 'emil' ? new Error('pager is down') : undefined),
    });
    expect(incident.obligation('task:page-team')?.state).toBe('open');
    expect(incident.until(2 * MINUTE).obligation('task:page-team')?.state).toBe('missed');
  });

  test('a post that fails does not count as announced', () => {
    const incident = incidentOf('P2', {
      answer: (effect, now) =>
        effect.key === 'initial:chat' && now < START + 20 * MINUTE ? new Error('Slack is down') : undefined,
    });
    expect(incident.until(16 * MINUTE).obligation('task:announce')?.state).toBe('missed');
    expect(incident.until(21 * MINUTE).obligation('task:announce')).toMatchObject({
      state: 'late',
      lateByMs: 5 * MINUTE,
    });
  });

  test('a task that starts exactly on time is not late by a few milliseconds; a second later it is', () => {
    const brief = (ms: number) =>
      incidentOf('P1')
        .until(14 * MINUTE)
        .deadUntil(15 * MINUTE + ms)
        .obligation('task:prepare-decision');
    expect(brief(40)).toMatchObject({ state: 'met' });
    expect(brief(1_000)).toMatchObject({ state: 'late', lateByMs: 1_000 });
  });

  test('a task that a person does by hand is marked as done, once', () => {
    const incident = incidentOf('P2').until(MINUTE);
    incident.does('otto', { do: 'task', task: 'root-cause', outcome: 'done' });
    expect(incident.obligation('task:root-cause')).toMatchObject({ state: 'met', by: 'otto' });
    expect(incident.refusal('otto', { do: 'task', task: 'root-cause', outcome: 'done' })).toContain('already done');
    expect(incident.refusal('otto', { do: 'task', task: 'nothing', outcome: 'done' })).toContain('There is no task');
  });
});
