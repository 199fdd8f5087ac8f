/** Who is on call now, who comes next over four weeks, and where is nobody? */
import { RoleHolders } from '../parts/holders';
import type { TakenShift } from '../../../directory/override-book';
import type { DirectoryData } from '../../../directory/schema';
import { reaches } from '../../../domain/state/access';
import type { Mistake } from '../../actions/action';
import { SHIFT } from '../../people/shifts';
import type { FormOption } from '../forms/choices';
import { shapesOf } from '../forms/fields';
import { ErrorSummary, FieldRow, RoomForm } from '../parts/form';
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
  /** Shifts that were taken here and are not over. */
  taken: readonly TakenShift[];
  /** What was typed, where it was refused. */
  values?: Readonly<Record<string, string>>;
  trouble?: { text: string; mistakes?: readonly Mistake[] };
  said?: string | undefined;
}

const iso = (at: number): string => new Date(at).toISOString();

/** The roles as they are held now, and a calendar of every layer. */
export function OnCallPage(props: OnCallPageProps) {
  const { visitor, held, calendars, directory, span, taken, trouble, said } = props;
  const mayAct = reaches(visitor.access, 'responder');
  const nameOf = (id: string): string => directory.people.find((person) => person.id === id)?.name ?? id;
  const titleOfRole = (id: string): string => held.find(({ role }) => role === id)?.title ?? id;
  return (
    <Layout title="On call" visitor={visitor} here="/on-call" said={said}>
      <h1>On call</h1>
      {trouble !== undefined && <ErrorSummary text={trouble.text} mistakes={trouble.mistakes ?? []} scope={SCOPE} />}
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
        <Card title={`${titleOfRole(role)}: ${layer}`} id={`${rotation}-${layer}`}>
          <Calendar {...{ turns, nameOf, span }} title={`${titleOfRole(role)}, ${layer}`} />
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
      {taken.length > 0 && (
        <Card title="Taken shifts" id="taken">
          <ul class="rows">
            {taken.map(({ id, rotation, layer, person, from, to }) => (
              <li>
                <span>
                  {nameOf(person)} <span class="soft">{`${rotation}, ${layer}`}</span>
                </span>
                <span class="state">
                  <At at={from} date /> to <At at={to} date />
                  {mayAct && (
                    <RoomForm action="/on-call/end" formToken={visitor.formToken} hidden={{ shift: id }}>
                      <button class="small quiet">End it</button>
                    </RoomForm>
                  )}
                </span>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {mayAct && <TakeShift {...props} />}
    </Layout>
  );
}

const SCOPE = 'shift';

/** Somebody else is on call for a while: who, from when, until when. */
function TakeShift({ visitor, held, calendars, directory, values = {}, trouble }: OnCallPageProps) {
  const [shape] = shapesOf(SHIFT);
  const roles = [...new Set(calendars.map(({ role }) => role))];
  const options: Readonly<Record<string, FormOption[]>> = {
    role: roles.map((id) => ({ value: id, label: held.find(({ role }) => role === id)?.title ?? id })),
    layer: [...new Set(calendars.map(({ layer }) => layer))].map((id) => ({ value: id, label: id })),
    person: directory.people.map(({ id, name }) => ({ value: id, label: name })),
  };
  if (shape === undefined || roles.length === 0) return null;
  const preset: Readonly<Record<string, string>> = { role: roles[0] ?? '', person: visitor.person };
  return (
    <Card title="Take a shift" id="take">
      <p class="hint">
        Be on call for a while instead of whoever the rotation names. For somebody else you need “lead” access. Write
        times as 2026-12-24T09:00.
      </p>
      <RoomForm class="act" action="/on-call/take" formToken={visitor.formToken}>
        {shape.fields.map(({ hint: _hint, ...field }) => (
          <FieldRow
            field={field}
            scope={SCOPE}
            label={LABELS[field.name]}
            value={values[field.name] ?? preset[field.name]}
            options={options[field.name]}
            mistake={trouble?.mistakes?.find(({ path }) => path === field.name)?.message}
          />
        ))}
        <button type="submit">Take the shift</button>
      </RoomForm>
    </Card>
  );
}

const LABELS: Readonly<Record<string, string>> = {
  role: 'Role',
  layer: 'Layer; the first holds the role',
  person: 'Who',
  from: 'From',
  to: 'To',
};

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
