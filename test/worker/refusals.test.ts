import { builtCommandLine, builtWorker } from '../support/built-product';
import { freePort } from '../support/servers';
import { temporaryFolder } from '../support/temporary-folder';
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Starts the worker as it is shipped, and waits until it has ended by itself. */
async function startWorker(
  env: NodeJS.ProcessEnv,
  argv: string[] = [builtWorker()],
): Promise<{ code: number | null; said: string }> {
  const { PATH } = process.env;
  const child = spawn(process.execPath, argv, {
    env: { PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (said += String(data)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}

describe('a worker that refuses to start', () => {
  it.each([
    [{ MUSTER_DIRECTORY: '/nowhere.yaml' }, /^\/nowhere\.yaml:1:1: can't read the file: ENOENT/],
    [{ MUSTER_LOG_LEVEL: 'loud' }, /^MUSTER_LOG_LEVEL must be one of /],
    [
      { TEMPORAL_ADDRESS: '127.0.0.1:1' },
      'Temporal does not answer at 127.0.0.1:1. Check that it is running, and check TEMPORAL_ADDRESS and the other TEMPORAL_ settings (Connection refused).\n',
    ],
  ])('says why in plain words and ends: %j', async (env, reason) => {
    const { code, said } = await startWorker({ MUSTER_HOME: temporaryFolder('worker'), ...env });

    expect(code).toBe(1);
    if (typeof reason === 'string') expect(said).toBe(reason);
    else expect(said).toMatch(reason);
  });

  it('looks for our own Temporal where nothing but a profile of a cluster elsewhere is set', async () => {
    const port = await freePort();
    const env = {
      MUSTER_HOME: temporaryFolder('worker'),
      MUSTER_TEMPORAL_PORT: String(port),
      TEMPORAL_PROFILE: 'theirs',
      TEMPORAL_TLS: 'true',
    };
    const { code, said } = await startWorker(env, [builtCommandLine(), 'worker']);

    expect(code).toBe(1);
    expect(said).toMatch(`Temporal does not answer at 127.0.0.1:${port}. `);
    expect(said).toContain('(Connection refused)');
  });
});
