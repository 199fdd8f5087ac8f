/** What do the logs of the deployment's pods say about what the policy searches for? */
import { ApiRefusal } from './api';
import { counted, finding } from '../shared/finding';
import type { LogLine } from './log-search';
import { byLastWord, logLines, matchingLines, mostFrequent, timeline } from './log-search';
import type { Pod } from './objects';
import { podProblems } from './pods';
import { readDeployment, readPods, type Reader } from './reader';
import { pathOf } from './target';

/** What the policy asks of the logs: so many last lines of each container, or so far back. */
export interface LogQuery {
  lines?: number | undefined;
  sinceMs?: number | undefined;
  matching: readonly string[];
  countByEndpoint: boolean;
}

const MOST_CONTAINERS = 12;
const MOST_BYTES = 4 * 1024 * 1024;
const DEFAULT_LINES = 100;

interface ContainerLog {
  name: string;
  lines: LogLine[];
  full: boolean;
  problem?: string;
}

/** The logs of all of the deployment's pods, pods in trouble first, searched for the policy's literal texts. */
export async function readLogs(reader: Reader, query: LogQuery): Promise<string> {
  const pods = await readPods(reader, await readDeployment(reader));
  const streams = pods
    .map((pod) => ({ pod, troubled: podProblems(pod, reader.now).length > 0 }))
    .sort((one, other) => Number(other.troubled) - Number(one.troubled))
    .flatMap(({ pod }) => streamsOf(pod));
  if (streams.length === 0) return finding('none: the deployment has no pods');
  const logs = await Promise.all(streams.slice(0, MOST_CONTAINERS).map((stream) => readLog(reader, query, stream)));
  const lines = logs.flatMap((log) => log.lines);
  return finding(summary(query, logs, lines), [
    ...(streams.length > MOST_CONTAINERS ? [`only ${MOST_CONTAINERS} of ${streams.length} logs were read`] : []),
    ...logs.flatMap(({ name, problem }) => (problem === undefined ? [] : [`${name}: ${problem}`])),
    ...logs.filter(({ full }) => full).map(({ name }) => `${name}: log cut at ${MOST_BYTES / 1024 / 1024} MiB`),
    ...details(reader, query, matchingLines(lines, query.matching)),
  ]);
}

interface Stream {
  pod: string;
  container: string;
  /** The container's run before this one, which is where a crash left its last words. */
  previous: boolean;
}

const streamsOf = ({ metadata, spec, status }: Pod): Stream[] =>
  spec.containers.flatMap(({ name }) => {
    const restarts = status.containerStatuses.find((one) => one.name === name)?.restartCount ?? 0;
    const stream = { pod: metadata.name, container: name };
    return [{ ...stream, previous: false }, ...(restarts > 0 ? [{ ...stream, previous: true }] : [])];
  });

async function readLog(reader: Reader, { lines, sinceMs }: LogQuery, stream: Stream): Promise<ContainerLog> {
  const { pod, container, previous } = stream;
  const name = `${pod}/${container}${previous ? ' (before its restart)' : ''}`;
  const query = {
    container,
    timestamps: true,
    previous: previous || undefined,
    sinceSeconds: sinceMs === undefined ? undefined : Math.ceil(sinceMs / 1000),
    tailLines: lines ?? (sinceMs === undefined ? DEFAULT_LINES : undefined),
  };
  try {
    const path = pathOf.log(reader.target, pod);
    const log = await reader.api.text(path, { query, maxBytes: MOST_BYTES, signal: reader.signal });
    return { name, lines: logLines(pod, log), full: Buffer.byteLength(log) >= MOST_BYTES };
  } catch (error) {
    // A container that did not start, or a pod that went meanwhile, has no log; the others have.
    if (!(error instanceof ApiRefusal) || error.status === 403 || error.status === 401) throw error;
    return { name, lines: [], full: false, ...(!previous && { problem: error.message }) };
  }
}

function summary({ matching, lines: tail, sinceMs }: LogQuery, logs: ContainerLog[], lines: LogLine[]): string {
  const depth =
    tail === undefined && sinceMs !== undefined ? `${sinceMs / 60_000} min` : `${tail ?? DEFAULT_LINES} lines`;
  const where = `in the last ${depth} of ${counted(logs.length, 'log')} (${counted(lines.length, 'line')})`;
  const found = matchingLines(lines, matching);
  if (found.length === 0) return `none ${where}: ${matching.length === 0 ? 'no lines' : `no ${matching.join(', ')}`}`;
  const each =
    matching.length < 2
      ? ''
      : `: ${matching.map((text) => `${text} ${matchingLines(found, [text]).length}`).join(', ')}`;
  const pods = new Set(found.map(({ pod }) => pod)).size;
  return `${counted(found.length, 'line')} with ${matching.join(' or ') || 'any text'} ${where}, from ${counted(pods, 'pod')}${each}`;
}

function details(reader: Reader, { countByEndpoint, sinceMs }: LogQuery, found: LogLine[]): string[] {
  if (countByEndpoint) return byLastWord(found).map(([endpoint, count]) => `${count} ${endpoint}`);
  return [
    ...(sinceMs === undefined ? [] : timeline(found, reader.now - sinceMs, reader.now)),
    ...mostFrequent(found).map(
      ({ count, newest }) => `${count}x, last ${new Date(newest.at).toISOString().slice(11, 19)}: ${newest.text}`,
    ),
  ];
}
