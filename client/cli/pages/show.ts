/** What does `muster show` print about one incident, on one page? */
import type { IncidentView } from '../../../domain/view';
import type { ChecklistView } from '../../../domain/resolution/view';
import { readObligation } from '../../../domain/state/obligation-ids';
import { utcDateTime } from '../../../domain/text/format';
import { lastPart } from '../../../workflows/contract';
import { age, clock, countdown, paint, plain, section, type Sheet, shortened, wrapped } from './layout';
import { typeLines } from './foot';
import { comingLines, dueLines, overdue, overdueLines } from './obligations';

/** How many of the newest entries of the story the page ends with. */
const NEWEST = 5;

const isRunning = ({ resolvedAt, status }: IncidentView): boolean =>
  resolvedAt === undefined && !['resolved', 'cancelled', 'merged'].includes(status);

/** One incident on one page, for a tired person. */
export function showPage(view: IncidentView, sheet: Sheet): string {
  return [
    ...title(view, sheet),
    ...about(view, sheet),
    ...urgent(view, sheet),
    ...standing(view, sheet),
    '',
    ledger(view),
    '',
  ].join('\n');
}

/**
 * The same for a screen that is looked at again and again: what is overdue and due comes first, what to type stands at the
 * foot, and what does not fit between them is left out.
 */
export function watchPage(view: IncidentView, sheet: Sheet, rows: number): string {
  const top = [...title(view, sheet), ...urgent(view, sheet)];
  const foot = ['', ...typeLines(view, sheet)];
  const rest = [...about(view, sheet), ...standing(view, sheet)];
  const room = Math.max(0, rows - foot.length - 1);
  const all = [...top, ...rest];
  const left = all.length - room;
  const body =
    left <= 0
      ? all
      : [...all.slice(0, Math.max(0, room - 1)), `… ${left + 1} more lines: muster show ${lastPart(view.id)}`];
  return [...body, ...foot, ''].join('\n');
}

const urgent = (view: IncidentView, sheet: Sheet): string[] => {
  if (!isRunning(view)) return [];
  const late = overdue(view, sheet.now).flatMap((owed) => overdueLines(owed, sheet, view.names));
  return [...section(sheet, 'OVERDUE', late), ...section(sheet, 'DUE', dueLines(view, sheet))];
};

const standing = (view: IncidentView, sheet: Sheet): string[] => [
  ...section(sheet, 'MUSTER WILL', isRunning(view) ? comingLines(view, sheet) : []),
  ...section(sheet, 'PEOPLE', peopleLines(view, sheet)),
  ...section(sheet, 'PAGES', deliveryLines(view, sheet)),
  ...section(sheet, 'FINDINGS', triedLines(view, sheet)),
  ...checklistSection(view, sheet),
  ...section(sheet, 'FAILED, RETRYING', failingLines(view, sheet)),
  ...section(sheet, 'LAST', lastLines(view, sheet)),
];

function title(view: IncidentView, sheet: Sheet): string[] {
  const { now } = sheet;
  const severity = view.severityTitle === view.severity ? view.severity : `${view.severity} ${view.severityTitle}`;
  const status = `${severity}${view.unclassified ? ' (unclassified, confirm)' : ''}  ${view.status.toUpperCase()}`;
  const started = utcDateTime(Date.parse(view.startedAt));
  const lasted = isRunning(view) ? `${age(now, view.startedAt)} ago` : '';
  return [
    ...wrapped(sheet, '', `${status}  ${view.service}: ${view.title}`).map((line) => paint(sheet, 'bold', line)),
    ...wrapped(sheet, '', `${view.id}  since ${started}${lasted === '' ? '' : `, ${lasted}`}`),
    ...(view.resolvedAt === undefined ? [] : [`Resolved ${utcDateTime(Date.parse(view.resolvedAt))}`]),
    ...(view.trouble === undefined ? [] : wrapped(sheet, '', view.trouble).map((line) => paint(sheet, 'red', line))),
  ];
}

