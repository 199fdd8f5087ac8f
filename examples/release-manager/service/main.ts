/** Starts the Release Manager on its own; its settings come from the environment. See the README beside. */
import { z } from 'zod';
import { createReleaseManagerService } from './service';
import { GOOD_VERSION, VERSIONS } from './versions';

const Settings = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(9911),
  HOST: z.string().default('127.0.0.1'),
  VERSION: z.enum([...VERSIONS.keys()]).default(GOOD_VERSION),
  WINDOW_SECONDS: z.coerce.number().positive().default(300),
  REQUESTS_PER_SECOND: z.coerce.number().nonnegative().default(20),
  ROLLBACK_TOKEN: z.string().min(1).exactOptional(),
});

async function main(): Promise<void> {
  const [, , port] = process.argv;
  const settings = Settings.safeParse({ ...process.env, ...(port === undefined ? {} : { PORT: port }) });
  if (!settings.success) throw new Error(z.prettifyError(settings.error));
  const { PORT, HOST, VERSION, WINDOW_SECONDS, REQUESTS_PER_SECOND, ROLLBACK_TOKEN } = settings.data;
  const service = createReleaseManagerService({
    port: PORT,
    host: HOST,
    version: VERSION,
    windowSeconds: WINDOW_SECONDS,
    requestsPerSecond: REQUESTS_PER_SECOND,
    ...(ROLLBACK_TOKEN === undefined ? {} : { token: ROLLBACK_TOKEN }),
  });
  const url = await service.start();
  console.log(`Release Manager ${VERSION} on ${url}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void service.stop());
  // Started by another program: it ends with that, even if that is killed. The channel alone keeps nobody alive.
  process.once('disconnect', () => void service.stop());
  process.channel?.unref();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
