/** Who sent this request, a person or an alert source, and what proves it? */
import type { LiveDirectory } from '../../directory/directory';
import type { Person } from '../../directory/schema';
import type { Access } from '../../domain/state/access';
import { NotAllowed, NotAuthenticated } from '../errors';
import { findPerson, personById, personSignedIn } from '../people/lookup';
import { type Shown, shownIn } from './credentials';
import { lesser } from './directory-access';
import type { Caller, Gate, Headers } from './gate';
import { whyForeign } from './loopback';
import type { Oidc, SignedIn } from './oidc';
import type { StoredToken } from './token-file';
import { isForSource, type Tokens } from './tokens';

export interface GateOptions {
  tokens: Tokens;
  directory: Pick<LiveDirectory, 'current'>;
  /** Where people sign in, if anywhere. */
  oidc?: Pick<Oidc, 'verify'>;
  /** Whether only this machine reaches us. */
  loopback: boolean;
  /** Where we listen, as the settings name it. */
  host?: string;
}

/** The gate, and what it does where nobody has to show anything. */
export interface GuardedGate extends Gate {
  /**
   * Refuses, with `NotAllowed`, what pages of other sites make a browser on this machine send while no token is asked of
   * people. For every request, before anything else of it is looked at.
   */
  keepOutForeign(headers: Headers): void;
  /** Who that is whom the identity provider signed in. Throws `NotAllowed` where the directory does not know them. */
  signedIn: (who: SignedIn) => Caller;
}

/** Whether people just say who they are: nobody else reaches us, and there is nothing that they could prove it with. */
export const isDoorOpen = ({ tokens, oidc, loopback }: Pick<GateOptions, 'tokens' | 'loopback'> & { oidc?: unknown }) =>
  loopback && oidc === undefined && !tokens.anyForPeople();

/**
 * Lets people in who show a token of theirs or were signed in by the identity provider. Each gets the lower of two
 * levels of access: the one of that proof and the one in the directory. While only this machine reaches us, and there
 * is neither a token for people (an expired one still counts here: the door does not open because time passes) nor a
 * provider, they just say who they are. Rejects with `NotAuthenticated`, `NotAllowed`, or `Unreachable` when the
 * provider does not answer.
 */
export function createGate({ tokens, directory, oidc, loopback, host = 'localhost' }: GateOptions): GuardedGate {
  const isOpen = (): boolean => isDoorOpen({ tokens, oidc, loopback });

  const keepOutForeign = (headers: Headers): void => {
    const why = isOpen() ? whyForeign(headers, host) : undefined;
    if (why !== undefined) throw new NotAllowed(why);
  };

  const enter = (person: Person | undefined, named: string, proof: string, most?: Access): Caller => {
    if (person === undefined)
      throw new NotAllowed(`${named} is not in the directory. Ask whoever maintains the directory to add you.`);
    return { person: person.id, access: most === undefined ? person.access : lesser(most, person.access), proof };
  };

  const byToken = (token: StoredToken | undefined): Caller => {
    if (token === undefined)
      throw new NotAuthenticated('Invalid or expired token. Create one with `muster token create --person YOU`.');
    if ('source' in token.for)
      throw new NotAuthenticated(
        `This token is for alerts from ${token.for.source}, not for a person. Create one with \`muster token create --person YOU\`.`,
      );
    const { person } = token.for;
    return enter(personById(directory.current(), person), person, `token ${token.id}`, token.access);
  };

  const byProvider = async (text: string): Promise<Caller> => {
    if (oidc === undefined)
      throw new NotAuthenticated(
        'No identity provider is configured (MUSTER_OIDC_ISSUER). Use a token created with `muster token create --person YOU`.',
      );
    return bySignIn(await oidc.verify(text));
  };

  const bySignIn = ({ person, access }: SignedIn): Caller =>
    enter(personSignedIn(directory.current(), person), person, 'oidc', access);

  const bySaying = (headers: Headers): Caller => {
    if (!isOpen())
      throw new NotAuthenticated(
        `Not signed in: send the header "Authorization: Bearer" with your token${oidc === undefined ? '' : ' or one from your identity provider'}. Create one with \`muster token create --person YOU\`.`,
      );
    keepOutForeign(headers);
    const said = headers['muster-as'];
    if (typeof said !== 'string' || said.trim() === '')
      throw new NotAuthenticated(
        'Say who you are: send the header "Muster-As" with your id, handle, email address or name in the directory.',
      );
    const person = findPerson(directory.current(), said);
    if (person === undefined)
      throw new NotAuthenticated(`The header "Muster-As" names ${said.trim()}, who is not in the directory.`);
    return { person: person.id, access: person.access, proof: 'loopback' };
  };

  return {
    keepOutForeign,
    signedIn: bySignIn,
    person: async (headers) => {
      const shown = shownIn(headers);
      switch (shown.kind) {
        case 'nothing':
          return bySaying(headers);
        case 'token':
          return byToken(tokens.find(shown.text));
        case 'signed':
          return byProvider(shown.text);
        case 'password':
          throw new NotAuthenticated(
            'Basic authentication is for systems that send alerts; people send "Authorization: Bearer" with their token.',
          );
        case 'strange':
          throw new NotAuthenticated('The header "Authorization" must be "Bearer", a space and your token.');
      }
    },
    source: (name, headers) => {
      const shown = shownIn(headers);
      if (shown.kind !== 'nothing') {
        const token = tokenShown(tokens, shown);
        if (token === undefined) return Promise.resolve({ verdict: 'wrong' });
        return Promise.resolve(
          isForSource(token, name) ? { verdict: 'valid', token: token.id } : { verdict: 'foreign' },
        );
      }
      const needed = !loopback || tokens.liveFor(name) || whyForeign(headers, host) !== undefined;
      if (needed) return Promise.resolve({ verdict: 'missing' });
      return Promise.resolve({ verdict: isOpen() ? 'not-needed' : 'unproven' });
    },
  };
}

const tokenShown = (tokens: Tokens, shown: Shown): StoredToken | undefined =>
  shown.kind === 'token' || shown.kind === 'password' ? tokens.find(shown.text) : undefined;
