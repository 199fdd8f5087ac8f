/** Where does Temporal's SDK log to in tests? To the console of the test, which is shown only if the test fails. */
import { installRuntime } from '../../worker/telemetry';
import type { LogLevel, LogMetadata } from '@temporalio/worker';

/** What it logs about workers that start and stop doesn't help to see why a test fails. */
const TOLD: readonly LogLevel[] = ['WARN', 'ERROR'];

const log = (level: LogLevel, message: string, meta?: LogMetadata): void => {
  if (TOLD.includes(level)) console.debug(`Temporal ${level}: ${message}`, meta ?? '');
};

installRuntime({
  logger: {
    log,
    trace: (message, meta) => log('TRACE', message, meta),
    debug: (message, meta) => log('DEBUG', message, meta),
    info: (message, meta) => log('INFO', message, meta),
    warn: (message, meta) => log('WARN', message, meta),
    error: (message, meta) => log('ERROR', message, meta),
  },
});
