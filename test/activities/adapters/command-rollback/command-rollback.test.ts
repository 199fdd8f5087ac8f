import { type CommandRollbackOptions, createCommandRollbacks } from '../../../../activities/adapters/command-rollback';
import { CommandSet, isRevision } from '../../../../activities/adapters/command-rollback/commands';
import { ProviderRejected, ProviderUnavailable } from '../../../../activities/errors';
import type { Deployments } from '../../../../activities/ports/deployments';
import { readRollbackCommands } from '../../../../activities/adapters/command-rollback/settings';
import { FakeRollbackCommand } from '../../../fakes/command-rollback';
import { temporaryFolder } from '../../../support/temporary-folder';
import { transformFileSync } from '@swc/core';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const order = { incidentId: 'i-1', key: 'rollback:1', from: 'v2', to: 'v1' };

let tool: FakeRollbackCommand;

beforeEach(() => {
  tool = new FakeRollbackCommand();
});

afterEach(() => tool.remove());

const env = { PATH: process.env['PATH'], LANG: 'C', SLACK_TOKEN: 'not-yours', DEPLOY_TOKEN: 'canary-77aa12' };

const deployments = (commands: object = {}, options: Partial<CommandRollbackOptions> = {}): Deployments =>
  createCommandRollbacks({
    home: tool.home,
    commands: { tool: tool.commands(commands) },
    env,
    limits: PATIENT,
    ...options,
  })('tool');

/** Limits that a busy machine keeps, too. */
const PATIENT = { readMs: 30_000, rehearseMs: 30_000, rollBackMs: 30_000 };

/** Waits until the command has begun; fails where it ended before. */
async function begunBefore(ended: Promise<object | string>): Promise<void> {
  let early: object | string | undefined;
  void ended.then((how) => (early = how));
  while (tool.state.begun !== true) {
    if (early !== undefined) throw new Error(`it ended before it had begun: ${JSON.stringify(early)}`);
    await new Promise((resolved) => setTimeout(resolved, 20));
  }
}

