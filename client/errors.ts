/** Which errors reach people and programs, and what does each one mean? */

/** Muster says no; the message is the reason, in a sentence for the person who asked. */
export class Refused extends Error {
  override name = 'Refused';
  /** The field of the act in which the person can say what would allow it. */
  readonly missing: string | undefined;

  constructor(message: string, { missing, ...options }: ErrorOptions & { missing?: string | undefined } = {}) {
    super(message, options);
    this.missing = missing;
  }
}

/** What was named is not there. */
export class NotFound extends Refused {
  override name = 'NotFound';
}

/** Temporal can't be reached, so nothing happened. */
export class Unreachable extends Error {
  override name = 'Unreachable';
}

/** Temporal took the request, but no worker answered in time: nobody knows yet whether it took effect. */
export class Unanswered extends Error {
  override name = 'Unanswered';
}

/** It is not known who calls: no token, a wrong or expired one, or a signature that does not match. */
export class NotAuthenticated extends Error {
  override name = 'NotAuthenticated';
}

/** It is known who calls, and they may not do this. */
export class NotAllowed extends Error {
  override name = 'NotAllowed';
}
