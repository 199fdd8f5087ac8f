/** How does a person sign in to the room? */
import type { Person } from '../../../directory/schema';
import { Layout } from '../layout';
import { Link } from '../parts/link';

export interface SignInPageProps {
  /** Where the person wanted to go. */
  to: string;
  /** Who can be chosen, where nobody has to prove who they are. */
  people?: readonly Pick<Person, 'id' | 'name'>[] | undefined;
  /** Whether people also sign in with an identity provider. */
  provider?: string | undefined;
  trouble?: string | undefined;
}

/** A list of people on a machine that nobody else reaches; elsewhere a field for the person's token. */
export function SignInPage({ to, people, provider, trouble }: SignInPageProps) {
  return (
    <Layout title="Sign in">
      <div class="narrow">
        <h1>{people === undefined ? 'Sign in' : 'Who are you?'}</h1>
        {trouble !== undefined && (
          <p class="error-summary" role="alert" tabIndex={-1} id="errors">
            {trouble}
          </p>
        )}
        {provider !== undefined && (
          <p>
            <Link class="button" href={`/sign-in/provider?to=${encodeURIComponent(to)}`}>
              Sign in with {provider}
            </Link>
          </p>
        )}
        <form method="post" action="/sign-in">
          <input type="hidden" name="to" value={to} />
          {people !== undefined ? (
            <>
              <p class="soft">
                Only this machine reaches Muster, and nobody has a token yet, so Muster believes what you say.
              </p>
              <ul class="choose">
                {people.map(({ id, name }) => (
                  <li>
                    <button name="person" value={id}>
                      {name}
                    </button>
                  </li>
                ))}
              </ul>
            </>
          ) : (
            <>
              <div class="field">
                <label for="token">Your token</label>
                <p class="hint" id="token-hint">
                  Whoever runs Muster makes one: muster token create --person YOU
                </p>
                <input
                  id="token"
                  name="token"
                  type="password"
                  autocomplete="current-password"
                  aria-describedby="token-hint"
                  required
                />
              </div>
              <button>Sign in</button>
            </>
          )}
        </form>
      </div>
    </Layout>
  );
}