function about(view: IncidentView, sheet: Sheet): string[] {
  const { now } = sheet;
  const lead = view.leadName ?? view.lead;
  const next = view.nextDue;
  return [
    '',
    ...wrapped(sheet, 'Why     ', view.severityReasons.join('; ') || 'not given'),
    ...wrapped(sheet, 'Lead    ', lead ?? 'NOBODY YET'),
    ...(isRunning(view) && next !== undefined
      ? wrapped(sheet, 'Next    ', `${countdown(now, next.at)}: ${next.what}`)
      : []),
    ...wrapped(sheet, 'Alerts  ', alertsLine(view.alerts)),
    ...(view.alerts.names.length === 0 ? [] : wrapped(sheet, '        ', view.alerts.names.join(', '))),
    ...(view.proposed === undefined
      ? []
      : wrapped(
          sheet,
          'Hint    ',
          `all alerts have cleared; if it is fixed: muster status ${lastPart(view.id)} ${view.proposed}`,
        )),
    ...(view.facts.impact === undefined ? [] : wrapped(sheet, 'Impact  ', view.facts.impact)),
    ...(view.things === undefined ? [] : wrapped(sheet, 'Where   ', thingsLine(view.things))),
    ...Object.entries(view.links ?? {}).map(([name, address]) => `${name.padEnd(8)}${address}`),
    ...(view.bridge === undefined ? [] : wrapped(sheet, 'Bridge  ', view.bridge)),
    ...(view.ticket === undefined ? [] : wrapped(sheet, 'Ticket  ', view.ticket)),
    ...(view.statusPage === undefined ? [] : wrapped(sheet, 'Public  ', publicLine(view.statusPage))),
    ...(view.previous === undefined ? [] : wrapped(sheet, 'Earlier ', view.previous)),
    ...(view.mergedInto === undefined ? [] : wrapped(sheet, 'Merged  ', `into ${view.mergedInto}`)),
    ...(view.joined === undefined ? [] : wrapped(sheet, 'Merged  ', `with ${view.joined.join(', ')}`)),
  ];
}

const thingsLine = (things: Record<string, string>): string =>
  Object.entries(things)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

/** `investigating (published at 14:40 UTC by otto): Release Manager is unavailable. ... (https://...)`. */
function publicLine({
  state,
  status,
  openedAt,
  by,
  text,
  shownAt,
  url,
}: NonNullable<IncidentView['statusPage']>): string {
  const how = state === 'open' ? status : state;
  const where = url ?? (shownAt === undefined ? 'not on the status page yet' : undefined);
  return `${how} (published at ${clock(openedAt)} UTC by ${by}): ${text}${where === undefined ? '' : ` (${where})`}`;
}

/** `2 of 5 firing (1 flapping, 1 in a maintenance window); received 40 times; most frequent: Pod is down (37)`. */
function alertsLine({ firing, total, received, flapping, planned, beyond, digest }: IncidentView['alerts']): string {
  const kinds = [
    ...(flapping === undefined ? [] : [`${flapping} flapping`]),
    ...(planned === undefined ? [] : [`${planned} in a maintenance window`]),
  ];
  const storm = Object.entries(digest ?? {})
    .sort(([, a], [, b]) => b - a)
    .slice(0, 5)
    .map(([title, count]) => `${title} (${count})`);
  return [
    `${firing} of ${total} firing${kinds.length === 0 ? '' : ` (${kinds.join(', ')})`}`,
    ...(received === total ? [] : [`received ${received} ${received === 1 ? 'time' : 'times'}`]),
    ...(beyond === undefined ? [] : [`${beyond} more counted but not listed`]),
    ...(storm.length === 0 ? [] : [`most frequent: ${storm.join(', ')}`]),
  ].join('; ');
}

function peopleLines(view: IncidentView, sheet: Sheet): string[] {
  const here = view.people.filter(({ joinedAt, acknowledgedAt }) => (joinedAt ?? acknowledgedAt) !== undefined);
  const declined = view.people.filter(({ declinedAt }) => declinedAt !== undefined);
  const called = view.people.filter(
    (person) => person.contacted !== false && !here.includes(person) && !declined.includes(person),
  );
  const { names = {} } = view;
  const titled = (id: string): string => names[id] ?? id;
  const missing = view.obligations.filter(
    ({ id, state, doneAt }) =>
      readObligation(id).of === 'join' && doneAt === undefined && (state === 'open' || state === 'missed'),
  );
  const withRoles = ({ name, roles }: IncidentView['people'][number]) =>
    roles.length === 0 ? name : `${name} (${roles.map(titled).join(', ')})`;
  return [
    ...wrapped(sheet, '  here     ', here.map(withRoles).join(', ') || 'nobody yet'),
    ...(called.length === 0 ? [] : wrapped(sheet, '  paged    ', called.map(withRoles).join(', '))),
    ...(declined.length === 0 ? [] : wrapped(sheet, "  can't    ", declined.map(withRoles).join(', '))),
    ...(missing.length === 0
      ? []
      : wrapped(sheet, '  missing  ', missing.map(({ owner }) => titled(owner)).join(', '))),
  ];
}

/** The newest page of each person: by which ways it went, and how far. */
function deliveryLines({ deliveries = [] }: IncidentView, sheet: Sheet): string[] {
  const newest = new Map(deliveries.map((delivery) => [delivery.to, delivery]));
  return [...newest.values()].flatMap(({ name, ways }) => {
    const told = ways.map(
      ({ channel, state, reason }) => `${channel} ${state}${reason === undefined ? '' : ` (${begun(reason, 60)})`}`,
    );
    return wrapped(sheet, '  ', `${name}: ${told.join(', ') || 'no channel'}`);
  });
}

