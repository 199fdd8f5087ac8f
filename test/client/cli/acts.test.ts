import { Refused } from '../../../client/errors';
import type { By } from '../../../client/incidents/api';
import type { PostMortemDeed } from '../../../domain/post-mortem/acts';
import type { Deed } from '../../../domain/state/acts';
import { temporaryFolder } from '../../support/temporary-folder';
import { muster } from './command-line';

/** What a command does to an incident. */
async function deedOf(argv: string[]): Promise<{ ref: string; by: By; deed: Deed | PostMortemDeed } | undefined> {
  let done: { ref: string; by: By; deed: Deed | PostMortemDeed } | undefined;
  const take = (ref: string, by: By, deed: Deed | PostMortemDeed) => {
    done = { ref, by, deed };
    return Promise.resolve({ incidentId: ref, actId: 'a', text: 'Done.' });
  };
  const { code, err } = await muster([...argv, '--as', 'kwame-mensah'], {
    incidents: { act: take, postMortemAct: take },
  });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return done;
}

test('a refusal names the option or the argument of the command that would allow it', async () => {
  const refusing = (missing: string) => ({
    incidents: { act: () => Promise.reject(new Refused('Not so.', { missing })) },
  });
  const as = ['--as', 'kwame-mensah'];
  expect(await muster(['resolve', 'x4tm', 'fixed', ...as], refusing('override'))).toMatchObject({
    code: 1,
    err: 'Not so. Use: --override <reason>\n',
  });
  expect((await muster(['bridge', 'x4tm', ...as], refusing('url'))).err).toBe(
    'Not so. Use: muster bridge [options] <id> [url]\n',
  );
  expect((await muster(['note', 'x4tm', 'hm', ...as], refusing('override'))).err).toBe('Not so.\n');
});

describe('acts', () => {
  const acts: [string[], Deed][] = [
    [['ack', 'x4tm'], { do: 'acknowledge' }],
    [['join', 'x4tm'], { do: 'join' }],
    [['bridge', 'x4tm'], { do: 'bridge' }],
    [['note', 'x4tm', 'hm'], { do: 'note', text: 'hm' }],
    [['update', 'x4tm', 'better', '--impact', 'none'], { do: 'update', text: 'better', impact: 'none' }],
    [['severity', 'x4tm', 'P1', '--reason', 'worse'], { do: 'severity', severity: 'P1', reason: 'worse' }],
    [['status', 'x4tm', 'mitigating'], { do: 'status', status: 'mitigating' }],
    [['status', 'x4tm', 'identified', 'pool'], { do: 'status', status: 'identified', text: 'pool' }],
    [['task', 'x4tm', 'stabilize', 'done'], { do: 'task', task: 'stabilize', outcome: 'done' }],
    [
      ['task', 'x4tm', 'join:cto', 'skip', '--reason', 'asleep'],
      { do: 'task', task: 'join:cto', outcome: 'skipped', reason: 'asleep' },
    ],
    [['tick', 'x4tm', 'healthy', '--evidence', '200'], { do: 'tick', item: 'healthy', evidence: '200' }],
    [['untick', 'x4tm', 'healthy', '--reason', 'no'], { do: 'untick', item: 'healthy', reason: 'no' }],
    [
      ['decide', 'x4tm', 'roll-back', '--reason', 'quick', '--to', 'v1'],
      { do: 'decide', choice: 'roll-back', reason: 'quick', to: 'v1' },
    ],
    [['over', 'x4tm', 'Queue is full', '--reason', 'r'], { do: 'over', alert: 'Queue is full', reason: 'r' }],
    [['escalate', 'x4tm', '--role', 'cto', '--reason', 'r'], { do: 'escalate', role: 'cto', reason: 'r' }],
    [
      ['resolve', 'x4tm', 'rolled back', '--root-cause', 'a leak', '--override', 'seen'],
      { do: 'resolve', resolution: 'rolled back', rootCause: 'a leak', override: 'seen' },
    ],
    [['cancel', 'x4tm', '--reason', 'a test'], { do: 'cancel', reason: 'a test' }],
  ];

  it.each(acts)('%j', async (argv, deed) => {
    expect(await deedOf(argv)).toEqual({ ref: 'x4tm', by: { person: 'kwame-mensah', via: 'cli' }, deed });
  });

  it('acknowledge several at once; one that refuses keeps nobody from the others', async () => {
    const refs: string[] = [];
    const act = (ref: string) => {
      if (ref === 'b') return Promise.reject(new Refused('b has ended.'));
      refs.push(ref);
      return Promise.resolve({ incidentId: ref, actId: 'a', text: `Acknowledged ${ref}.` });
    };
    const { code, err } = await muster(['ack', 'a', 'b', 'c', '--as', 'kwame-mensah'], { incidents: { act } });
    expect(refs).toEqual(['a', 'c']);
    expect(code).not.toBe(0);
    expect(err).toContain('b has ended.');
  });

  it('name the new lead with the roles of now', async () => {
    expect((await deedOf(['assign', 'x4tm', '@ingrid']))?.deed).toEqual({
      do: 'assign',
      to: { id: 'ingrid-solberg', name: 'Ingrid Solberg', roles: ['vp-engineering'] },
    });
  });

  it('say what they did, or why not', async () => {
    expect(await muster(['ack', 'x4tm', '--as', 'kwame'])).toMatchObject({
      code: 0,
      out: 'Done.\n',
      err: '',
      closed: 1,
    });
    const act = () => Promise.reject(new Refused('It is already P1.'));
    const refused = await muster(['severity', 'x4tm', 'P1', '--reason', 'r', '--as', 'kwame'], { incidents: { act } });
    expect(refused).toMatchObject({ code: 1, out: '', err: 'It is already P1.\n', closed: 1 });
  });

  it('answer programs in JSON, wherever that is said', async () => {
    for (const argv of [
      ['--json', 'ack', 'x4tm', '--as', 'kwame'],
      ['ack', 'x4tm', '--as', 'kwame', '--json'],
    ])
      expect(JSON.parse((await muster(argv)).out)).toMatchObject({ text: 'Done.', actId: 'a' });
  });
});

