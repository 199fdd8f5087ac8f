/** Muster says no; the message is the reason, in a sentence for the person who asked. */
export class Refused extends Error {
  override name = 'Refused';
}

/** Temporal can't be reached, so nothing happened. */
export class Unreachable extends Error {
  override name = 'Unreachable';
}

/** Temporal took the request, but no worker answered in time: nobody knows yet whether it took effect. */
export class Unanswered extends Error {
  override name = 'Unanswered';
}
