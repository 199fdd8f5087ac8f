/** Who is here, who is missing, and how far has the paging come? */
import type { IncidentView } from '../../../domain/view';
import { readObligation } from '../../../domain/state/obligation-ids';
import { shortDuration } from '../text/duration';
import { At, Due } from './time';

/** Everybody who was contacted or came, and the roles that should be here and are not. */
export function People({ view }: { view: IncidentView }) {
  const { names = {}, people, lead } = view;
  const missing = view.obligations.filter(
    ({ id, state }) => readObligation(id).of === 'join' && (state === 'open' || state === 'missed'),
  );
  const newest = new Map((view.deliveries ?? []).map((delivery) => [delivery.to, delivery]));
  const isHere = (person: IncidentView['people'][number]) =>
    person.acknowledgedAt !== undefined || person.joinedAt !== undefined;
  const shown = people.filter((person) => isHere(person) || person.contacted !== false);
  return (
    <>
      {missing.length > 0 && (
        <p class="missing">
          <b>Missing:</b> {missing.map(({ owner }) => names[owner] ?? owner).join(', ')}
        </p>
      )}
      <ul class="rows people">
        {[...shown]
          .sort((a, b) => Number(isHere(b)) - Number(isHere(a)))
          .map((person) => {
            const roles = person.roles.map((role) => names[role] ?? role).join(', ');
            const ways = newest.get(person.id)?.ways ?? [];
            return (
              <li class={isHere(person) ? 'here' : undefined}>
                <span>
                  {person.name} {person.id === lead && <span class="chip">lead</span>}
                  {roles !== '' && <span class="soft"> {roles}</span>}
                </span>
                <span class="state">
                  {person.declinedAt !== undefined ? (
                    <span class="bad">
                      can’t, since <At at={person.declinedAt} />
                    </span>
                  ) : person.acknowledgedAt !== undefined ? (
                    <>
                      acknowledged <At at={person.acknowledgedAt} />
                    </>
                  ) : person.joinedAt !== undefined ? (
                    <>
                      joined <At at={person.joinedAt} />
                    </>
                  ) : ways.length > 0 ? (
                    ways.map(({ channel, state, reason }) => (
                      <span class={state.startsWith('failed') ? 'bad' : undefined} title={reason}>
                        {channel} {state}{' '}
                      </span>
                    ))
                  ) : (
                    'contacted'
                  )}
                </span>
              </li>
            );
          })}
      </ul>
    </>
  );
}

/** The matrix column by column: what was done, and what comes when. */
export function Matrix({ view, now }: { view: IncidentView; now: number }) {
  const { matrix = [], names = {} } = view;
  if (matrix.length === 0) return <p class="soft">This severity contacts nobody.</p>;
  return (
    <ol class="matrix">
      {matrix.map(({ after, roles, contactedAt, early, people = [], problems = [], dueAt }) => (
        <li class={contactedAt !== undefined ? 'done' : dueAt !== undefined ? 'next' : undefined}>
          <div class="step">
            <b>{after === 0 ? 'At once' : `At ${shortDuration(after)}`}</b>
            <span class="state">
              {contactedAt !== undefined ? (
                <>
                  contacted <At at={contactedAt} />
                  {early === true && ', early'}
                </>
              ) : dueAt !== undefined ? (
                <Due at={dueAt} now={now} />
              ) : (
                'not needed'
              )}
            </span>
          </div>
          <div>{roles.map((role) => names[role] ?? role).join(', ')}</div>
          {people.length > 0 && (
            <div class="soft">
              {people
                .map(
                  ({ name, acknowledgedAt, joinedAt, declinedAt }) =>
                    `${name} ${declinedAt !== undefined ? 'can’t' : acknowledgedAt !== undefined ? '✓' : joinedAt !== undefined ? 'joined' : 'no answer'}`,
                )
                .join(', ')}
            </div>
          )}
          {problems.map((problem) => (
            <div class="bad">{problem}</div>
          ))}
        </li>
      ))}
    </ol>
  );
}