describe('the post-mortem', () => {
  // The policy's calendar is UTC, from 09:00 to 17:00.
  const deeds: [string[], PostMortemDeed][] = [
    [['hold'], { do: 'hold' }],
    [['sign'], { do: 'sign' }],
    [['note', 'hm'], { do: 'note', text: 'hm' }],
    [['tick', 'docs'], { do: 'tick', item: 'docs' }],
    [['skip', 'docs', '--reason', 'none'], { do: 'skip', item: 'docs', reason: 'none' }],
    [['item', 'done', 'a1'], { do: 'finish-item', item: 'a1' }],
    [['move', '--at', '2026-11-24T10:00Z'], { do: 'move', startsAt: Date.parse('2026-11-24T10:00Z') }],
  ];

  it.each(deeds)('%j', async (argv, deed) => {
    expect((await deedOf(['post-mortem', 'x4tm', ...argv]))?.deed).toEqual(deed);
  });

  it('owes an item from the morning to the evening of its day, on the clocks of the policy', async () => {
    const argv = ['item', 'add', 'test restores', '--owner', 'priya', '--due', '2026-12-01', '--priority', 'high'];
    const deed = (await deedOf(['post-mortem', 'x4tm', ...argv]))?.deed;
    expect(deed).toMatchObject({
      do: 'add-item',
      text: 'test restores',
      priority: 'high',
      owner: { id: 'priya-raman' },
    });
    if (deed?.do !== 'add-item') throw new Error('It adds an item.');
    expect(deed.dueAt).toBeGreaterThan(deed.dayAt);
    expect(deed.dueAt - deed.dayAt).toBeLessThan(86_400_000);
  });

  it.each([
    [['dance'], /Unknown post-mortem action "dance"/],
    [['move'], /--at is missing/],
    [['move', '--at', 'soon'], /"soon" is not a time; write it as/],
    [['item', 'add', 'x', '--owner', 'priya', '--due', '2026-02-30'], /"2026-02-30" is not a date/],
    [['skip', 'docs'], /--reason is missing/],
  ])('does not understand %j', async (argv, message) => {
    const { code, err } = await muster(['post-mortem', 'x4tm', ...argv, '--as', 'kwame']);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});

test('a shift on call is taken, listed and ended', async () => {
  const env = { MUSTER_HOME: temporaryFolder('override') };
  const as = ['--as', 'kwame-mensah'];
  const times = ['--from', '2026-11-24T10:00Z', '--to', '2026-11-24T12:00Z'];
  const taken = await muster(
    ['override', 'add', 'kwame-mensah', '--role', 'on-call-engineer', ...times, '--json', ...as],
    { env },
  );
  expect([taken.code, taken.err]).toEqual([0, '']);
  const { id } = JSON.parse(taken.out) as { id: string };
  expect((await muster(['override'], { env })).out).toMatch(
    new RegExp(`^${id}  kwame-mensah in .*: 2026-11-24 10:00 UTC to\\s+2026-11-24 12:00 UTC`),
  );
  expect((await muster(['override', 'end', id, ...as], { env })).code).toBe(0);
  expect((await muster(['override', 'list'], { env })).out).toBe('No shift was taken.\n');
});