describe('a rollback command', () => {
  it('gets the arguments as they are written, and of the environment only what is named', async () => {
    await deployments({ environment: ['DEPLOY_TOKEN'] }).rollBack(order);
    const given = tool.state.calls.find(({ verb }) => verb === 'roll-back');
    expect(given?.args).toEqual(['--from', 'v2', '--to=v1']);
    expect(given?.variables).toEqual(['DEPLOY_TOKEN', 'LANG', 'PATH', 'ROLLBACK_ORDER']);
    expect(given?.order).toBe('i-1/rollback:1');
  });

  it.each([
    '-rf',
    '--to=x',
    '',
    'v1 v2',
    'v1;reboot',
    '$(reboot)',
    '`reboot`',
    '../../etc',
    'v1\nv2',
    "v1'",
    'v1|x',
    '{key}',
  ])('is never given %j as a version', async (to) => {
    expect(isRevision(to)).toBe(false);
    await expect(deployments().rollBack({ ...order, to })).rejects.toBeInstanceOf(ProviderRejected);
    await expect(deployments().rehearse({ ...order, to })).rejects.toBeInstanceOf(ProviderRejected);
    expect(tool.state.calls).toEqual([]);
  });

  it.each(['v2024.01.14', 'rm:v1#6dbd4cbc89', 'registry.example/rm@sha256:0a1b', '17', 'release/1.2+build.7'])(
    'may be given %s',
    (version) => expect(isRevision(version)).toBe(true),
  );

  it('that prints no state, or a version that could be an option, is not believed', async () => {
    for (const odd of ['', 'v2', '{}', '{"current":{"id":"--force"}}', '{"current":{"id":""}}', 'x'.repeat(100_000)]) {
      tool.change({ mode: 'odd', odd });
      await expect(deployments().read()).rejects.toBeInstanceOf(ProviderRejected);
    }
  });

  it('that is not able to now may be asked again; one that refuses may not', async () => {
    tool.change({ mode: 'later' });
    await expect(deployments().read()).rejects.toBeInstanceOf(ProviderUnavailable);
    await expect(deployments().read()).rejects.toThrow('the tool is being upgraded');
    tool.change({ mode: 'good' });
    await expect(deployments().rehearse({ ...order, to: 'v0' })).rejects.toThrow('exit code 2: v0 was never deployed');
  });

  it('tells the beginning of what it said, and no secret', async () => {
    tool.change({ mode: 'loud' });
    const failure: unknown = await deployments({ environment: ['DEPLOY_TOKEN'] })
      .read()
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ProviderRejected);
    const { message } = failure as Error;
    expect(message).toContain('token [');
    expect(message).not.toMatch(/canary|hunter2/);
    expect(message.length).toBeLessThan(400);
  });

  it('that writes without end is stopped', async () => {
    tool.change({ mode: 'endless' });
    await expect(deployments().read()).rejects.toThrow('too much output');
  });

  it('is ended when nobody asks any more, but an order that has begun goes on', async () => {
    tool.change({ mode: 'slow' });
    const reason = new Error('the incident was merged');
    await expect(deployments().read(AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const rolling = deployments({}, { limits: { ...PATIENT, rollBackMs: 5_000 } }).rollBack(order, controller.signal);
    await begunBefore(rolling.catch(String));
    controller.abort(reason);
    await expect(rolling).rejects.toThrow('timed out');
  });

  it('that is not there is refused, and the order can not be given again under its key', async () => {
    const broken = deployments({ rollBack: ['/nowhere/roll-back', '{to}'] });
    await expect(broken.rollBack(order)).rejects.toThrow("can't be started: ENOENT");
    await expect(deployments().rollBack(order)).rejects.toBeInstanceOf(ProviderRejected);
    expect(tool.state.rollbacks).toEqual([]);
  });

  it('that nobody has written down refuses everything, and says which there are', async () => {
    const other = createCommandRollbacks({ home: tool.home, commands: { tool: tool.commands() }, env })('other');
    for (const use of [() => other.read(), () => other.rehearse(order), () => other.rollBack(order)])
      await expect(use()).rejects.toThrow('"other", which MUSTER_ROLLBACK_COMMANDS does not name: it defines tool');
  });

  it('is stopped when its time is up; then what runs is read and it is never given again', async () => {
    tool.change({ mode: 'slow' });
    const slow = deployments({}, { limits: { ...PATIENT, rollBackMs: 700 } });
    await expect(slow.rollBack(order)).rejects.toThrow('outcome unknown (timed out). Check which version is running');
    const calls = tool.state.calls.length;
    await expect(slow.rollBack(order)).rejects.toThrow('was started before and its outcome is unknown');
    expect(tool.state.calls).toHaveLength(calls);
    expect((await slow.read()).current.id).toBe('v2');
  });

  it('whose end is unclear although it did it is read back as done', async () => {
    tool.change({ mode: 'dies' });
    await expect(deployments().rollBack(order)).rejects.toThrow('outcome unknown (killed by SIGKILL)');
    await expect(deployments().rollBack(order)).rejects.toBeInstanceOf(ProviderUnavailable);
    expect((await deployments().read()).current.id).toBe('v1');
    expect(tool.state.rollbacks).toEqual(['v1']);
  });

  it('is given once, however many ask at the same moment', async () => {
    const both = await Promise.allSettled([deployments().rollBack(order), deployments().rollBack(order)]);
    expect(both.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(1);
    expect(tool.state.rollbacks).toEqual(['v1']);
  });
});

describe('a worker that is killed during the command', () => {
  const SOURCES = [
    'activities/errors.ts',
    ...['append-once', 'line-index', 'private-mode', 'http-call', 'system-error'].map(
      (name) => `activities/adapters/shared/${name}.ts`,
    ),
    ...['commands', 'run', 'orders', 'index'].map((name) => `activities/adapters/command-rollback/${name}.ts`),
    'domain/text/message-of.ts',
    'domain/text/redact.ts',
    'test/fakes/command-rollback/worker.ts',
  ];
  const compiled = (): string => {
    const root = resolve(__dirname, '../../../..');
    const folder = temporaryFolder('rollback-worker');
    for (const source of SOURCES) {
      const target = join(folder, source.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(target), { recursive: true });
      const { code } = transformFileSync(join(root, source), {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' },
        swcrc: false,
      });
      writeFileSync(target, code);
    }
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    return join(folder, 'test/fakes/command-rollback/worker.js');
  };

  it('leaves an order that the next worker does not give again, but reads back', async () => {
    tool.change({ mode: 'slow' });
    const script = compiled();
    const worker = () =>
      spawn(process.execPath, [script, tool.home, JSON.stringify(tool.commands())], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
    const first = worker();
    const died = once(first, 'close');
    await begunBefore(died.then(() => 'the worker ended'));
    first.kill('SIGKILL');
    await died;
    const given = () => tool.state.calls.filter(({ verb }) => verb === 'roll-back').length;
    expect(given()).toBe(1);

    const next = worker();
    let said = '';
    next.stdout.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
    await once(next, 'close');
    expect(said).toContain('was started before and its outcome is unknown. Check which version is running');
    expect(given()).toBe(1);
    // The command itself went on without its worker; what it does in the end is seen by reading.
    tool.change({ mode: 'good', current: 'v1' });
    expect(await deployments().read()).toMatchObject({ current: { id: 'v1', healthy: true } });
    const { pid } = tool.state;
    if (pid === undefined) throw new Error('the command did not say which process it is');
    process.kill(pid, 'SIGKILL');
  });
});

describe('the file of commands', () => {
  const tools = { read: ['/bin/a'], rehearse: ['/bin/a', '{to}'], rollBack: ['/bin/a', '{to}'] };
  const read = (text: string, mode = 0o600) => {
    const file = join(tool.home, 'commands.yaml');
    writeFileSync(file, text);
    chmodSync(file, mode);
    return () => readRollbackCommands({ MUSTER_ROLLBACK_COMMANDS: file });
  };

  it('is read at the start; without one there are none', () => {
    expect(readRollbackCommands({})).toEqual({});
    expect(read(JSON.stringify({ shop: tools }))()).toEqual({
      shop: { ...tools, environment: [], workingDirectory: '/' },
    });
  });

  it.each([
    ['a program that is looked for in PATH', { ...tools, rollBack: ['roll-back', '{to}'] }, 'absolute path'],
    ['a program that is filled in', { ...tools, rollBack: ['/bin/{to}', '{to}'] }, 'absolute path'],
    ['a rollback to nowhere', { ...tools, rollBack: ['/bin/a'] }, 'must contain {to}'],
    [
      'an unknown placeholder',
      { ...tools, rollBack: ['/bin/a', '{to}', '{title}'] },
      'may only use the placeholders {from}',
    ],
    ['a question with a blank', { ...tools, read: ['/bin/a', '{to}'] }, "can't use placeholders"],
    ['a shell line', { ...tools, rollBack: '/bin/a {to}' }, 'shop.rollBack'],
    ['no question', { rollBack: tools.rollBack, rehearse: tools.rehearse }, 'shop.read'],
    ['a key that is none', { ...tools, shell: true }, 'shell'],
  ])('with %s is refused', (_what, shop, reason) => {
    expect(read(JSON.stringify({ shop }))).toThrow(reason);
    expect(CommandSet.safeParse(shop).success).toBe(false);
  });

  it('that others may write, or that is not there, is refused', () => {
    expect(read(JSON.stringify({ shop: tools }), 0o666)).toThrow('other users can write to');
    expect(() => readRollbackCommands({ MUSTER_ROLLBACK_COMMANDS: '/nowhere' })).toThrow("can't read");
  });
});
