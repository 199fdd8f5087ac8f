/** Which incidents are on record, and which of them is somebody looking for? */
import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { parseReference } from './address';
import { lastPart } from '../../workflows/contract';

/** An incident of the past, as its record tells. */
export interface PastIncident {
  id: string;
  title: string;
  severity?: string;
  startedAt: number;
  /** When the last entry was written. */
  endedAt: number;
}

export interface PastQuery {
  text?: string;
  service?: string;
  severity?: string;
  /** Days such as `2026-01-31`, both included. */
  from?: string;
  to?: string;
}

export interface PastFound {
  found: readonly PastIncident[];
  total: number;
}

interface Known extends PastIncident {
  version: string;
  /** The beginning of what it says, in small letters. */
  words: string;
}

const Line = z.looseObject({ at: z.number(), kind: z.string(), text: z.string() });

/** How the first entry of each incident names it. */
const OPENED = /^(?:Opened|Declared) as (\S+).*?: (.*)$/s;

/** How a later entry names the severity that counts from then on: a record shows the last one, as the incident itself does. */
const CHANGED = /^Severity (?:changed from \S+ to|confirmed as) ([^\s,]+)/;

/** As much of each record is kept in memory to be searched. */
const SEARCHED = 4_000;

const DAY_MS = 86_400_000;

/** So many are read again side by side. */
const AT_ONCE = 32;

export interface PastRecords {
  search(query: PastQuery, page: { from: number; most: number }): Promise<PastFound>;
}

/** The records of a home. A record is read again only when it has grown. */
export function createPastRecords(home: string | undefined): PastRecords {
  const known = new Map<string, Known>();
  const folder = home === undefined ? undefined : join(home, 'records');
  let underWay: Promise<void> | undefined;

  const refresh = async (): Promise<void> => {
    const files = folder === undefined ? [] : filesIn(folder);
    const changed = files.filter(({ id, version }) => known.get(id)?.version !== version);
    for (let n = 0; n < changed.length; n += AT_ONCE)
      await Promise.all(
        changed.slice(n, n + AT_ONCE).map(async ({ id, file, version }) => {
          const read = await readPast(id, file);
          if (read !== undefined) known.set(id, { ...read, version });
        }),
      );
  };

  return {
    search: async (query, { from, most }) => {
      await (underWay ??= refresh().finally(() => (underWay = undefined)));
      const found = [...known.values()].filter((one) => isMeant(one, query)).sort((a, b) => b.startedAt - a.startedAt);
      const shown = found.slice(from, from + most).map(({ words: _words, version: _version, ...past }) => past);
      return { found: shown, total: found.length };
    },
  };
}

function filesIn(folder: string): { id: string; file: string; version: string }[] {
  const names = statSync(folder, { throwIfNoEntry: false }) === undefined ? [] : readdirSync(folder);
  return names.flatMap((name) => {
    const id = name.replace(/\.jsonl$/, '');
    if (!name.endsWith('.jsonl') || parseReference(id)?.kind !== 'id') return [];
    const file = join(folder, name);
    const stat = statSync(file, { throwIfNoEntry: false });
    return stat === undefined ? [] : [{ id, file, version: `${stat.mtimeMs} ${stat.size}` }];
  });
}

/** A line that a crash tore apart is passed over. */
async function readPast(id: string, file: string): Promise<Omit<Known, 'version'> | undefined> {
  let words = '';
  let first: z.output<typeof Line> | undefined;
  let endedAt = 0;
  let changed: string | undefined;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const entry = entryIn(line);
    if (entry === undefined) continue;
    first ??= entry;
    endedAt = Math.max(endedAt, entry.at);
    if (entry.kind === 'severity') changed = CHANGED.exec(entry.text)?.[1] ?? changed;
    if (words.length < SEARCHED) words += ` ${entry.text.toLowerCase()}`;
  }
  if (first === undefined) return undefined;
  const [, opened, title = first.text] = OPENED.exec(first.text) ?? [];
  const severity = changed ?? opened;
  return {
    ...{ id, title, startedAt: first.at, endedAt },
    ...(severity !== undefined && { severity }),
    words: `${id} ${words.slice(0, SEARCHED)}`,
  };
}

function entryIn(line: string): z.output<typeof Line> | undefined {
  try {
    return Line.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

function isMeant(one: Known, { text = '', service = '', severity = '', from = '', to = '' }: PastQuery): boolean {
  const wanted = text.toLowerCase().split(/\s+/);
  const [fromAt, toAt] = [Date.parse(from), Date.parse(to)];
  return (
    wanted.every((word) => one.words.includes(word) || lastPart(one.id) === word) &&
    (service === '' || one.id.startsWith(`${service}-`)) &&
    (severity === '' || one.severity === severity) &&
    (Number.isNaN(fromAt) || one.startedAt >= fromAt) &&
    (Number.isNaN(toAt) || one.startedAt < toAt + DAY_MS)
  );
}
