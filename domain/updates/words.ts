/** What changed since the last update, in words for stakeholders? */
import { isStepOfRollback } from '../ledger/story';
import type { Finding, Incident, TimelineEntry } from '../state/incident';
import { readKey } from '../state/keys';
import { utcTimes } from '../text/format';
import { inertLine } from '../text/inert';

/** So many changes are listed; earlier ones are counted. */
const LISTED = 12;

type Telling = Pick<TimelineEntry, 'at' | 'text'>;

/**
 * The draft of the next update. Stakeholders read it: what the ledger, the alerts' sources and the deliveries say stays inside,
 * and so does every command.
 */
export function sinceLastUpdate(incident: Incident): string {
  const news = incident.timeline.filter(({ seq }) => seq > incident.updates.lastSeq);
  const told = news.flatMap((entry): Telling[] => {
    const text = words(incident, entry);
    return text === undefined ? [] : [{ at: entry.at, text: inertLine(text, 400) }];
  });
  const shown = told.slice(-LISTED);
  const left = told.length - shown.length;
  const times = utcTimes([lastToldAt(incident), ...shown.map(({ at }) => at)]).slice(1);
  const lines = [
    ...(left === 0 ? [] : [`${left} earlier changes`]),
    ...shown.map(({ text }, n) => `${times[n] ?? ''}: ${text}`),
    ...alertsSince(incident, news),
  ];
  if (lines.length > 0) return lines.map((line) => `- ${line}`).join('\n');
  return news.some(isWork) ? '- The team is working on it; there is no new result yet' : '- nothing new';
}

const lastToldAt = ({ updates, startedAt }: Incident): number => updates.posted?.at ?? startedAt;

/** Somebody does something about it, though nothing that others need to know came of it yet. */
const isWork = ({ by, kind }: TimelineEntry): boolean => by !== undefined && by !== 'muster' && kind !== 'update';

/** Told as they are. */
const PLAIN = new Set([
  'opened',
  'contacted',
  'acknowledged',
  'joined',
  'lead',
  'note',
  'relapse',
  'decision-extended',
  'rollback-failed',
  'log-watch',
  'all-clear',
  'stable',
  'escalated',
  'joined-by',
  'published',
  'unpublished',
]);

/** What stakeholders are told of an entry; `undefined` where it is only for those who work on it. */
function words(incident: Incident, entry: TimelineEntry): string | undefined {
  const { kind, text, because, key } = entry;
  if (PLAIN.has(kind)) return text;
  switch (kind) {
    case 'severity':
    case 'decided':
      return because === undefined || because === '' ? text : `${text}: ${because}`;
    case 'status':
      return text;
    case 'rollback':
      return isStepOfRollback(entry) ? undefined : text;
    case 'ticked':
      return `Now in order: ${text.replace(/^☑ /, '')}`;
    case 'unticked':
      return `No longer in order: ${text.replace(/^☐ /, '')}`;
    case 'finding': {
      const read = readKey(key ?? '');
      const finding = read.of === 'investigation' ? incident.findings[read.step] : undefined;
      return finding === undefined ? undefined : found(finding);
    }
    default:
      return undefined;
  }
}

function found(finding: Finding): string | undefined {
  const telling = seenIn(finding).filter((part) => part !== 'none' && part !== 'nothing found');
  return telling.length === 0 ? undefined : `${finding.title}: ${telling.join('; ')}`;
}

/** The first line of a finding, without what could not be looked at and what is left for a person to look at. */
export function seenIn({ state, text }: Finding): string[] {
  if (state === 'failed') return [];
  const parts = (text.split('\n', 1)[0] ?? '').split('; ');
  return parts.filter((part) => !NOT_SEEN.test(part));
}

const NOT_SEEN = /^(?:failed: .*|\d+ (?:to run by hand|failed|cut off))$/;

/** The alert that opened it has been told already; the others are counted. */
function alertsSince({ startedAt }: Incident, news: TimelineEntry[]): string[] {
  const count = (wanted: string): number => news.filter(({ kind, at }) => kind === wanted && at > startedAt).length;
  const isAllClear = news.some(({ kind }) => kind === 'all-clear');
  const counted = (n: number, what: string): string[] =>
    n === 0 ? [] : [`${n} ${n === 1 ? 'alert' : 'alerts'} ${what}`];
  return [
    ...counted(count('alert-firing'), 'more fired'),
    ...(isAllClear ? [] : counted(count('alert-clear'), 'cleared')),
  ];
}

/** How an update begins that nobody wrote. */
export const AUTOMATIC = 'Automatic update. Since the last one:';
