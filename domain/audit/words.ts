/** How is it said that an incident stands still or was ended, and what people have to do about it? */
import { sentence, utcDateTime } from '../text/format';
import { inertLine } from '../text/inert';
import type { EndWithoutUs, Reopening, AuditTrouble } from './state';
import type { KnownTrouble } from './rings';

/** How many further incidents a page names. */
const MOST_NAMED = 10;

const nameOfSubject = ({ incidentId, of }: AuditTrouble): string =>
  of === 'incident' ? incidentId : `the post-mortem of ${incidentId}`;

/** What is wrong and since when, as one sentence. */
export function troubleText(trouble: AuditTrouble & Pick<KnownTrouble, 'done' | 'problem'>): string {
  const { kind, since, how, done, problem, because } = trouble;
  const at = utcDateTime(since);
  const name = nameOfSubject(trouble);
  switch (kind) {
    case 'stuck':
      return `${name} has stood still since ${at}: its workflow task fails again and again${because === undefined ? '' : ` (${inertLine(because, 200)})`}.`;
    case 'overdue':
      return `${name} has stood still since ${at}: something was due then, and nothing happens.`;
    case 'ended':
      return [
        endedText(name, how ?? 'terminated', since),
        sentence(done ?? (problem === undefined ? NOT_YET : `Muster can't open it again: ${problem}`)),
      ].join(' ');
  }
}

const NOT_YET = 'Muster has not opened it again';

/** What Temporal did to an incident. */
export const endedText = (name: string, how: EndWithoutUs, at: number): string =>
  `Temporal ended ${name} at ${utcDateTime(at)} (${how}), and Muster did not ask for it.`;

/** What the timeline of an incident says that was opened again. */
export const reopenedText = ({ how, endedAt, stateOf, missing }: Reopening): string =>
  [
    endedText('this incident', how, endedAt),
    stateOf === undefined
      ? 'Muster opened it again from the alerts that had arrived.'
      : `Muster opened it again from its state of ${utcDateTime(stateOf)}.`,
    ...(missing === undefined ? [] : [sentence(missing)]),
  ].join(' ');

/** What to do about it. */
export function remedyOf({ kind, incidentId, done }: Pick<KnownTrouble, 'kind' | 'incidentId' | 'done'>): string {
  switch (kind) {
    case 'stuck':
      return "Follow the guide by hand until it continues. The reason is in the worker's log; if Muster was just upgraded, go back to the version before.";
    case 'overdue':
      return 'Follow the guide by hand until it continues. Run `muster doctor` to see whether Temporal and the worker are well.';
    case 'ended':
      return done === undefined
        ? 'Follow the guide by hand until it is open again.'
        : `Check it with \`muster show ${incidentId}\`.`;
  }
}

/** A page about one trouble; `others` are told about in the same page, so that one person's phone rings once. */
export function auditPage(trouble: KnownTrouble, others: readonly KnownTrouble[]): { subject: string; text: string } {
  const { severity, title, kind } = trouble;
  const what = kind === 'ended' ? 'Temporal ended' : 'Muster stands still in';
  const more = others.slice(0, MOST_NAMED).map((other) => `- ${troubleText(other)}`);
  const unnamed = others.length - more.length;
  return {
    subject: inertLine(`${what} ${severity} ${title}${others.length > 0 ? ` and ${others.length} more` : ''}`, 150),
    text: [
      troubleText(trouble),
      remedyOf(trouble),
      ...(others.length > 0 ? ['', 'The same goes for:', ...more] : []),
      ...(unnamed > 0 ? [`- and ${unnamed} more: \`muster list\``] : []),
    ].join('\n'),
  };
}
