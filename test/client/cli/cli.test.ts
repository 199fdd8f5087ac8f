import type { PostMortemView } from '../../../domain/post-mortem/view';
import { Unanswered, Unreachable } from '../../../client/errors';
import type { Arrived, Declaring, IncidentClient } from '../../../client/incidents/api';
import { aSummary, aView, aWebhook } from '../../support/client';
import { ownPolicyFile } from '../../support/own-guide';
import { muster, type Settings } from './command-line';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-cli-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('who acts', () => {
  const by = async (argv: string[], settings: Settings) => {
    let person = '';
    const act: IncidentClient['act'] = (_ref, who) => {
      person = who.person;
      return Promise.resolve({ incidentId: 'i', actId: 'a', text: 'Done.' });
    };
    const { code, err } = await muster(['ack', 'x4tm', ...argv], { ...settings, incidents: { act } });
    return { person, code, err };
  };

  it('is said, or set, or logged in', async () => {
    const env = { MUSTER_AS: 'rafael' };
    expect((await by(['--as', 'kwame'], { env, user: 'priya' })).person).toBe('kwame');
    expect((await by([], { env, user: 'priya' })).person).toBe('rafael');
    expect((await by([], { user: 'priya' })).person).toBe('priya');
  });

  it('has to be known', async () => {
    const { code, err } = await by([], { user: 'root' });
    expect(code).toBe(2);
    expect(err).toBe(
      'Who are you? "root" is not in the directory. Use --as PERSON (an id, a handle or a name) or set MUSTER_AS.\n',
    );
  });
});

describe('who is not in the directory', () => {
  const ack = async (argv: string[], env: NodeJS.ProcessEnv = {}) => {
    const act = jest.fn<ReturnType<IncidentClient['act']>, Parameters<IncidentClient['act']>>(() =>
      Promise.resolve({ incidentId: 'i', actId: 'a', text: 'Done.' }),
    );
    const { code, err } = await muster(['ack', 'x4tm', ...argv], { env, incidents: { act } });
    return { code, err, acted: act.mock.calls.map(([, { person }]) => person) };
  };

  it.each([
    ['tomazs', 'Tomasz Nowak', 'tomasz'],
    ['@priyaa', 'Priya Raman', 'priya'],
    ['Raman', 'Priya Raman', 'priya'],
    ['mei-lin.chen@example.co', 'Mei-Lin Chen', 'meilin'],
  ])('does not answer a page by a slip of the pen: %s', async (said, name, handle) => {
    const refused = {
      code: 2,
      err: `"${said}" is not in the directory. Did you mean ${name}? Use --as ${handle}.\n`,
      acted: [],
    };
    expect(await ack(['--as', said])).toEqual(refused);
    expect(await ack([], { MUSTER_AS: said })).toEqual(refused);
  });

  it('is believed where the name resembles nobody, and told', async () => {
    expect(await ack(['--as', 'consultant'])).toEqual({
      code: 0,
      err: `"consultant" is not in the directory: acting as a guest. You can add a note, or an update as a draft for the lead.\n`,
      acted: ['consultant'],
    });
  });
});

