/** What happened in an incident from the first alert to the end, as data or as Markdown? */
import { inertLine } from '../../domain/text/inert';
import type { IncidentView, TimelineView } from '../../domain/view';
import { NotFound, Unanswered } from '../errors';
import { parseReference } from './address';
import type { IncidentClient } from './api';
import { noSuchIncident } from './locate';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Everything about an incident: what Temporal still has, and the record that is kept for good. */
export interface IncidentRecord {
  id: string;
  /** Absent once Temporal has forgotten the incident; the timeline stays. */
  incident?: Omit<IncidentView, 'timeline' | 'earlier'>;
  timeline: TimelineView[];
  /** Why the newest entries may be missing. */
  incomplete?: string;
}

const Entry = z.looseObject({ seq: z.number(), at: z.number(), kind: z.string(), text: z.string() });

/**
 * Reads the record of an incident. A workflow carries only its newest entries along; those before are in the lasting
 * record of `home`, which is complete once the incident has ended. Rejects with `NotFound`.
 */
export async function readRecord(
  incidents: Pick<IncidentClient, 'show' | 'postMortem'>,
  home: string | undefined,
  ref: string,
): Promise<IncidentRecord> {
  const view = await incidents.show(ref).catch((error: unknown) => {
    if (error instanceof NotFound || error instanceof Unanswered) return error;
    throw error;
  });
  const known = view instanceof Error ? undefined : view;
  const reference = parseReference(ref);
  const id = known?.id ?? (reference?.kind === 'id' ? reference.id : undefined);
  const kept = id === undefined || home === undefined ? [] : await lastingRecord(home, id);
  if (id === undefined || (known === undefined && kept.length === 0))
    throw view instanceof Error ? view : noSuchIncident(ref);
  const later = await afterwards(incidents, id);
  const timeline = inOrder([...kept, ...(known?.timeline ?? []), ...later]);
  if (known === undefined) return { id, timeline, ...(view instanceof Unanswered && { incomplete: view.message }) };
  const { timeline: _newest, earlier: _inTheRecord, ...incident } = known;
  return { id, incident, timeline };
}

/** What its post-mortem has to tell so far, if one is under way and a worker answers. */
const afterwards = (incidents: Pick<IncidentClient, 'postMortem'>, id: string): Promise<TimelineView[]> =>
  incidents.postMortem(id).then(
    ({ timeline }) => timeline,
    (error: unknown) => {
      if (error instanceof NotFound || error instanceof Unanswered) return [];
      throw error;
    },
  );

/** Each entry once. The first words of a post-mortem and the last ones of its incident can have one number. */
function inOrder(entries: readonly TimelineView[]): TimelineView[] {
  const once = new Map(entries.map((entry) => [`${entry.seq} ${entry.at} ${entry.kind}`, entry]));
  return [...once.values()].sort((a, b) => a.seq - b.seq || a.at.localeCompare(b.at));
}

/** One entry per line; a line that was torn by a crash is passed over, its entry comes again. */
async function lastingRecord(home: string, id: string): Promise<TimelineView[]> {
  const file = join(home, 'records', `${id}.jsonl`);
  if (!existsSync(file)) return [];
  const lines = (await readFile(file, 'utf8')).split('\n');
  return lines.flatMap((line) => {
    const entry = line === '' ? undefined : Entry.safeParse(parsed(line)).data;
    return entry === undefined ? [] : [{ ...entry, at: new Date(entry.at).toISOString() }];
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The record as a document. What people and alerts said is text in it, never markup. */
export function recordAsMarkdown({ id, incident, timeline, incomplete }: IncidentRecord): string {
  const owed = incident?.obligations ?? [];
  const cell = (text: string): string => inertLine(text, Infinity).replace(/([\\|`*_<>[\]])/g, '\\$1');
  return [
    `# ${cell(incident === undefined ? id : `${incident.severity} ${incident.service}: ${incident.title}`)}`,
    '',
    ...(incident === undefined ? [] : [`${id}, ${incident.status}, since ${incident.startedAt}`, '']),
    ...(incomplete === undefined ? [] : [`**The newest entries may be missing:** ${cell(incomplete)}`, '']),
    ...(owed.length === 0 ? [] : ['## Ledger', '', '| obligation | owner | due | state |', '|---|---|---|---|']),
    ...owed.map(
      ({ what, owner, dueAt = '', state, lateBy, by, because }) =>
        `| ${cell(what)} | ${cell(owner)} | ${dueAt} | ${state}${lateBy === undefined ? '' : ` by ${lateBy} s`}${by === undefined ? '' : ` (${cell(by)})`}${because === undefined ? '' : `: ${cell(because)}`} |`,
    ),
    ...(owed.length === 0 ? [] : ['']),
    '## Timeline',
    '',
    '| time | event | who |',
    '|---|---|---|',
    ...timeline.map(
      ({ at, text, by = '', via, because }) =>
        `| ${at} | ${cell(text)}${because === undefined ? '' : ` (${cell(because)})`} | ${cell(by)}${via === undefined ? '' : `, ${cell(via)}`} |`,
    ),
    '',
  ].join('\n');
}
