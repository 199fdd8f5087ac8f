/** What does `muster list` print for each incident, and in which order? */
import { rankAmong } from '../../../domain/severity/scale';
import { type PinnedPolicy, WAITING_STATUS } from '../../../workflows/contract';
import { lastPart } from '../../../workflows/contract';
import type { IncidentSummary } from '../../incidents/runs';
import type { PostMortemView } from '../../../domain/post-mortem/view';
import { debtsOf } from '../post-mortem-debts';
import { charactersOf, column, countdown, paint, roughAge, section, type Sheet, shortened, wrapped } from './layout';

/** One line per incident: open ones first, the most severe on top, the oldest of them first. */
export function listPage(
  incidents: readonly IncidentSummary[],
  policies: readonly PinnedPolicy[],
  sheet: Sheet,
): string {
  if (incidents.length === 0) return 'No open incidents.\n';
  const width = Math.max(3, ...incidents.map(({ severity }) => charactersOf(severity).length));
  const heading = ['ID'.padEnd(5), 'SEV'.padEnd(width), 'STATUS'.padEnd(13), 'AGE'.padEnd(6), 'LEAD'.padEnd(14)];
  const rows = inOrder(incidents, policies).map((incident) => line(incident, width, sheet));
  return `${[paint(sheet, 'bold', [...heading, 'NEXT'.padEnd(16), 'TITLE'].join(' ')), ...rows].join('\n')}\n`;
}

/** Post-mortems that owe something, under a heading of their own; nothing where none does. */
export function owingPage(owing: readonly PostMortemView[], sheet: Sheet): string {
  const rows = owing.flatMap((view) => {
    const debts = debtsOf(view);
    const late = debts.filter(({ dueAt }) => dueAt !== undefined && Date.parse(dueAt) < sheet.now).length;
    const owed = `${debts.length} open${late === 0 ? '' : `, ${late} overdue`}`;
    const rows = wrapped(sheet, `${column(lastPart(view.incidentId), 5)} `, `${owed}: ${view.title}`);
    return late === 0 ? rows : rows.map((row) => paint(sheet, 'red', row));
  });
  return section(sheet, 'POST-MORTEMS THAT OWE SOMETHING', rows)
    .map((row) => `${row}\n`)
    .join('');
}

/** Alerts that fire in a maintenance window are not an incident: they come last. */
const isPlanned = ({ status }: IncidentSummary): boolean => status === WAITING_STATUS.maintenance;

/** The order of `listPage`, for programs too. */
export function inOrder(incidents: readonly IncidentSummary[], policies: readonly PinnedPolicy[]): IncidentSummary[] {
  const rank = ({ severity }: IncidentSummary): number =>
    rankAmong(
      policies.map(({ policy }) => policy),
      severity,
    );
  return [...incidents].sort(
    (a, b) =>
      Number(b.open) - Number(a.open) ||
      Number(isPlanned(a)) - Number(isPlanned(b)) ||
      rank(a) - rank(b) ||
      a.startedAt.localeCompare(b.startedAt),
  );
}

function line(incident: IncidentSummary, severityWidth: number, sheet: Sheet): string {
  const { id, severity, status, startedAt, endedAt, lead, leadName, nextDueAt, open, title, trouble } = incident;
  const { overdue = 0 } = incident;
  const lasted = roughAge(endedAt === undefined ? sheet.now : Date.parse(endedAt), startedAt);
  const told = [
    column(lastPart(id), 5),
    column(severity, severityWidth),
    column(status, 13),
    column(lasted, 6),
    column(leadName ?? lead ?? (open && !isPlanned(incident) ? 'no lead' : ''), 14),
    column(nextDueAt === undefined ? '' : dueText(sheet.now, nextDueAt), 16),
    ...(overdue === 0 ? [] : [`${overdue} overdue:`]),
  ].join(' ');
  const room = Math.max(12, sheet.width - charactersOf(told).length - 1);
  const whole = `${told} ${shortened(title, room)}`.trimEnd();
  const late = open && (overdue > 0 || (nextDueAt !== undefined && Date.parse(nextDueAt) < sheet.now));
  if (trouble !== undefined) return paint(sheet, 'red', `${whole}\n      ${trouble}`);
  return late ? paint(sheet, 'red', whole) : whole;
}

const dueText = (now: number, iso: string): string => countdown(now, iso).replace(/^in /, 'due ');
