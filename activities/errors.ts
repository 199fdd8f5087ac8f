/** A provider did not do it now but may later: timeouts, 429, 5xx, resets. Temporal tries again. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable';
  constructor(
    readonly provider: string,
    reason: string,
    readonly options: { retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(`${provider} is not available: ${reason}`, { cause: options.cause });
  }
}

/** A provider will not do it, however often it is asked: 4xx, a missing right, an answer that makes no sense. */
export class ProviderRejected extends Error {
  override readonly name = 'ProviderRejected';
  constructor(
    readonly provider: string,
    reason: string,
    cause?: unknown,
  ) {
    super(`${provider} refused: ${reason}`, { cause });
  }
}
