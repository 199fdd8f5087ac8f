import { LogLevel, type Logger } from '@slack/web-api';

/** A logger for Slack's client that says nothing: it would log what people wrote. Failures are told by who asked. */
export const SILENT: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  setName: () => undefined,
  getLevel: () => LogLevel.ERROR,
};
