/** How does a log read, one line for each thing, in plain words? */
import { clock, type Entry, type Log } from './log';

/** What no rule asks about. */
const DULL = ['investigate', 'find-people', 'find-previous', 'follow', 'read-versions', 'show-statement'];

function words(entry: Entry): string | undefined {
  switch (entry.is) {
    case 'opened':
      return `opened as ${entry.severity}${entry.unclassified ? ', unclassified' : ''}`;
    case 'alert':
      return `alert "${entry.name}" ${entry.firing ? 'fires' : 'is over'}, ${entry.severity ?? 'without a severity'}`;
    case 'act':
      return `${entry.by}: ${deedInWords(entry.deed)}`;
    case 'refused':
      return `${entry.by} is refused (${deedInWords(entry.deed)}): ${entry.why}`;
    case 'severity':
      return `severity ${entry.from} -> ${entry.to}`;
    case 'status':
      return `status ${entry.from} -> ${entry.to}`;
    case 'lead':
      return `${entry.to ?? 'nobody'} leads`;
    case 'directory':
      return undefined;
    case 'joined-by':
      return `another incident (${entry.severity}) is merged into this one`;
    case 'ring':
      return `RING ${entry.to} (${entry.because.join(', ')})${failed(entry.through)}  ${entry.key}`;
    case 'notice':
    case 'withdrawal':
      return `${entry.is} to ${entry.to}${failed(entry.through)}  ${entry.key}`;
    case 'post':
      return `post ${entry.message} to ${entry.to.length > 0 ? entry.to.join(', ') : entry.port}${failed(entry.through)}  ${entry.key}`;
    case 'done':
      if (DULL.includes(entry.what)) return undefined;
      return `${entry.what}${failed(entry.through)}  ${entry.key}`;
    case 'down':
      return `nothing of ours runs until ${clock(entry.until)}`;
    case 'broken':
      return entry.keys === '' ? 'everything works again' : `from now on ${entry.keys} fails`;
    case 'reading':
      return `probes: ${Object.entries(entry.readings)
        .map(([probe, passed]) => `${probe} ${passed ? 'good' : 'FAILED'}`)
        .join(', ')}`;
    case 'rollback-seen':
      return `the rollout is ${entry.healthy ? 'healthy' : 'not healthy'}`;
    case 'rollback-phase':
      return `rollback of decision ${entry.decision}: ${entry.phase}`;
    case 'decision':
      return `decision ${entry.number} due ${clock(entry.dueAt)}${entry.made === undefined ? '' : `, made: ${entry.made}`}${entry.missed ? ', missed' : ''}`;
    case 'no-decision':
      return 'no decision is asked for';
    case 'stable':
      return 'stable';
    case 'duty':
      if (entry.state === 'open') return undefined;
      return `ledger: ${entry.id} ${entry.state}${entry.dueAt === undefined ? '' : `, due ${clock(entry.dueAt)}`}${entry.because === undefined ? '' : ` (${entry.because})`}`;
    case 'duty-gone':
      return undefined;
    case 'fault':
      return `FAULT: ${entry.what}`;
  }
}

const failed = (through: boolean): string => (through ? '' : ' FAILED');

function deedInWords(deed: object): string {
  const { do: name, ...more } = deed as { do: string };
  const { reason: _reason, ...rest } = more as Record<string, unknown>;
  const details = Object.values(rest).map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  return [name, ...details].join(' ');
}

/** The directory in words: what differs from the one before. */
function directoryWords(log: Log, n: number): string | undefined {
  const entry = log.entries[n];
  const before = log.entries.slice(0, n).findLast((one) => one.is === 'directory');
  if (entry?.is !== 'directory' || before?.is !== 'directory') return undefined;
  const changed = Object.entries(entry.holders).filter(
    ([who, roles]) => String(before.holders[who] ?? []) !== String(roles),
  );
  return `directory: ${changed.map(([who, roles]) => `${who} is now ${roles.join('+') || 'nothing'}`).join('; ')}`;
}

/** Rings of one instant for the same reason, as one. */
function ringsAsOne(log: Log): Entry[] {
  const entries: Entry[] = [];
  for (const entry of log.entries) {
    const place = entries.findLastIndex((one) => one.is !== 'duty');
    const last = entries[place];
    const isAlike =
      entry.is === 'ring' &&
      last?.is === 'ring' &&
      last.at === entry.at &&
      String(last.because) === String(entry.because);
    if (isAlike && entry.through === last.through) entries[place] = { ...last, to: `${last.to}, ${entry.to}` };
    else entries.push(entry);
  }
  return entries;
}

/** The log as lines; `upTo` leaves out what came later. */
export function timelineOf(whole: Log, upTo = Infinity): string {
  const log = { ...whole, entries: ringsAsOne(whole) };
  return log.entries
    .flatMap((entry, n) => {
      const text = entry.at > upTo ? undefined : entry.is === 'directory' ? directoryWords(log, n) : words(entry);
      return text === undefined ? [] : [`${clock(entry.at).padStart(7)}  ${text}`];
    })
    .join('\n');
}
