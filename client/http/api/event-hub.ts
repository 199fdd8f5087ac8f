/** What has changed about the open incidents since the last look, and who wants to hear about it? */
import type { IncidentClient } from '../../incidents/api';
import type { IncidentSummary } from '../../incidents/runs';

export type HubEvent =
  | { event: 'incident.opened' | 'incident.changed' | 'incident.ended'; data: IncidentSummary }
  /** What is wrong; `null` once it is fixed. */
  | { event: 'trouble'; data: { text: string | null } };

/** Tells all listeners what changes about the open incidents. */
export interface EventHub {
  /** The listener gets every change from now on, first all open incidents; returns a function that stops it. */
  listen: (listener: (event: HubEvent) => void) => () => void;
  close: () => void;
}

const LOOK_EVERY_MS = 1_000;

/** An incident may end before anybody has seen it open: each look asks for what ended in that time before it, too. */
const LOOK_BACK_MS = 60_000;

/** One look a second for all listeners together, and none while nobody listens. */
export function createEventHub(incidents: Pick<IncidentClient, 'list'>, everyMs = LOOK_EVERY_MS): EventHub {
  const listeners = new Set<(event: HubEvent) => void>();
  let open = new Map<string, IncidentSummary>();
  /** What has been told as ended, as long as looks find it. */
  let over: ReadonlySet<string> = new Set();
  let listenedSince = 0;
  let trouble: string | null = null;
  let timer: NodeJS.Timeout | undefined;
  const tell = (event: HubEvent): void => listeners.forEach((listener) => listener(event));

  const look = async (): Promise<void> => {
    try {
      const listed = await incidents.list({ all: false, endedAfter: Date.now() - LOOK_BACK_MS });
      const now = byId(listed.filter((incident) => incident.open));
      const ended = byId(listed.filter((incident) => !incident.open));
      const gone = [...open.values()].filter(({ id }) => !now.has(id));
      // What ended longer ago, because nobody could look for a while, is found where all are listed.
      const all = gone.every(({ id }) => ended.has(id)) ? ended : byId(await incidents.list({ all: true }));
      const unseen = [...ended.values()].filter(
        ({ id, endedAt = '' }) => !over.has(id) && !open.has(id) && Date.parse(endedAt) >= listenedSince,
      );
      for (const event of changes(open, now)) tell(event);
      for (const last of [...gone.map((incident) => all.get(incident.id) ?? incident), ...unseen])
        tell({ event: 'incident.ended', data: { ...last, open: false } });
      [open, over] = [now, new Set(ended.keys())];
      if (trouble !== null) tell({ event: 'trouble', data: { text: (trouble = null) } });
    } catch (error) {
      const text = error instanceof Error ? error.message : 'Temporal does not answer.';
      if (trouble !== text) tell({ event: 'trouble', data: { text: (trouble = text) } });
    }
  };
  const again = (): void => {
    timer = setTimeout(() => {
      void look().finally(() => {
        if (listeners.size > 0) again();
        else timer = undefined;
      });
    }, everyMs);
    timer.unref();
  };

  return {
    listen: (listener) => {
      // While nobody listened, the hub did not look: its first look reports everything again.
      if (listeners.size === 0) {
        open = new Map();
        listenedSince = Date.now();
      }
      listeners.add(listener);
      for (const data of open.values()) listener({ event: 'incident.opened', data });
      if (trouble !== null) listener({ event: 'trouble', data: { text: trouble } });
      if (timer === undefined) {
        void look();
        again();
      }
      return () => void listeners.delete(listener);
    },
    close: () => {
      clearTimeout(timer);
      listeners.clear();
    },
  };
}

const byId = (incidents: IncidentSummary[]): Map<string, IncidentSummary> =>
  new Map(incidents.map((incident) => [incident.id, incident]));

/** What has opened, and what has changed. */
function changes(before: Map<string, IncidentSummary>, now: Map<string, IncidentSummary>): HubEvent[] {
  const events: HubEvent[] = [];
  for (const [id, data] of now) {
    const known = before.get(id);
    if (known === undefined) events.push({ event: 'incident.opened', data });
    else if (JSON.stringify(known) !== JSON.stringify(data)) events.push({ event: 'incident.changed', data });
  }
  return events;
}
