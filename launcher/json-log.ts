/** How does Muster write its logs: JSON lines, without secrets? */
import pino, { type DestinationStream } from 'pino';
import { redact } from '../domain/text/redact';
import { redactFields } from '../domain/text/redact-log';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type LogFields = Readonly<Record<string, unknown>>;

/** A log of lines that programs read: each says what happened in words, and the rest in fields. */
export type JsonLog = Record<LogLevel, (text: string, fields?: LogFields) => void>;

export interface JsonLogOptions {
  /** Which part of Muster writes: `http`, `worker`. A field of the same name overrides it. */
  component: string;
  /** The least important lines that are kept. */
  level: LogLevel;
  to: DestinationStream;
}

/**
 * Writes a line of JSON each: `time` (ISO 8601), `level`, `component`, `msg` and what was given. Secrets are taken out of
 * every text before it is written.
 */
export function createJsonLog({ component, level, to }: JsonLogOptions): JsonLog {
  const out = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    to,
  );
  const write =
    (at: LogLevel) =>
    (text: string, fields: LogFields = {}): void => {
      if (out.isLevelEnabled(at)) out[at](redactFields({ component, ...fields }), redact(text));
    };
  return {
    trace: write('trace'),
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
}

/** Where lines go: a file that only we may read, or else standard output. Each is written before the next thing happens. */
export interface LogFile extends DestinationStream {
  close: () => void;
}

/** A full disk costs log lines, but must not end the process that pages people. */
export function openLog(file?: string): LogFile {
  const stream = pino.destination({ ...(file === undefined ? { fd: 1 } : { dest: file, mode: 0o600 }), sync: true });
  stream.on('error', () => undefined);
  return { write: (line) => void stream.write(line), close: () => (file === undefined ? undefined : stream.end()) };
}
