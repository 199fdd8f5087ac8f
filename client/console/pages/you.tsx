/** Who am I here, and on which devices am I signed in? */
import type { SignInSession } from '../../access/sessions';
import type { Visitor } from '../../access/visitors';
import { Layout } from '../layout';
import { RoomForm } from '../parts/form';
import { Ago } from '../parts/time';

export interface YouPageProps {
  visitor: Visitor;
  sessions: readonly SignInSession[];
  now: number;
  said?: string | undefined;
}

/** The person's sessions, each with a way to end it. */
export function YouPage({ visitor, sessions, now, said }: YouPageProps) {
  const iso = (at: number): string => new Date(at).toISOString();
  return (
    <Layout title="You" visitor={visitor} here="/you" said={said}>
      <h1>{visitor.name}</h1>
      <p>
        Access: <b>{visitor.access}</b> <span class="soft">({visitor.proof})</span>
      </p>
      <RoomForm action="/you/sign-out" formToken={visitor.formToken}>
        <button>Sign out here</button>
      </RoomForm>
      <section class="card" aria-labelledby="devices">
        <h2 id="devices">Where you are signed in</h2>
        <ul class="rows">
          {sessions.map(({ id, device, seenAt, createdAt }) => (
            <li>
              <span>
                {device} {id === visitor.session.id && <span class="chip">this one</span>}
                <span class="soft">
                  {' '}
                  signed in <Ago at={iso(createdAt)} now={now} />, last used <Ago at={iso(seenAt)} now={now} />
                </span>
              </span>
              <RoomForm action="/you/end" formToken={visitor.formToken} hidden={{ session: id }}>
                <button class="small quiet">End</button>
              </RoomForm>
            </li>
          ))}
        </ul>
        <RoomForm action="/you/end" formToken={visitor.formToken}>
          <button class="quiet">End all of them</button>
        </RoomForm>
      </section>
      <section class="card" aria-labelledby="keys">
        <h2 id="keys">Keys</h2>
        <p>
          <label>
            <input type="checkbox" id="keys-on" checked /> Use keys on an incident's page
          </label>
        </p>
        <p class="soft">
          a acknowledge · u update · d decide · s severity · e escalate · / search · ? these keys. They are off while
          you type.
        </p>
      </section>
    </Layout>
  );
}
