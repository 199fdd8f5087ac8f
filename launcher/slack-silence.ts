/** How is Slack's client kept from logging what people wrote? */
import { LogLevel, type Logger } from '@slack/web-api';

/** A logger for Slack's client that says nothing, because it would log what people wrote. Callers report failures. */
export const SILENT: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  setName: () => undefined,
  getLevel: () => LogLevel.ERROR,
};
