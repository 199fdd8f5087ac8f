import { ok, wrong } from '../../../domain/doctor/finding';
import type { TestMessage } from '../../../domain/doctor/test-message';
import { FakePagerDuty } from '../../fakes/pagerduty-rest/fake-pagerduty';
import { NOW } from '../../support/client';
import { muster, type Settings } from './command-line';
import { join } from 'node:path';

const directory = join(__dirname, '..', '..', '..', 'examples', 'release-manager', 'directory.yaml');

describe('what the worker finds', () => {
  it('is told with the rest', async () => {
    const { code, out } = await muster(['doctor'], {
      integrations: () => Promise.resolve([ok('Slack', 'answers'), ok('metrics', 'Prometheus answers')]),
    });
    expect(code).toBe(0);
    expect(out).toContain('ok     Slack: answers');
    expect(out).toContain('ok     metrics: Prometheus answers');
    expect(out).not.toContain('not tried');
  });

  it('makes the doctor fail where somebody has to mend it', async () => {
    const { code, out } = await muster(['doctor'], {
      integrations: () => Promise.resolve([wrong('Slack, scopes', 'im:write is missing')]),
    });
    expect(code).toBe(1);
    expect(out).toContain('ERROR  Slack, scopes: im:write is missing');
  });

  it('is not asked for while no worker takes work', async () => {
    let asked = 0;
    const { code, out } = await muster(['doctor'], {
      checks: [{ name: 'worker: muster', ok: false, text: 'No worker is polling muster.' }],
      integrations: () => Promise.resolve(((asked += 1), [])),
    });
    expect({ code, asked }).toEqual({ code: 1, asked: 0 });
    expect(out).toContain('ERROR  integrations: not checked: no worker is running');
  });
});

describe('PagerDuty, which the command line asks too', () => {
  const asked = async (pagerDuty: FakePagerDuty, token = pagerDuty.token) => {
    const env = { MUSTER_PAGERDUTY_API_TOKEN: token, MUSTER_PAGERDUTY_API_URL: pagerDuty.url };
    const { code, out } = await muster(['doctor'], { env });
    return { code, lines: out.split('\n').filter((line) => line.includes('from this machine')) };
  };

  it('is told apart from what the worker finds: its token is its own', async () => {
    const pagerDuty = await FakePagerDuty.start();
    expect(await asked(pagerDuty)).toEqual({
      code: 0,
      lines: ['ok     PagerDuty (from this machine): the token has all scopes it needs'],
    });
    pagerDuty.scopes.delete('users.read');
    expect((await asked(pagerDuty)).lines).toEqual([
      expect.stringMatching(/^note {3}PagerDuty \(from this machine\): the token lacks the scope users.read/),
    ]);
    expect((await asked(pagerDuty, 'pd-canary-other')).lines.join()).not.toContain('canary');
    await pagerDuty.stop();
  });
});

describe('a test message', () => {
  const send = async (argv: string[], settings: Settings = {}) => {
    const sent: TestMessage[] = [];
    const env = { MUSTER_DIRECTORY: directory, ...settings.env };
    const result = await muster(['doctor', ...argv], {
      ...settings,
      env,
      sendTest: (test) => {
        sent.push(test);
        return Promise.resolve([ok(`test page to ${test.to.name}`, 'taken')]);
      },
    });
    return { ...result, sent };
  };

  it('goes to whoever asks, or to somebody else', async () => {
    const own = await send(['--send-test', '--as', 'priya']);
    expect(own.sent).toMatchObject([
      { at: NOW, by: { name: 'Priya Raman' }, to: { name: 'Priya Raman' }, channel: '#incidents' },
    ]);
    expect(own.out).toContain('ok     test page to Priya Raman: taken');
    const other = await send(['--send-test', '--to', 'kwame', '--as', 'priya']);
    expect(other.sent).toMatchObject([
      { by: { name: 'Priya Raman' }, to: { id: expect.stringContaining('kwame') as string } },
    ]);
  });

  it('has the mail address of the directory', async () => {
    const { sent } = await send(['--send-test', '--as', 'priya']);
    expect(sent[0]?.to.mail).toMatch(/@/);
  });

  it.each([
    ['nobody is known', ['--send-test'], 'Who are you?'],
    [
      'who asks is not in the directory',
      ['--send-test', '--as', 'mallory'],
      '"mallory" is not in the directory. Use --as',
    ],
    [
      'who is meant is not',
      ['--send-test', '--as', 'priya', '--to', 'mallory'],
      '"mallory" is not in the directory. Use --to',
    ],
    ['it was not asked for', ['--to', 'priya'], '--to only works together with --send-test.'],
  ])('is refused where %s', async (_why, argv, said) => {
    const { code, err, sent } = await send(argv);
    expect({ code, sent }).toEqual({ code: 2, sent: [] });
    expect(err).toContain(said);
  });

  it('is not sent unasked', async () => {
    expect((await send([])).sent).toEqual([]);
  });
});
