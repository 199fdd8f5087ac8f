/** When does the page ask for itself again, and what does it say if Muster is away? */
import { become, parsed } from './morph.js';
import { shortDuration } from '../text/duration.js';

/** Events come in bursts; one look for all of them. */
const GATHER_MS = 250;

/** Muster has no answer at this moment: it is asked again. */
const AGAIN_MS = 1_000;

/** So long a connection may be away before it is said. */
const BREAK_MS = 3_000;

/** A reader must be able to followEvents: one sentence in this time at most. */
const SAY_EVERY_MS = 5_000;

const EVENTS = ['incident.opened', 'incident.changed', 'incident.ended', 'timeline'] as const;

let source: EventSource | undefined;
let followed: string | undefined;
let waiting: number | undefined;
let tag: string | null = null;
let lostAt: number | undefined;
let saidAt = 0;

/** Listens for what the page is about: one incident, or all that are open. */
export function followEvents(): void {
  const wanted = document.body.dataset.follows;
  if (wanted === followed && source !== undefined) return;
  source?.close();
  source = undefined;
  followed = wanted;
  if (wanted === undefined) return;
  source = new EventSource(`/v1/events${wanted === '' ? '' : `?incident=${encodeURIComponent(wanted)}`}`);
  for (const name of EVENTS)
    source.addEventListener(name, (event) => {
      const data = JSON.parse(event.data as string) as { id?: string; incidentId?: string; text?: string };
      const isOurs = wanted === '' || data.incidentId === wanted || data.id === wanted;
      if (!isOurs) return;
      if (name === 'timeline' && data.text !== undefined) say(data.text);
      lookSoon();
    });
  source.onopen = () => {
    if (lostAt !== undefined) lookSoon();
    lostAt = undefined;
    showStale();
  };
  source.onerror = () => {
    lostAt ??= Date.now();
    showStale();
    // A browser gives up for good where it got an answer that is no stream.
    if (source?.readyState === EventSource.CLOSED) {
      source = undefined;
      setTimeout(followEvents, SAY_EVERY_MS);
    }
  };
}

/** Asks for the page once more, in a moment. */
export function lookSoon(afterMs = GATHER_MS): void {
  waiting ??= window.setTimeout(() => {
    waiting = undefined;
    void look();
  }, afterMs);
}

async function look(): Promise<void> {
  const headers: HeadersInit = tag === null ? {} : { 'if-none-match': tag };
  const answer = await fetch(location.href, { headers, cache: 'no-store' }).catch(() => undefined);
  if (answer === undefined) {
    lostAt ??= Date.now();
    showStale();
    return;
  }
  if (answer.status >= 500) lookSoon(AGAIN_MS);
  if (answer.status === 304 || !answer.ok) return;
  if (answer.redirected) {
    location.assign(answer.url);
    return;
  }
  tag = answer.headers.get('etag');
  become(await parsed(answer), false);
}

/** Says how old the page is while nothing comes. */
export function showStale(): void {
  const line = document.querySelector<HTMLElement>('.stale');
  if (line === null) return;
  const lostFor = lostAt === undefined ? 0 : Date.now() - lostAt;
  // A browser is back from a short break before anybody has read of it.
  line.hidden = lostFor < BREAK_MS;
  if (lostFor >= BREAK_MS)
    line.textContent = `No connection to Muster for ${shortDuration(lostFor)}. This page is that old; it comes back by itself.`;
}

function say(text: string): void {
  const line = document.querySelector('.news');
  if (line === null || Date.now() - saidAt < SAY_EVERY_MS) return;
  saidAt = Date.now();
  line.textContent = text;
}