describe('exit codes', () => {
  it.each([
    [['dance'], 2],
    [[], 2],
    [['ack'], 2],
    [['severity', 'x4tm', 'P9', '--reason', 'r'], 2],
    [['severity', 'x4tm', 'P1', '--as', 'kwame'], 2],
    [['declare', 'x', '--fact', 'usersAffectedPercent=101', '--as', 'kwame'], 2],
    [['declare', 'x', '--severity', 'P9', '--as', 'kwame'], 2],
    [['declare', 'x', '--fact', 'nonsense', '--as', 'kwame'], 2],
    [['list', '--nonsense'], 2],
    [['oncall', '--at', 'now'], 2],
    [['alert', '/nowhere.json'], 1],
    [['assign', 'x4tm', 'nobody', '--as', 'kwame'], 1],
    [['--help'], 0],
    [['list'], 0],
  ])('%j ends with %i', async (argv, code) => {
    const ended = await muster(argv);
    expect(ended.code).toBe(code);
    expect((code === 0 ? ended.out : ended.err).trim()).not.toBe('');
  });

  it('is 3 when Temporal does not answer', async () => {
    const message = 'Temporal does not answer at 127.0.0.1:7233. Is `muster start` running?';
    const ended = await muster(['list'], { connect: () => Promise.reject(new Unreachable(message)) });
    expect(ended).toMatchObject({ code: 3, out: '', err: `${message}\n` });
  });

  it('is 3 when no worker does', async () => {
    const show = () => Promise.reject(new Unanswered('No worker.'));
    expect(await muster(['show', 'x4tm'], { incidents: { show } })).toMatchObject({ code: 3, err: 'No worker.\n' });
  });

  it('is 2 for a setting that can not be used', async () => {
    const ended = await muster(['list'], { env: { MUSTER_SPEED: 'fast' } });
    expect(ended).toMatchObject({ code: 2, err: 'MUSTER_SPEED is "fast"; it must be a number greater than 0.\n' });
  });

  it('is 1 for a directory that is broken, and names the line', async () => {
    const file = join(folder, 'directory.yaml');
    writeFileSync(file, 'people: []\n');
    // A home that has seen a valid one goes on with that.
    const env = { MUSTER_DIRECTORY: file, MUSTER_HOME: join(folder, 'new-home') };
    const ended = await muster(['list'], { env });
    expect(ended.code).toBe(1);
    expect(ended.err).toMatch(/directory\.yaml:1:\d+ people: /);
  });

  it('is that of the process where one runs', async () => {
    expect(await muster(['worker'])).toMatchObject({ code: 7, ran: ['worker'] });
    expect(await muster(['start'])).toMatchObject({ code: 0, ran: ['start'] });
  });

  it('shows a bug as one', async () => {
    const list = () => Promise.reject(new TypeError('x is undefined'));
    const ended = await muster(['list'], { incidents: { list } });
    expect(ended).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^Internal error \(please report it\):\nTypeError: x is/) as string,
    });
  });
});

describe('beginnings', () => {
  it('declares with what is known', async () => {
    let declared: Declaring | undefined;
    const declare: IncidentClient['declare'] = (_by, declaration) => {
      declared = declaration;
      return Promise.resolve({ address: 'a', incidentId: 'a-x4tm' });
    };
    const facts = ['usersAffectedPercent=30%', 'dataLoss', 'cosmetic=false'].flatMap((fact) => ['--fact', fact]);
    const argv = ['declare', 'API down', '--severity', 'P2', '--impact', 'all', ...facts];
    const { out } = await muster([...argv, '--as', 'priya'], { incidents: { declare } });
    expect(out).toBe('Declared a-x4tm.\n');
    expect(declared).toEqual({
      title: 'API down',
      severity: 'P2',
      impact: 'all',
      facts: { usersAffectedPercent: 30, dataLoss: true, cosmetic: false },
    });
  });

  const sent = async (argv: string[], stdin = '') => {
    const got: Arrived[] = [];
    const alertsArrived: IncidentClient['alertsArrived'] = (arrived) => {
      got.push(arrived);
      return Promise.resolve([{ address: 'release-manager-7f3k2a9q', workflowRunId: 'r' }]);
    };
    return { ...(await muster(['alert', ...argv], { incidents: { alertsArrived }, stdin })), got };
  };

  it('sends a recorded request, a bare body, or what comes in', async () => {
    const body = join(folder, 'body.json');
    writeFileSync(body, JSON.stringify(aWebhook()));
    const request = join(__dirname, '..', 'http', 'intake', 'payloads', 'alertmanager-firing.json');
    for (const { code, out, got } of [
      await sent([request]),
      await sent([body]),
      await sent(['-'], JSON.stringify(aWebhook())),
    ]) {
      expect({ code, out }).toEqual({ code: 0, out: 'Sent to the incident at release-manager-7f3k2a9q.\n' });
      expect(got).toMatchObject([{ alerts: [{ service: 'release-manager' }] }]);
    }
  });

  it.each(['{}', 'nonsense', '[1]', '{"body": 1}'])('refuses %s', async (stdin) => {
    const { code, err, got } = await sent(['-'], stdin);
    expect({ code, got }).toEqual({ code: 1, got: [] });
    expect(err).toMatch(/^(Not a valid Alertmanager webhook|The body is not JSON)/);
  });
});

