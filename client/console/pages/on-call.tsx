/** Who is on call now, who comes next over four weeks, and where is nobody? */
import { RoleHolders } from '../parts/holders';
import type { DirectoryData } from '../../../directory/schema';
import type { Visitor } from '../../access/visitors';
import type { LayerCalendar, Turn } from '../../people/calendar';
import type { Held } from '../../people/on-call';
import { Layout } from '../layout';
import { Card } from '../parts/card';
import { At } from '../parts/time';
import { linear, timeTicks } from '../svg/scale';

export interface OnCallPageProps {
  visitor: Visitor;
  held: readonly Held[];
  calendars: readonly LayerCalendar[];
  directory: DirectoryData;
  span: { from: number; until: number };
}

const iso = (at: number): string => new Date(at).toISOString();

/** The roles as they are held now, and a calendar of every layer. */
export function OnCallPage({ visitor, held, calendars, directory, span }: OnCallPageProps) {
  const nameOf = (id: string): string => directory.people.find((person) => person.id === id)?.name ?? id;
  return (
    <Layout title="On call" visitor={visitor} here="/on-call">
      <h1>On call</h1>
      <Card title="Now" id="now">
        <ul class="rows">
          {held.map(({ title, people, sources = [], problem }) => (
            <li>
              <span>{title}</span>
              <span>
                <RoleHolders {...{ people, problem }} />
                {sources.length > 0 && <span class="soft"> {sources.join(', ')}</span>}
              </span>
            </li>
          ))}
        </ul>
      </Card>
      {calendars.map(({ rotation, layer, role, turns }) => (
        <Card title={`${rotation}, ${layer}`} id={`${rotation}-${layer}`}>
          <p class="soft">{role}</p>
          <Calendar {...{ turns, nameOf, span }} title={`${rotation}, ${layer}`} />
          <details>
            <summary>All turns</summary>
            <ul class="rows">
              {turns.map(({ from, until, person, because }) => (
                <li class={person === undefined ? 'over' : undefined}>
                  <span>{person === undefined ? <b class="bad">nobody</b> : nameOf(person)}</span>
                  <span class="soft">
                    <At at={iso(from)} date /> to <At at={iso(until)} date />
                    {because === 'override' && ', override'}
                  </span>
                </li>
              ))}
            </ul>
          </details>
        </Card>
      ))}
    </Layout>
  );
}

const WIDTH = 960;

interface CalendarProps {
  title: string;
  turns: readonly Turn[];
  nameOf: (id: string) => string;
  span: { from: number; until: number };
}

/** Four weeks as a bar; people alternate in two tones, gaps and overrides stand out. */
function Calendar({ title, turns, nameOf, span }: CalendarProps) {
  const x = linear([span.from, span.until], [0, WIDTH]);
  const people = [...new Set(turns.map(({ person }) => person))];
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={`Calendar of ${title} as a picture`}>
      <svg
        class="calendar"
        viewBox={`0 0 ${WIDTH} 54`}
        role="img"
        aria-label="The next four weeks; the list below says the same."
      >
        {turns.map(({ from, until, person, because }) => {
          const width = Math.max(1, x(until) - x(from) - 1);
          const tone =
            person === undefined ? 'gap' : because === 'override' ? 'override' : `tone-${people.indexOf(person) % 4}`;
          const name = person === undefined ? 'nobody' : nameOf(person);
          return (
            <g class={tone}>
              <title>{`${name}, ${iso(from).slice(0, 16)} to ${iso(until).slice(0, 16)} UTC`}</title>
              <rect x={x(from)} y={2} width={width} height={28} rx={4} />
              {width > name.length * 7 && (
                <text x={x(from) + 6} y={20}>
                  {name}
                </text>
              )}
            </g>
          );
        })}
        {timeTicks(span.from, span.until, 8).at.map((at) => (
          <text class="date" x={x(at)} y={48} text-anchor="middle">
            {iso(at).slice(5, 10)}
          </text>
        ))}
      </svg>
    </div>
  );
}
