/** What is a person on Slack told when something goes wrong? */
import { BadInput } from '../actions/action';
import { NotAllowed, NotAuthenticated, Refused, Unanswered, Unreachable } from '../errors';
import { OddRequest } from './requests';
import { SlackTrouble } from './slack-api';

/** Errors whose message is meant for the person who asked. */
const FOR_PEOPLE = [BadInput, NotAllowed, NotAuthenticated, OddRequest, Refused, SlackTrouble, Unanswered];

/** What a person is told about an error. About a bug it says nothing. */
export function sentenceOf(error: unknown, onBug: (error: unknown) => void): string {
  if (error instanceof Unreachable) return `${error.message} Nothing was changed; try again in a minute.`;
  if (error instanceof Error && FOR_PEOPLE.some((kind) => error instanceof kind)) return error.message;
  onBug(error);
  return 'Internal error: this may not have worked. See Muster’s log.';
}
