import { createJsonLog, type JsonLog, type LogLevel, openLog } from '../launcher/json-log';

/** The log of the HTTP side: in a file, or on standard output where none is named. */
export function openHttpLog(level: LogLevel, file?: string): { log: JsonLog; close: () => void } {
  const to = openLog(file);
  return { log: createJsonLog({ component: 'http', level, to }), close: to.close };
}
