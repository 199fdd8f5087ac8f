/** How do Temporal's log lines become Muster's own, with the incident's id on them? */
import type { JsonLog, LogFields } from '../launcher/json-log';
import type { LogLevel as SdkLevel, LogMetadata } from '@temporalio/common';
import type { ActivityInterceptorsFactory, Logger } from '@temporalio/worker';
import { defined } from '../domain/state/fields';

/** Temporal's logger over ours: what workflows, activities, the SDK and its core say becomes lines of the same kind. */
export function temporalLogger(log: JsonLog): Logger {
  const write = (level: keyof JsonLog, message: string, metadata: LogMetadata = {}): void =>
    log[level](message, fieldsOf(metadata));
  return {
    log: (level: SdkLevel, message, metadata) => write(LEVELS[level], message, metadata),
    trace: (message, metadata) => write('trace', message, metadata),
    debug: (message, metadata) => write('debug', message, metadata),
    info: (message, metadata) => write('info', message, metadata),
    warn: (message, metadata) => write('warn', message, metadata),
    error: (message, metadata) => write('error', message, metadata),
  };
}

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

function fieldsOf({ sdkComponent, ...metadata }: LogMetadata): LogFields {
  return typeof sdkComponent === 'string' ? { ...metadata, component: sdkComponent } : metadata;
}

/** Puts the incident's id on every line that is logged of an activity, where its arguments name one. */
export const nameIncidentInLog: ActivityInterceptorsFactory = () => {
  let incidentId: string | undefined;
  return {
    inbound: {
      execute: (input, next) => {
        incidentId = incidentIn(input.args[0]);
        return next(input);
      },
    },
    outbound: {
      getLogAttributes: (input, next) => next({ ...input, ...defined({ incidentId }) }),
    },
  };
};

function incidentIn(request: unknown): string | undefined {
  if (typeof request !== 'object' || request === null || !('incidentId' in request)) return undefined;
  return typeof request.incidentId === 'string' ? request.incidentId : undefined;
}