function triedLines(view: IncidentView, sheet: Sheet): string[] {
  const { decision, rollback } = view;
  const made = decision?.made;
  const ended = ['resolved', 'cancelled', 'merged'].includes(view.status);
  return [
    ...view.findings.flatMap((finding) => findingLines(finding, sheet)),
    ...(view.findings.some(({ text }) => text.includes('\n'))
      ? wrapped(sheet, '    ', `all findings: muster show ${lastPart(view.id)} --findings`)
      : []),
    ...(decision === undefined
      ? []
      : wrapped(
          sheet,
          '  Decision: ',
          made === undefined
            ? ended && !decision.missed
              ? 'not made before the incident ended'
              : ended
                ? `missed; it was due at ${clock(decision.dueAt)} UTC`
                : `${decision.missed ? 'MISSED, was due' : 'due'} ${clock(decision.dueAt)} UTC, ${countdown(sheet.now, decision.dueAt)}${returnsTo(decision)}${proposal(decision)}`
            : `${made.choice.replace('-', ' ')} by ${made.by} at ${clock(made.at)} UTC: ${made.reason}`,
        )),
    ...(rollback === undefined
      ? []
      : wrapped(
          sheet,
          '  Rollback: ',
          `${rollback.from === undefined ? '' : `from ${rollback.from} `}${rollback.to === undefined ? '' : `to ${rollback.to}, `}${rollback.phase}${rollback.text === undefined ? '' : `: ${begun(rollback.text)}`}`,
        )),
  ];
}

const returnsTo = ({ versions }: NonNullable<IncidentView['decision']>): string =>
  versions?.target === undefined ? '' : `; a rollback returns to ${versions.target}`;

const proposal = ({ proposed }: NonNullable<IncidentView['decision']>): string =>
  proposed === undefined
    ? ''
    : `; ${proposed.by} proposes to ${proposed.choice.replace('-', ' ')}${proposed.to === undefined ? '' : ` to ${proposed.to}`}; a second approver must confirm it`;

type FindingView = IncidentView['findings'][number];

/** The line with which a finding begins: what is most telling. */
function findingLines({ title, state, text }: FindingView, sheet: Sheet): string[] {
  const [summary = ''] = text.split('\n', 1);
  return wrapped(sheet, '  - ', `${title}${state === 'done' ? '' : ` (${state})`}: ${begun(summary, 320)}`);
}

/** Every finding whole, with the commands that a person can type. */
export const findingsPage = (view: IncidentView, sheet: Sheet): string =>
  [
    ...view.findings.flatMap(({ title, state, text }) => [
      paint(sheet, 'bold', plain(`${title}${state === 'done' ? '' : ` (${state})`}`)),
      ...text.split('\n').map((line) => `  ${plain(line)}`),
      '',
    ]),
    ...(view.findings.length === 0 ? ['No findings yet.', ''] : []),
  ].join('\n');

/** A finding may be a page of its own; its beginning is what fits here. */
const begun = (text: string, longest = 150): string => shortened(text.replace(/^\s*- /, ''), longest);

function checklistSection(view: IncidentView, sheet: Sheet): string[] {
  const items = view.checklist.filter(({ stage }) => stage === 'immediate');
  const ticked = items.filter(({ state }) => state === 'ticked').length;
  return section(
    sheet,
    `CHECKLIST ${ticked} of ${items.length}`,
    items.flatMap((item) => checklistLines(item, sheet)),
  );
}

export function checklistLines({ id, text, state, by, evidence }: ChecklistView, sheet: Sheet): string[] {
  const proof = [by, evidence].filter((part) => part !== undefined).join(': ');
  const lines = wrapped(
    sheet,
    state === 'ticked' ? '  [x] ' : '  [ ] ',
    `${text} [${id}]${state === 'ticked' && proof !== '' ? ` (${proof})` : ''}`,
  );
  return state === 'ticked' ? lines.map((line) => paint(sheet, 'green', line)) : lines;
}

const failingLines = (view: IncidentView, sheet: Sheet): string[] =>
  view.failing
    .flatMap(({ what, reason }) => wrapped(sheet, '  ! ', `${what}: ${reason}`))
    .map((line) => paint(sheet, 'yellow', line));

const lastLines = (view: IncidentView, sheet: Sheet): string[] =>
  view.timeline.slice(-NEWEST).flatMap(({ at, text }) => wrapped(sheet, `  ${clock(at)} UTC  `, begun(text)));

function ledger({ obligations, policy }: IncidentView): string {
  const counted = (['met', 'late', 'missed', 'waived', 'open'] as const)
    .map((state) => `${obligations.filter((owed) => owed.state === state).length} ${state}`)
    .join(', ');
  return `Ledger: ${counted}. Policy ${policy.name} ${policy.version}.`;
}
