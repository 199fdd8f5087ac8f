import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { inertLine } from '../domain/inert';
import type { IncidentView, TimelineView } from '../domain/view';
import { NotFound, Unanswered } from './errors';
import type { IncidentClient } from './incidents';
import { noSuchIncident } from './locate';
import { parseReference } from './address';

/** The whole story of an incident: what Temporal still has, and the lasting record. */
export interface IncidentRecord {
  id: string;
  /** Absent once Temporal has forgotten the incident; the timeline stays. */
  incident?: Omit<IncidentView, 'timeline'>;
  timeline: TimelineView[];
}

const Entry = z.looseObject({ seq: z.number(), at: z.number(), kind: z.string(), text: z.string() });

/**
 * Reads the record of an incident. A workflow carries only its newest entries along; those before are in the lasting
 * record of `home`, which is complete once the incident has ended. Rejects with `NotFound`.
 */
export async function readRecord(
  incidents: IncidentClient,
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
  const bySeq = new Map([...kept, ...(known?.timeline ?? [])].map((entry) => [entry.seq, entry]));
  const timeline = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
  if (known === undefined) return { id, timeline };
  const { timeline: _newest, ...incident } = known;
  return { id, incident, timeline };
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
export function recordAsMarkdown({ id, incident, timeline }: IncidentRecord): string {
  const owed = incident?.obligations ?? [];
  const cell = (text: string): string => inertLine(text, 500).replace(/([\\|`*_<>[\]])/g, '\\$1');
  return [
    `# ${cell(incident === undefined ? id : `${incident.severity} ${incident.service}: ${incident.title}`)}`,
    '',
    ...(incident === undefined ? [] : [`${id}, ${incident.status}, since ${incident.startedAt}`, '']),
    ...(owed.length === 0 ? [] : ['## Ledger', '', '| what | owner | due | state |', '|---|---|---|---|']),
    ...owed.map(
      ({ what, owner, dueAt = '', state, lateBy, by, because }) =>
        `| ${cell(what)} | ${cell(owner)} | ${dueAt} | ${state}${lateBy === undefined ? '' : ` by ${lateBy} s`}${by === undefined ? '' : ` (${cell(by)})`}${because === undefined ? '' : `: ${cell(because)}`} |`,
    ),
    ...(owed.length === 0 ? [] : ['']),
    '## Timeline',
    '',
    '| time | what | who |',
    '|---|---|---|',
    ...timeline.map(
      ({ at, text, by = '', via, because }) =>
        `| ${at} | ${cell(text)}${because === undefined ? '' : ` (${cell(because)})`} | ${cell(by)}${via === undefined ? '' : `, ${cell(via)}`} |`,
    ),
    '',
  ].join('\n');
}