describe('looking', () => {
  it('shows the page, or the view as it is', async () => {
    expect((await muster(['show', 'x4tm'])).out).toMatch(/^P1 Critical MITIGATING release-manager: /);
    expect(JSON.parse((await muster(['show', 'x4tm', '--json'])).out)).toEqual(aView());
    expect((await muster(['timeline', 'x4tm'])).out).toContain('2026-11-23 08:01:00 UTC  Grace Hopper acknowledged');
  });

  it('has colour on a terminal only, and none where NO_COLOR is set', async () => {
    expect((await muster(['show', 'x4tm'])).out).not.toContain('\u001b');
    expect((await muster(['show', 'x4tm'], { tty: true })).out).toContain('\u001b[1m');
    expect((await muster(['show', 'x4tm'], { tty: true, env: { NO_COLOR: '1' } })).out).not.toContain('\u001b');
  });

  it('watches until it is stopped, and says how old the page is while nobody answers', async () => {
    const stop = new AbortController();
    let asked = 0;
    const show = () => {
      asked += 1;
      if (asked === 2) stop.abort();
      return asked === 2 ? Promise.reject(new Unanswered('No worker.')) : Promise.resolve(aView());
    };
    const { code, out } = await muster(['show', 'x4tm', '--watch'], { incidents: { show }, stop });
    expect(code).toBe(0);
    expect(out.match(/^P1 Critical MITIGATING/gm)).toHaveLength(2);
    expect(out).toContain('No worker. The page above is 0 s old.');
  });

  it('watches on a screen of its own, which what was there before takes back', async () => {
    const stop = new AbortController();
    const show = () => {
      stop.abort();
      return Promise.resolve(aView());
    };
    const { out } = await muster(['show', 'x4tm', '--watch'], { incidents: { show }, stop, tty: true });
    expect(out.startsWith('\u001b[?1049h')).toBe(true);
    expect(out.endsWith('\u001b[?1049l')).toBe(true);
  });

  it('lists what post-mortems owe besides the open incidents, and needs none that does not answer', async () => {
    const ended = aSummary({ id: 'a-7f3k2a9q-0001', open: false, status: 'resolved' });
    const other = aSummary({ id: 'a-7f3k2a9q-0002', open: false, status: 'resolved' });
    const held = { id: 'held', what: 'Hold it', owner: 'lead', state: 'open', dueAt: '2026-11-23T08:00:00.000Z' };
    const view = { incidentId: ended.id, title: 'API down', obligations: [held] } as unknown as PostMortemView;
    const list = ({ all }: { all: boolean }) => Promise.resolve([aSummary(), ...(all ? [ended, other] : [])]);
    const postMortem = (ref: string) =>
      ref === ended.id ? Promise.resolve(view) : Promise.reject(new Unanswered('No worker.'));
    const { out } = await muster(['list'], { incidents: { list, postMortem } });
    expect(out).toMatch(/^ID +SEV +STATUS +AGE +LEAD +NEXT +TITLE\nx4tm /);
    expect(out).toMatch(/POST-MORTEMS THAT OWE SOMETHING\n0001 {2}1 open, 1 overdue: API down\n$/);
    expect(out.match(/0001/g)).toHaveLength(1);
  });

  it('knows who is on call then', async () => {
    const { out } = await muster(['oncall', '--at', '2026-01-06T12:00', '--json']);
    const held = JSON.parse(out) as { role: string; people: { id: string; until?: string }[] }[];
    expect(held.find(({ role }) => role === 'on-call-engineer')?.people).toMatchObject([
      { id: 'priya-raman', until: '2026-01-12T08:00:00.000Z' },
    ]);
  });

  it('goes where it is told', async () => {
    const { wishes } = await muster(['list', '--address', 'there:1', '--namespace', 'n'], {
      env: { MUSTER_TEMPORAL_PORT: '7300' },
    });
    expect(wishes).toMatchObject([{ address: 'there:1', namespace: 'n', ownPort: 7300 }]);
  });
});

