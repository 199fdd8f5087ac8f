/** What does the incident room need from the rest of Muster? */
import type { Policy } from '../../policy/schema';
import type { GuardedGate } from '../access/create-gate';
import type { ProviderSignIn } from '../access/provider-sign-in';
import type { Visitors } from '../access/visitors';
import type { Check } from '../health/check';
import type { ApiOptions } from '../http/api/options';

/** What the room is made of: the same as the API, and who is signed in. */
export interface ConsoleOptions extends ApiOptions {
  visitors: Visitors;
  /** Where people sign in at an identity provider, and who they are here. */
  provider?: ProviderSignIn & Pick<GuardedGate, 'signedIn'>;
  /** What keeps the next incident from being handled; never rejects. */
  readiness: () => Promise<Check[]>;
  /** The lines of the guide that a policy was made of, where its text is at hand. */
  guideLines?: (policy: Policy) => readonly string[] | undefined;
}
