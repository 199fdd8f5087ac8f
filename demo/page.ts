/** What is on the page that the live demo draws? */
import { column, paint, section, type Sheet, wrapped } from '../client/cli/pages/layout';
import type { IncidentView } from '../domain/view';
import { policyAge } from './clock';
import { happeningLine, happeningsIn } from './happenings';
import { pagesIn } from './messages';
import type { ScreenContent } from './screen';
import type { Sight } from './sight';

/** A page to draw on; `height` is its number of lines. */
export interface LiveSheet extends Sheet {
  readonly height: number;
}

const FEWEST_STORY_LINES = 4;
const MOST_NEXT_LINES = 4;

/** The play on one page, never longer than the sheet: how things stand, who says what, who was called, what is next. */
export function livePage(told: ScreenContent, sheet: LiveSheet): string[] {
  const { sight } = told;
  const above = [
    ...title(told, sheet),
    ...(sight === undefined ? [] : state(sight, sheet)),
    ...(told.places ?? []).map((line) => paint(sheet, 'dim', cut(line, sheet))),
    '',
    ...speech(told, sheet),
    ...(sight?.incident === undefined ? [] : section(sheet, 'PAGED, at minute', called(sight, sight.incident, sheet))),
    ...(sight?.incident === undefined ? [] : section(sheet, 'NEXT', next(sight, sheet))),
  ];
  const room = Math.max(FEWEST_STORY_LINES, sheet.height - above.length - 3);
  const story = sight === undefined ? [] : section(sheet, 'LAST', newest(sight, sheet, room));
  return [...above, ...story].slice(0, sheet.height - 1);
}

function title({ since, sight }: ScreenContent, sheet: LiveSheet): string[] {
  const start = sight?.incident?.startedAt;
  const age = start === undefined ? '' : `minute ${policyAge(Date.parse(start), sheet.now)}`;
  const left = paint(sheet, 'bold', column('MUSTER DEMO: a minute of the guide is a second', sheet.width - 26));
  return [`${left}${age.padStart(16)}${`${Math.round((sheet.now - since) / 1000)} s`.padStart(9)}`, ''];
}

function state({ incident, service, sent, trouble }: Sight, sheet: LiveSheet): string[] {
  const health = service.healthy ? 'healthy' : `DOWN: ${service.reason ?? 'no reason given'}`;
  const serving = paint(sheet, service.healthy ? 'green' : 'red', cut(`service  ${service.version} ${health}`, sheet));
  if (incident === undefined) return [serving];
  const { severity, status, title: what, id, leadName, alerts } = incident;
  return [
    paint(sheet, 'bold', cut(`${severity} ${status.toUpperCase()}  ${what}  (${id})`, sheet)),
    serving,
    cut(`lead     ${leadName ?? 'nobody yet'}; alerts firing: ${alerts.firing}; messages sent: ${sent.length}`, sheet),
    ...(trouble === undefined ? [] : [paint(sheet, 'yellow', cut(trouble, sheet))]),
  ];
}

function speech({ narration, waitingFor, command, notice }: ScreenContent, sheet: LiveSheet): string[] {
  return [
    ...wrapped(sheet, '> ', narration).map((line) => paint(sheet, 'bold', line)),
    ...(command === undefined ? [] : [paint(sheet, 'green', cut(`  $ ${command.text}`, sheet))]),
    ...(command?.answer === undefined ? [] : [cut(`    ${command.answer}`, sheet)]),
    ...(notice === undefined ? [] : [paint(sheet, 'yellow', cut(`  ${notice}`, sheet))]),
    paint(sheet, 'dim', cut(`  waiting for ${waitingFor}`, sheet)),
  ];
}

/** Everybody who was paged, with the ages at which it happened, and when they came. */
function called({ sent }: Sight, incident: IncidentView, sheet: LiveSheet): string[] {
  const start = Date.parse(incident.startedAt);
  const pages = pagesIn(sent);
  return [...new Set(pages.map(({ to }) => to[0] ?? ''))].map((id) => {
    const person = incident.people.find((known) => known.id === id);
    // Being one of all who are on call says less than any other role.
    const role = person?.roles.find((held) => held !== 'all-on-call') ?? person?.roles[0] ?? '';
    const ages = pages.filter(({ to }) => to[0] === id).map(({ at }) => policyAge(start, Date.parse(at)).padStart(5));
    const joined = person?.joinedAt ?? person?.acknowledgedAt;
    const here = joined === undefined ? '' : `   joined at ${policyAge(start, Date.parse(joined))}`;
    return cut(`  ${column(person?.name ?? id, 15)} ${column(role, 20)}${ages.join(' ')}${here}`, sheet);
  });
}

/** What is owed and what Muster will do, the nearest first; what happens at once is one line. */
function next({ incident, postMortem, now }: Sight, sheet: LiveSheet): string[] {
  const owed = (postMortem?.obligations ?? incident?.obligations ?? []).flatMap(({ state: is, dueAt, what, owner }) =>
    is === 'open' && dueAt !== undefined ? [{ at: dueAt, who: 'owed', what: `${what} (${owner})` }] : [],
  );
  const coming = postMortem === undefined ? (incident?.upcoming ?? []) : [];
  const will = coming.map(({ at, what }) => ({ at, who: 'Muster will', what }));
  const meeting = postMortem?.heldAt === undefined ? postMortem?.meeting : undefined;
  const met =
    meeting === undefined || meeting.off !== undefined
      ? []
      : [{ at: meeting.startsAt, who: 'meeting', what: 'the post-mortem' }];
  const moments = new Map<string, string[]>();
  for (const { at, who, what } of [...owed, ...will, ...met].sort((a, b) => a.at.localeCompare(b.at))) {
    const moment = `  in ${policyAge(now, Date.parse(at)).padStart(7)}  ${who}: `;
    moments.set(moment, [...(moments.get(moment) ?? []), what]);
  }
  return [...moments].slice(0, MOST_NEXT_LINES).map(([moment, what]) => cut(`${moment}${what.join(', ')}`, sheet));
}

function newest(sight: Sight, sheet: LiveSheet, room: number): string[] {
  const start = sight.incident?.startedAt;
  if (start === undefined) return [];
  const latest = happeningsIn(sight).slice(-room);
  return latest.map((happening) => cut(happeningLine(Date.parse(start), happening), sheet));
}

/** A line that fits. Unlike `shortened` it keeps its columns, so give it only text that is plain already. */
const cut = (line: string, { width }: LiveSheet): string =>
  line.length <= width ? line : `${line.slice(0, width - 1)}…`;