describe('checks', () => {
  it('finds the shipped policy and directory sound', async () => {
    const { code, out } = await muster(['policy', 'check']);
    expect(out).toMatch(/^release-manager 1\.\d+\.\d+ \([0-9a-f]{12}\) is valid\./);
    expect(out).toContain('P1 (Critical)\n  Nobody answers\n    at once        page VP Engineering,');
    expect(out).toContain('P4 (Low)\n  Nobody answers: nobody is called');
    expect(code).toBe(0);
  });

  it('refuses what loads and can not work, with its place, the reason and what to do; the doctor notes it', async () => {
    const file = ownPolicyFile(['response: { within: null', 'response: { within: 1h']);
    const { code, out } = await muster(['policy', 'check', file]);
    expect(code).toBe(1);
    expect(out).toMatch(/^ferry 1\.0\.0 \([0-9a-f]{12}\) can be read, and can't work as it is:\n/);
    const fault = 'severities.S3.response.within: nobody is told, so nobody answers in time: set it to null,';
    expect(out).toMatch(new RegExp(`^error: \\S+ferry\\.yaml:\\d+:\\d+ ${fault}`, 'm'));
    const doctor = await muster(['doctor'], { env: { MUSTER_POLICY: file } });
    expect(doctor.out.replace(/\s+/g, ' ')).toContain('nobody is told, so nobody answers in time');
  });

  it('names file, line and column of what is wrong', async () => {
    const file = join(folder, 'policy.yaml');
    writeFileSync(file, `extends: ${join(__dirname, '..', '..', '..', 'policy', 'release-manager.yaml')}\nnmae: x\n`);
    const { code, out } = await muster(['policy', 'check', file]);
    expect(code).toBe(1);
    expect(out).toMatch(/policy\.yaml:2:1 .*nmae/);
  });

  it('shows the policy as it is executed', async () => {
    expect(JSON.parse((await muster(['policy', 'show', '--json'])).out)).toMatchObject([
      { policy: { name: 'release-manager' } },
    ]);
    expect((await muster(['policy', 'show'])).out).toContain('catchAll: true');
  });

  it('is a doctor', async () => {
    const well = await muster(['doctor']);
    expect(well).toMatchObject({ code: 0, err: '' });
    expect(well.out).toContain('ok     Temporal: answers at 127.0.0.1:7233');
    expect(well.out).toContain('note   setting dashboard: "Monitoring dashboard" has no value in the policy yet');

    const ill = await muster(['doctor'], { attributes: ['IncidentSeverity'] });
    expect(ill.code).toBe(1);
    expect(ill.out).toContain('ERROR  search attributes: missing: IncidentStatus');

    const idle = [{ name: 'worker: muster', ok: false, text: 'No worker is polling muster (never polled).' }];
    const alone = await muster(['doctor'], { checks: idle });
    expect(alone.code).toBe(1);
    expect(alone.out).toContain('ERROR  worker: muster: No worker is polling muster (never polled).');

    const away = await muster(['doctor'], { connect: () => Promise.reject(new Unreachable('Nobody there.')) });
    expect(away.code).toBe(3);
    expect(away.out).toContain('ERROR  Temporal: Nobody there.');
  });
});
