/** Who holds a role now, and until when? */
import type { Held } from '../../people/on-call';
import { At } from './time';

/** Their names, each with the end of the shift; and why there is nobody. */
export function RoleHolders({ people, problem }: { people: Held['people']; problem: string | undefined }) {
  return (
    <>
      {people.map(({ name, until }, place) => (
        <>
          {place > 0 && ', '}
          {name}
          {until !== undefined && (
            <span class="soft">
              {' '}
              until <At at={until} date />
            </span>
          )}
        </>
      ))}
      {problem !== undefined && <b class="bad">{problem}</b>}
    </>
  );
}
