/** What does the demo print at the end: the ledger, the measurements, the files and the verdict? */
import { column, paint, section, type Sheet, shortened } from '../client/cli/pages/layout';
import type { ObligationView } from '../domain/ledger/view';
import { policyAge, policyMinutes } from './clock';
import { expectationsOf } from './expectations';
import { doubledKeys, type SentMessage, pagesIn } from './messages';
import type { PlayOutcome } from './outcome';

const LONGEST_AGE_MINUTES = 7 * 24 * 60;

const COLOURS = { met: 'green', late: 'yellow', missed: 'red', waived: 'dim', open: 'red' } as const;

/** The end of the play for the audience: the ledger, what was measured, where the files are, and the verdict. */
export function closing(outcome: PlayOutcome, problems: readonly string[], tookMs: number, sheet: Sheet): string[] {
  const { incident, postMortem, files } = outcome;
  const count = expectationsOf(outcome).length;
  const start = Date.parse(incident.startedAt);
  return [
    ...section(sheet, `LEDGER of ${incident.id} (times in policy minutes)`, ledger(start, incident.obligations, sheet)),
    ...section(sheet, 'LEDGER of its post-mortem', ledger(start, postMortem.obligations, sheet)),
    ...section(sheet, 'MEASURED', figures(outcome, tookMs)),
    ...section(sheet, 'FILES', [
      `  ${column('timeline', 20)} ${files.timeline}`,
      `  ${column('post-mortem', 20)} ${files.postMortem}`,
      `  ${column('invitation', 20)} ${files.invitation}`,
      ...(outcome.written.includes('outbox') ? [`  ${column('what people got', 20)} ${files.outbox}`] : []),
    ]),
    '',
    ...problems.map((problem) => paint(sheet, 'red', problem)),
    problems.length === 0
      ? paint(sheet, 'green', `All ${count} expectations are met.`)
      : paint(sheet, 'red', `${problems.length} of ${count} expectations are not met.`),
  ];
}

function ledger(start: number, obligations: readonly ObligationView[], sheet: Sheet): string[] {
  const age = (label: string, iso: string | undefined): string =>
    iso === undefined ? '' : `${label} ${agedOrDated(start, iso)}`;
  return obligations.map(({ state, dueAt, doneAt, what, owner, by, because }) => {
    const why = because === undefined ? '' : `: ${because}`;
    const times = `${column(age('due', dueAt), 14)} ${column(age('done', doneAt), 11)}`;
    const text = shortened(
      `${what} (${owner}${by === undefined ? '' : `, by ${by}`})${why}`,
      Math.max(30, sheet.width - 36),
    );
    return `  ${paint(sheet, COLOURS[state], column(state, 7))} ${times} ${text}`;
  });
}

/** Something due on a calendar day is shown with its date, because an age would say nothing. */
function agedOrDated(start: number, iso: string): string {
  const at = Date.parse(iso);
  return policyMinutes(start, at) > LONGEST_AGE_MINUTES ? iso.slice(0, 10) : policyAge(start, at);
}

function figures({ sent, alert, repeated, outage, incident }: PlayOutcome, tookMs: number): string[] {
  const first = Math.min(...pagesIn(sent).map(({ at }) => Date.parse(at)));
  const counted = (['met', 'late', 'missed', 'waived', 'open'] as const).map(
    (state) => `${incident.obligations.filter((owed) => owed.state === state).length} ${state}`,
  );
  const killed = outage.killed.map(({ name, before, after }) => `${name} ${before} -> ${after}`).join(', ');
  const answered = (((outage.answeredAt ?? outage.backAt) - outage.at) / 1000).toFixed(1);
  const rows: [string, string][] = [
    [
      'alert posted',
      `accepted after ${alert.acceptedAt - alert.postedAt} ms, first page ${first - alert.postedAt} ms after it was posted (${first - alert.acceptedAt} ms after it was accepted)`,
    ],
    [
      'kill -9',
      `${((outage.backAt - outage.at) / 1000).toFixed(1)} s until both were running again, ${answered} s until the incident answered (${killed})`,
    ],
    [
      'alert in the outage',
      `answered 503 (${repeated.refusals} ×), sent again by Alertmanager, accepted into the same incident`,
    ],
    [
      'messages',
      `${sent.length}, ${pagesIn(sent).length} of them pages; ${whereTheyAre(sent)}; sent twice: ${doubledKeys(sent).length}`,
    ],
    ['obligations', counted.join(', ')],
    ['the whole demo', `${(tookMs / 1000).toFixed(0)} s`],
  ];
  return rows.map(([name, value]) => `  ${column(name, 20)} ${value}`);
}

/** `40 at Slack, 12 in the outbox`. */
function whereTheyAre(sent: readonly SentMessage[]): string {
  const places = [...new Set(sent.map(({ vendor }) => vendor))];
  return places
    .map((place) => {
      const count = sent.filter(({ vendor }) => vendor === place).length;
      return place === undefined ? `${count} in the outbox` : `${count} at ${place}`;
    })
    .join(', ');
}
